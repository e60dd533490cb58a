"""The machine: its folders, its disk, its clock."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.phrases import Phrases
from config.settings import Settings
from messages.floored_clock import set_from_network
from xiaoan.doctor.finding import Finding, Words

LEAST_GB, WISHED_GB = 0.2, 2.0  # the outbox and the databases; a speech model and logs as well
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # an unset clock starts long before this program was written
MUSIC = {".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".wma", ".aac"}


def data_folder(settings: Settings, phrases: Phrases) -> Finding:
    """Writes a file into the nearest folder that exists; makes none that was not there."""
    words = Words("data", phrases)
    try:
        with tempfile.NamedTemporaryFile(dir=nearest(settings.data_dir), prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        return words.failed("bad", folder=settings.data_dir, reason=error.strerror)
    return words.ok(folder=settings.data_dir)


def disk(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("disk", phrases)
    free_gb = round(shutil.disk_usage(nearest(settings.data_dir)).free / 1e9, 1)
    if free_gb < LEAST_GB:
        return words.failed("low", free_gb=free_gb, needed_gb=WISHED_GB)
    if free_gb < WISHED_GB:
        return words.warning("low", free_gb=free_gb, needed_gb=WISHED_GB)
    return words.ok(free_gb=free_gb)


def clock(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("clock", phrases)
    now = datetime.now(UTC)
    shown = now.astimezone(ZoneInfo(settings.home.timezone)).strftime("%Y-%m-%d %H:%M %Z")
    if now < EARLIEST:
        return words.failed("wrong", now=shown)
    return words.ok(now=shown) if set_from_network() else words.warning("unsynchronized", now=shown)


def media(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("media", phrases)
    configured = settings.speaker.media.folder
    folder = configured.expanduser() if configured is not None else settings.data_dir / "home" / "media"
    if not folder.is_dir():
        return words.ok("later", folder=folder) if configured is None else words.warning("missing", folder=folder)
    count = sum(1 for file in folder.rglob("*") if file.suffix.lower() in MUSIC)
    return words.ok(folder=folder, count=count) if count else words.warning("empty", folder=folder)


def nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    while not folder.exists():
        folder = folder.parent
    return folder
