"""Numbers, words and moments in what somebody else publishes. Pure."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Any

from wearable_bridge.clocks import is_far_off

LARGEST_BODY_BYTES = 64 * 1024
LONGEST_WORD = 60
_MILLISECONDS_FROM = 1e11  # as seconds that would be the year 5138
_NOT_FINITE = "a number that is none"


class UnreadableError(ValueError):
    """A message is not what the mapping says. The text holds nothing of the message."""


def content_of(body: bytes) -> Any:
    """JSON, or a plain text (OPEN) where it is short and no JSON. Raises UnreadableError."""
    if len(body) > LARGEST_BODY_BYTES:
        raise UnreadableError(f"body: larger than {LARGEST_BODY_BYTES} bytes")
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        pass
    try:
        text = body.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise UnreadableError("body: neither JSON nor UTF-8 text") from error
    if not text or len(text) > LONGEST_WORD or text[0] in "{[" or not text.isprintable():
        raise UnreadableError("body: no JSON")
    return text


def number_of(found: Any) -> float:
    """A number, or a text that is one. Raises UnreadableError."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise UnreadableError("value: no number")
    try:
        number = float(found)
    except (ValueError, OverflowError) as error:
        raise UnreadableError("value: no number") from error
    if not math.isfinite(number):
        raise UnreadableError("value: no number")
    return number


def word_of(found: Any) -> str:
    """true, false, a number or a short text, as text. Raises UnreadableError."""
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int | float):
        return f"{number_of(found):.12g}"
    if not isinstance(found, str) or len(found) > LONGEST_WORD or not found.isprintable():
        raise UnreadableError("state: no short word")
    return found.strip()


def moment_of(found: Any, now: datetime) -> datetime:
    """ISO 8601 with a time zone, or seconds or ms since 1970. Raises UnreadableError, also for one far off."""
    at = _from_text(found) if isinstance(found, str) else _from_number(number_of(found))
    if is_far_off(at, now):
        raise UnreadableError("at: by a clock that is far off")
    return at


def _from_text(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise UnreadableError("at: without a time zone")
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableError("at: no moment with a time zone") from error


def _from_number(number: float) -> datetime:
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UnreadableError("at: no moment") from error


def _refuse(_constant: str) -> float:
    raise ValueError(_NOT_FINITE)
