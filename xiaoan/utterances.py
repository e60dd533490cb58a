"""The sentences that `xiaoan understand` is asked about. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

LONGEST_CHARACTERS = 10_000


@dataclass(frozen=True)
class Utterance:
    """One line. `fault` is the key of a phrase (xiaoan.understand.…) with its values, when it cannot be asked."""

    text: str
    fault: str = ""
    reason: str = ""


def utterances_in(content: bytes) -> list[Utterance]:
    """The lines of a file: plain text, or JSON with a `text`. A bad line is kept with its fault."""
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [_line(line.rstrip(b"\r")) for line in lines]


def utterance(text: str) -> Utterance:
    """A sentence, with its fault when it is blank or too long."""
    if not text.strip():
        return Utterance(text, "blank")
    if len(text) > LONGEST_CHARACTERS:
        return Utterance(text, "too_long")
    return Utterance(text)


def _line(raw: bytes) -> Utterance:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Utterance(raw.decode("utf-8", errors="replace"), "not_utf8")
    if not text.lstrip().startswith("{"):
        return utterance(text.strip())
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Utterance(text, "not_json", str(error))
    found = content.get("text") if isinstance(content, dict) else None
    return utterance(found) if isinstance(found, str) else Utterance(text, "no_text")
