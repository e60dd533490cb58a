"""Pausing, skipping, loudness and stopping of what is playing."""

from __future__ import annotations

import re
from enum import StrEnum

from config.phrases import Phrases
from skills.ports import Answer, MusicPlayer, PlayerError, Request

LOUDNESS_STEP_PERCENT = 15
QUIETEST_PERCENT = 10


class Control(StrEnum):
    """What can be asked of music that plays."""

    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    LOUDER = "louder"
    QUIETER = "quieter"
    STOP = "stop"


_WORDS = (
    (Control.RESUME, "继续|接着|恢复|别停|不要停|go on|resume|continue|unpause"),
    (
        Control.LOUDER,
        "大声|大点|响一?点|响些|声音?大|调大|音量大|高一?点|听不见|听不清|太小|louder|turn (?:it )?up|volume up",
    ),
    (
        Control.QUIETER,
        "小声|小点|轻一?点|声音?小|调小|音量小|低一?点|吵死|quieter|softer|turn (?:it )?down|volume down",
    ),
    (Control.PAUSE, "暂停|停一下|停一会|停一停|先停|等一下|等等|等会|歇会|pause|hold on|wait"),
    (Control.NEXT, "下一|换一?[个首段出曲支]|切歌|跳过|换个|别的|不好听|不想听这|next|skip|another"),
    (Control.STOP, "停|关|别放|不听|别唱|不要放|别播|退出|结束|stop|off|enough"),
)


def control_of(text: str, paused: bool) -> Control:
    """What a text asks for; when it does not say, a paused piece goes on and a playing one pauses."""
    lowered = text.lower()
    if "太小" in lowered or "太轻" in lowered:
        return Control.LOUDER
    if re.search("太(?:大|响|吵)", lowered):
        return Control.QUIETER
    named = next((control for control, words in _WORDS if re.search(words, lowered)), None)
    if named is None and re.search("放|播|唱|play", lowered):
        return Control.RESUME
    return named or (Control.RESUME if paused else Control.PAUSE)


class MusicLoudness:
    """How loud the music is, 0 to 100; the player itself does not tell."""

    def __init__(self, player: MusicPlayer, percent: int) -> None:
        self._player, self.percent = player, percent

    def change(self, by_percent: int) -> bool:
        """Louder or quieter; False when it was at the end already. May raise PlayerError."""
        before = self.percent
        self.set(min(100, max(QUIETEST_PERCENT, before + by_percent)))
        return self.percent != before

    def set(self, percent: int) -> None:
        """May raise PlayerError; what plays next has this loudness all the same."""
        self.percent = percent
        self._player.set_volume(percent)


class ControlPlayback:
    """停一下, 接着放, 换一段, 大点声."""

    intents = ("control_playback",)

    def __init__(self, player: MusicPlayer, loudness: MusicLoudness, phrases: Phrases) -> None:
        self._player, self._loudness, self._say = player, loudness, phrases

    async def answer(self, request: Request) -> Answer:
        if self._player.playing is None:
            return Answer(self._say("skills.playback.nothing"))
        control = control_of(request.text, self._player.paused)
        try:
            return Answer(self._say(self._do(control)))
        except PlayerError:
            return Answer(self._say("skills.opera.cannot_play"))

    def _do(self, control: Control) -> str:
        """Does it and returns the key of what is said."""
        if control in (Control.LOUDER, Control.QUIETER):
            step = LOUDNESS_STEP_PERCENT if control is Control.LOUDER else -LOUDNESS_STEP_PERCENT
            return f"skills.playback.{control}" if self._loudness.change(step) else f"skills.playback.{control}_end"
        {
            Control.PAUSE: self._player.pause,
            Control.RESUME: self._player.resume,
            Control.NEXT: self._player.next,
            Control.STOP: self._player.stop,
        }[control]()
        return f"skills.playback.{control}"
