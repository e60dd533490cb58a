"""The labelled sentences of a JSONL file. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.utterances import utterances_in


class WhereError(ValueError):
    """A condition that is not FIELD=VALUE."""


@dataclass(frozen=True)
class Case:
    """A sentence and its label; None where labels do not matter."""

    text: str
    label: str | None


@dataclass(frozen=True)
class Cases:
    """Those asked for. `bad` lines had no usable text, or no label where one is needed; `left_out`
    ones were not meant.
    """

    wanted: tuple[Case, ...]
    bad: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Where:
    """A line is meant when this field of it, as text, has this value."""

    field: str
    value: str


def read_where(text: str) -> Where:
    """FIELD=VALUE. Raises WhereError."""
    field, equals, value = text.partition("=")
    if not equals or not field.strip():
        raise WhereError(text)
    return Where(field.strip(), value.strip())


def cases_in(content: bytes, label_field: str | None, where: Sequence[Where] = ()) -> Cases:
    """The cases of a file. Without `label_field` labels are not read, and a line of plain text is a case as well."""
    wanted, bad, left_out = [], 0, 0
    for raw, each in zip(_lines(content), utterances_in(content), strict=True):
        fields = _fields(raw)
        if any(_as_text(fields.get(condition.field)) != condition.value for condition in where):
            left_out += 1
            continue
        label = fields.get(label_field) if label_field else None
        if each.fault or (label_field and not (isinstance(label, str) and label.strip())):
            bad += 1
            continue
        wanted.append(Case(each.text, label.strip() if isinstance(label, str) else None))
    return Cases(tuple(wanted), bad, left_out)


def _lines(content: bytes) -> list[bytes]:
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def _fields(raw: bytes) -> dict[str, object]:
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _as_text(value: object) -> str:
    """As it stands in the JSON: true, 3, null; a string without its quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
