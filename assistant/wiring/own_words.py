"""Where the house's own words come from. Part of the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import structlog

from assistant.hearing.house_words import words_of_music, words_of_settings
from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import OwnWord
from assistant.hearing.vocabulary import Reach, reach
from assistant.hearing.vosk_recognizer import VoskRecognizer
from config.settings import Settings
from skills.medicine_names import known_medicines
from skills.opera_library import OperaLibrary
from skills.ports import ReminderBook


class OwnWordSources:
    """Settings, the resident's reminders, the music folder, and the medicines that are known by name."""

    def __init__(self, settings: Settings, book: ReminderBook) -> None:
        given = settings.speaker.media.folder
        self._library = OperaLibrary(given or media_folder_of(settings.data_dir))
        self._settings, self._book = settings, book

    def __call__(self) -> Sequence[OwnWord]:
        """Those of the settings first. Blocks; raises BookError."""
        home = self._settings.home
        kept = [entry for resident in home.residents for entry in self._book.entries(resident.id)]
        reminded = [entry.medicine for entry in kept if entry.medicine]
        return [
            *words_of_settings(self._settings.speaker.hearing.words, home.residents),
            *(OwnWord(name, Kind.MEDICINE) for name in (*reminded, *known_medicines())),
            *words_of_music(self._library.pieces()),
        ]


def media_folder_of(data_dir: Path) -> Path:
    """The music folder of a home that has given none."""
    return data_dir / "home" / "media"


def tell_reach(recognizer: VoskRecognizer, settings: Settings) -> None:
    """Logs how many words of the settings the speech model has; which they are says `xiaoan doctor`."""
    words = words_of_settings(settings.speaker.hearing.words, settings.home.residents)
    reached = [reach(word.text, recognizer.knows) for word in words]
    counts = {kind.value: reached.count(kind) for kind in Reach}
    structlog.get_logger().info("own words; `xiaoan doctor` tells which", **counts)
