"""What a skill may change about the voice and the music."""

from __future__ import annotations

from assistant.speaker.mouth import Mouth
from assistant.store.voice_settings import StoredVoiceSettings
from skills.ports import MusicPlayer


class SpokenVoiceControl:
    """skills.ports.VoiceControl: louder means the voice and the music both."""

    def __init__(self, kept: StoredVoiceSettings, mouth: Mouth, player: MusicPlayer) -> None:
        self._kept, self._mouth, self._player = kept, mouth, player

    @property
    def volume(self) -> int:
        return self._kept.volume

    @property
    def speech_rate(self) -> float:
        return self._kept.speech_rate

    @property
    def pause_s(self) -> float:
        return self._kept.pause_s

    @property
    def last_said(self) -> str:
        return self._mouth.last_told

    def set_volume(self, percent: int) -> None:
        self._kept.set_volume(percent)
        self._player.set_volume(percent)

    def set_pause_s(self, seconds: float) -> None:
        self._kept.set_pause_s(seconds)

    def set_speech_rate(self, rate: float) -> None:
        self._kept.set_speech_rate(rate)
