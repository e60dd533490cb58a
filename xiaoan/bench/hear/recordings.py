"""Recordings of people and of rooms, in which nobody calls the speaker or cries for help."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.hearing.hear_file import hear_file
from assistant.ports import Cry, SpeechRecognizer
from config.settings import HearingSettings
from xiaoan.errors import XiaoanError

_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3"})


@dataclass(frozen=True)
class RecordingFigures:
    """False alarms over recordings, through voice activity and all."""

    files: int
    hours: float
    false_wake_ups: int
    false_cries: int
    unclear_cries: int

    def as_json(self) -> dict[str, object]:
        return {
            "files": self.files,
            "hours": round(self.hours, 4),
            "false_wake_ups": self.false_wake_ups,
            "false_cries": self.false_cries,
            "unclear_cries": self.unclear_cries,
        }


def recordings_in(folder: Path) -> list[Path]:
    """The sound files below a folder, by name. Raises XiaoanError when there is no such folder or no sound in it."""
    if not folder.is_dir():
        raise XiaoanError(f"{folder}: there is no such folder of recordings.")
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in _SUFFIXES)
    if not files:
        raise XiaoanError(f"{folder}: no recording in it ({', '.join(sorted(_SUFFIXES))}).")
    return files


def hear_recordings(
    files: Sequence[Path], recognizer: SpeechRecognizer, settings: HearingSettings, done_one: Callable[[], None]
) -> RecordingFigures:
    """Raises XiaoanError for a file that is no sound."""
    cries, wake_ups, seconds = [], 0, 0.0
    for file in files:
        heard = asyncio.run(hear_file(file, recognizer, settings))
        if heard.error:
            raise XiaoanError(heard.error)
        cries.append(heard.cry)
        wake_ups += heard.wake
        seconds += heard.seconds
        done_one()
    return RecordingFigures(len(files), seconds / 3600, wake_ups, cries.count(Cry.DEFINITE), cries.count(Cry.UNCLEAR))
