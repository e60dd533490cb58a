"""The watch's frames in a stream of bytes: `[maker*id*length*content]` or `[maker*id*index*length*content]`. Pure.

A frame ends at its bracket: declared lengths are often wrong. Only when a bracket stands in the content itself, and the
declared length points at a later one, is the length believed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

HEADER = re.compile(
    rb"\[(?P<maker>[0-9A-Za-z]{2})\*(?P<device>[0-9A-Za-z]{1,20})\*(?P<first>[0-9A-Fa-f]{1,8})\*"
    rb"(?:(?P<second>[0-9A-Fa-f]{1,8})\*)?"
)
STARTED_HEADER = re.compile(rb"\[(?:[0-9A-Za-z]{1,2}(?:\*[0-9A-Za-z]{0,20}(?:\*[0-9A-Fa-f]{0,8})?)?)?\Z")
LONGEST_HEADER = 48
KEPT_BYTES = 4096  # of one frame; longer ones carry voice or pictures, which nobody here wants
LONGEST_FRAME_BYTES = 70_000  # four digits of length say 65,535 at most

_ESCAPES = {b"}": b"}\x01", b"[": b"}\x02", b"]": b"}\x03", b",": b"}\x04", b"*": b"}\x05"}
_MEANT = {escaped: plain for plain, escaped in _ESCAPES.items()}
_ESCAPED = re.compile(rb"\}[\x01-\x05]")
_SPECIAL = re.compile(rb"[}\[\],*]")


class Refusal(StrEnum):
    """Why bytes were no frame."""

    GARBAGE = "garbage"
    HALF_FRAME = "half_frame"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `content` is as it came, still escaped; `whole` is False when only its first bytes were kept."""

    maker: str
    device: str
    index: str | None
    declared: int
    content: bytes
    whole: bool = True

    @property
    def command(self) -> str:
        """The word before the first comma."""
        return self.content.partition(b",")[0][:40].decode("ascii", errors="replace").strip()

    @property
    def fields(self) -> tuple[bytes, ...]:
        """What follows the command, unescaped and without blanks around it."""
        return tuple(unescape(field).strip() for field in self.content.split(b",")[1:])


def escape(plain: bytes) -> bytes:
    """Brackets, commas, stars and braces made harmless."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], plain)


def unescape(escaped: bytes) -> bytes:
    """The inverse of `escape`; a brace that escapes nothing stays."""
    return _ESCAPED.sub(lambda found: _MEANT[found[0]], escaped)


def frame_bytes(maker: str, device: str, index: str | None, content: bytes) -> bytes:
    """A frame as it is sent. `content` is escaped where it has to be."""
    middle = device if index is None else f"{device}*{index}"
    return f"[{maker}*{middle}*{len(content):04X}*".encode() + content + b"]"


class FrameReader:
    """Cuts a stream into frames. Holds `kept_bytes` at most between two calls, whatever comes."""

    __slots__ = ("_buffer", "_kept_bytes", "_passed_over", "_skipped_head", "refused")

    def __init__(self, refused: Counter[str], kept_bytes: int = KEPT_BYTES) -> None:
        self.refused = refused  # counts by reason; readers may share one
        self._kept_bytes = kept_bytes
        self._buffer = b""
        self._skipped_head: Frame | None = None  # of a long frame whose end has not come yet
        self._passed_over = 0

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are complete now."""
        frames: list[Frame] = []
        buffer = self._buffer + data if self._buffer else data
        position = 0
        if self._skipped_head is not None:
            position = self._skip(buffer, frames)
        while self._skipped_head is None:
            found = HEADER.search(buffer, position)
            if found is None:
                position = self._drop(buffer, position)
                break
            self._count_dropped(buffer[position : found.start()])
            end = buffer.find(b"]", found.end())
            until = len(buffer) if end < 0 else end
            if (later := HEADER.search(buffer, found.end(), until)) is not None:
                self.refused[Refusal.HALF_FRAME] += 1
                position = later.start()
                continue
            if end < 0:
                position = self._hold(buffer, found)
                break
            end = _declared_end(buffer, found, end)
            frames.append(_frame(found, buffer[found.end() : end], whole=True))
            position = end + 1
        self._buffer = buffer[position:]
        return frames

    @property
    def held(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return len(self._buffer)

    def _hold(self, buffer: bytes, found: re.Match[bytes]) -> int:
        """Where the unfinished frame starts, or the end of the buffer when the frame is too long to be kept."""
        length = len(buffer) - found.start()
        if length <= self._kept_bytes:
            return found.start()
        self._skipped_head = _frame(found, buffer[found.end() : found.start() + self._kept_bytes], whole=False)
        self._passed_over = length
        return len(buffer)

    def _skip(self, buffer: bytes, frames: list[Frame]) -> int:
        """Goes on with a long frame. Returns where reading goes on."""
        end = buffer.find(b"]")
        self._passed_over += len(buffer) if end < 0 else end
        head = self._skipped_head
        if self._passed_over > LONGEST_FRAME_BYTES:
            self.refused[Refusal.TOO_LONG] += 1
        elif end < 0:
            return len(buffer)
        elif head is not None:
            frames.append(head)
        self._skipped_head, self._passed_over = None, 0
        return end + 1 if end >= 0 else 0

    def _drop(self, buffer: bytes, position: int) -> int:
        """Drops what cannot become a frame. Returns where the start of one may stand."""
        start = buffer.rfind(b"[", max(position, len(buffer) - LONGEST_HEADER))
        keep_from = start if start >= 0 and STARTED_HEADER.match(buffer, start) else len(buffer)
        self._count_dropped(buffer[position:keep_from])
        return keep_from

    def _count_dropped(self, dropped: bytes) -> None:
        if dropped.strip():
            self.refused[Refusal.GARBAGE] += 1


def _declared_end(buffer: bytes, found: re.Match[bytes], end: int) -> int:
    """The declared end, when it is a later bracket that a frame's start or nothing follows; else `end`."""
    declared = found.end() + _length(found)
    if not end < declared < len(buffer) or buffer[declared] != ord("]"):
        return end
    following = buffer[declared + 1 : declared + 3].lstrip()
    if following and not following.startswith(b"["):
        return end
    return end if HEADER.search(buffer, end, declared) is not None else declared


def _length(found: re.Match[bytes]) -> int:
    return int(found["second"] or found["first"], 16)


def _frame(found: re.Match[bytes], content: bytes, *, whole: bool) -> Frame:
    index = found["first"].decode() if found["second"] is not None else None
    return Frame(found["maker"].decode(), found["device"].decode(), index, _length(found), content, whole)
