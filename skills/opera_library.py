"""The music of a folder: what each file is, read with mutagen, and looked at again when the folder changes."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import mutagen
import structlog
from mutagen import MutagenError

GENRES = ("京剧", "豫剧", "吕剧", "越剧", "黄梅戏", "评剧")
_MUSIC = frozenset((".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".wma", ".aac"))
_NUMBERED = re.compile(r"^\d{1,3}[\s._、-]+")


@dataclass(frozen=True)
class Piece:
    """One file of music. What is not known is empty, except the title."""

    path: Path
    title: str
    performer: str = ""
    genre: str = ""


@dataclass(frozen=True)
class Skipped:
    """A file that is no music, with the reason."""

    path: Path
    reason: str


Fingerprint = frozenset[tuple[str, int, int]]


class OperaLibrary:
    """The pieces under a folder. Blocking; the first look at a large folder takes a while."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: Fingerprint | None = None
        self._known: dict[tuple[str, int, int], Piece | Skipped] = {}

    def pieces(self) -> tuple[Piece, ...]:
        """Every playable piece, by path. A missing folder holds none."""
        return tuple(item for item in self._items() if isinstance(item, Piece))

    def skipped(self) -> tuple[Skipped, ...]:
        """The files that look like music and are not."""
        return tuple(item for item in self._items() if isinstance(item, Skipped))

    def _items(self) -> list[Piece | Skipped]:
        present = fingerprint(self._folder)
        if present != self._seen:
            self._known = {
                entry: self._known.get(entry) or read_piece(Path(entry[0]), self._folder) for entry in present
            }
            self._seen = present
            broken = [item for item in self._known.values() if isinstance(item, Skipped)]
            structlog.get_logger().info("opera.indexed", pieces=len(present) - len(broken), skipped=len(broken))
            for item in broken:
                structlog.get_logger().warning("opera.skipped", file=item.path.name, reason=item.reason)
        return [self._known[entry] for entry in sorted(self._known)]


def fingerprint(folder: Path) -> Fingerprint:
    """(path, size, modification time in ns) of every music file under a folder."""
    found = set()
    for where, _folders, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if path.suffix.lower() in _MUSIC and not name.startswith("."):
                try:
                    stat = path.stat()
                except OSError:  # gone since the folder was listed, or a dangling link
                    continue
                found.add((str(path), stat.st_size, stat.st_mtime_ns))
    return frozenset(found)


def read_piece(path: Path, folder: Path) -> Piece | Skipped:
    """What a file is: from its tags, else from names such as 京剧/梅兰芳-贵妃醉酒.mp3."""
    try:
        file = mutagen.File(path, easy=True)
    except (MutagenError, OSError, ValueError, EOFError) as error:
        return Skipped(path, f"cannot be read ({type(error).__name__})")
    if file is None:
        return Skipped(path, "is not music")
    if not getattr(file.info, "length", 0):
        return Skipped(path, "holds no sound")
    tags = file.tags if hasattr(file.tags, "get") else {}
    title, performer, genre = (_tag(tags, name) for name in ("title", "artist", "genre"))
    named_performer, named_title = from_name(path.stem)
    return Piece(
        path,
        title or named_title,
        performer or named_performer,
        _genre(genre) or genre_of_folders(path, folder) or genre,
    )


def from_name(stem: str) -> tuple[str, str]:
    """(performer, title) of a file's name: 03 梅兰芳-贵妃醉酒 -> (梅兰芳, 贵妃醉酒)."""
    stem = _NUMBERED.sub("", stem).strip() or stem
    parts = [part.strip() for part in re.split(r"\s*[-—_－]+\s*", stem) if part.strip() and part.strip() not in GENRES]
    if not parts:
        return "", stem
    return ("", parts[0]) if len(parts) == 1 else (parts[0], parts[-1])


def genre_of_folders(path: Path, folder: Path) -> str:
    """The genre that the file's name or a folder above it names."""
    names = [path.stem, *path.relative_to(folder).parts[-2::-1]]
    return next((genre for name in names for genre in GENRES if genre in name), "")


def _genre(text: str) -> str:
    return next((genre for genre in GENRES if genre in text), "")


def _tag(tags: object, name: str) -> str:
    """The first value of a tag; tags that are not simple text (those of a wav) have none."""
    getter = getattr(tags, "get", None)
    values = getter(name) if getter is not None else None
    return str(values[0]).strip() if isinstance(values, list) and values else ""
