"""Unpacks a model's zip safely."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from assistant.models.errors import ModelsError

_LARGEST_RATIO = 12  # a model unpacks to 1.5–2.5 times its archive
_SLACK_BYTES = 64 << 20


def unpack(archive: Path, into: Path) -> Path:
    """Unpacks into the empty folder `into` and returns the model's own folder there.

    Raises ModelsError for what is no zip, is damaged, leaves the folder, holds links or is unreasonably large.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            _refuse_unsafe(members)
            _refuse_large(members, archive, into)
            for member in members:
                opened.extract(member, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelsError(f"{archive.name}: the archive is damaged ({error}). Fetch it again.") from error
    except OSError as error:
        raise ModelsError(f"{into}: cannot be written ({error.strerror or error}).") from error
    return _root(into)


def _refuse_unsafe(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        link = stat.S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or ":" in member.filename or link:
            raise ModelsError(f"The archive holds an unsafe entry ({member.filename!r}); nothing was unpacked.")


def _refuse_large(members: list[zipfile.ZipInfo], archive: Path, into: Path) -> None:
    size_bytes = sum(member.file_size for member in members)
    if size_bytes > _LARGEST_RATIO * archive.stat().st_size + _SLACK_BYTES:
        raise ModelsError(f"The archive would unpack to {size_bytes / 1e6:.0f} MB, too much for a model of its size.")
    require_space(into, size_bytes)


def require_space(folder: Path, needed_bytes: int) -> None:
    """Raises ModelsError when the disk of `folder` has less than that, and a little, free."""
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < needed_bytes + _SLACK_BYTES:
        raise ModelsError(
            f"{folder}: {needed_bytes / 1e6:.0f} MB are needed and only {free_bytes / 1e6:.0f} MB are free."
        )


def _root(into: Path) -> Path:
    """The only folder in the archive, or the archive's top itself."""
    entries = list(into.iterdir())
    return entries[0] if len(entries) == 1 and entries[0].is_dir() else into
