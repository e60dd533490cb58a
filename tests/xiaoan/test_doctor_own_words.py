"""What the doctor says of the words in the settings."""

from __future__ import annotations

from pathlib import Path

from config.phrases import load_phrases
from config.settings import HearingSettings, HearingWords, Settings, SpeakerSettings
from xiaoan.doctor import hearing
from xiaoan.doctor.finding import State

PHRASES = load_phrases("en")


def settings_with(data: Path, hears: HearingSettings) -> Settings:
    return Settings(data=data, speaker=SpeakerSettings(hearing=hears))


def test_own_words_are_told_by_what_the_speech_model_makes_of_them(tmp_path: Path) -> None:
    words = HearingWords(medicines=("救命", "饕餮散"), others=("天气戏",))
    found = hearing.own_words(settings_with(tmp_path, HearingSettings(words=words)), PHRASES)
    assert found.state is State.OK
    whole, pieces, sound = found.found.split(";")
    assert "救命" in whole
    assert "天气戏" in pieces
    assert "饕餮散" in sound
    assert "李梅" in found.found  # a contact is an own word without being listed


def test_an_own_word_that_nothing_can_be_done_for_is_told(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, HearingSettings(words=HearingWords(medicines=("Aspirin", "饕餮散"))))
    found = hearing.own_words(settings, PHRASES)
    assert found.state is State.WARNING
    assert "Aspirin" in found.found
    assert "饕餮散" not in found.found
    assert found.mend


def test_own_words_without_a_speech_model(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, HearingSettings(model="vosk-model-small-cn-0.22"))
    assert hearing.own_words(settings, PHRASES).state is State.WARNING
