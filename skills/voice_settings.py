"""How loud and how fast the voice speaks, and how long it waits, kept for good."""

from __future__ import annotations

import re

import structlog

from config.phrases import Phrases
from skills.numerals import NUMERAL, read_number
from skills.patience import wanted_patience
from skills.playback import MusicLoudness
from skills.ports import Answer, PlayerError, Request, VoiceControl
from skills.saying_time import number_words

VOLUME_STEP_PERCENT = 15
QUIETEST_PERCENT = 20  # below it the voice could not be asked to be louder again, for nobody would hear it
USUAL_VOLUME_PERCENT = 70
RATE_STEP = 0.15
SLOWEST_RATE, FASTEST_RATE, USUAL_RATE = 0.5, 2.0, 0.9

_PERCENT = re.compile(
    f"百分之(?P<a>{NUMERAL})|(?P<b>\\d{{1,3}})\\s*(?:%|percent)|(?:到|成|to)\\s*(?!百分)(?P<c>{NUMERAL})"
)
_LOUDEST = re.compile("最大|最响|最高|loudest|maximum|full volume")
_QUIETEST = re.compile("最小|最低|最轻|quietest|minimum")
_USUAL = re.compile("正常|适中|原来|刚好|normal|default")
_TOO_LOUD = re.compile("太大|太响|太吵|too loud")
_LOUDER = re.compile(
    "太小|太轻|太低|听不[见到清]|听不大|耳背|大声|大点|大一|声音?大|再大|调大|音量大|加大|放大|响|高一?点|提高"
    "|louder|turn (?:it )?up|volume up|can'?t hear"
)
_QUIETER = re.compile(
    "吵|小声|小点|小一|声音?小|再小|调小|音量小|减小|轻|低一?点|降低|quieter|softer|turn (?:it )?down|volume down"
)
_TOO_SLOW = re.compile("太慢|too slow")
_SLOWER = re.compile("太快|慢|跟不上|听不过来|slow|too fast")
_FASTER = re.compile("快|利索|fast|quick")


def wanted_volume(text: str, volume: int) -> int | None:
    """The volume a text asks for, 0 to 100, given the present one; None when it asks for none."""
    lowered = text.lower()
    exact = _PERCENT.search(lowered)
    number = read_number(exact["a"] or exact["b"] or exact["c"]) if exact else None
    if number is not None and 0 <= number <= 100:
        return max(QUIETEST_PERCENT, number)
    louder = min(100, volume + VOLUME_STEP_PERCENT)
    quieter = max(QUIETEST_PERCENT, volume - VOLUME_STEP_PERCENT)
    answers = (
        (_LOUDEST, 100),
        (_QUIETEST, QUIETEST_PERCENT),
        (_USUAL, USUAL_VOLUME_PERCENT),
        (_TOO_LOUD, quieter),
        (_LOUDER, louder),
        (_QUIETER, quieter),
    )
    return next((answer for words, answer in answers if words.search(lowered)), None)


def wanted_rate(text: str, rate: float) -> float | None:
    """The pace a text asks for, given the present one; None when it asks for none."""
    lowered = text.lower()
    slower, faster = max(SLOWEST_RATE, round(rate - RATE_STEP, 2)), min(FASTEST_RATE, round(rate + RATE_STEP, 2))
    answers = ((_USUAL, USUAL_RATE), (_TOO_SLOW, faster), (_SLOWER, slower), (_FASTER, faster))
    return next((answer for words, answer in answers if words.search(lowered)), None)


class ChangeVolume:
    """大点声, 小声一点, 音量调到百分之五十. The music takes the loudness of the voice."""

    intents = ("change_volume",)

    def __init__(self, voice: VoiceControl, loudness: MusicLoudness, phrases: Phrases) -> None:
        self._voice, self._loudness, self._say = voice, loudness, phrases

    async def answer(self, request: Request) -> Answer:
        before = self._voice.volume
        wanted = wanted_volume(request.text, before)
        if wanted is None:
            percent = number_words(before, self._say)
            return Answer(self._say("skills.voice.volume_now", percent=percent), expects_answer=True)
        try:
            self._voice.set_volume(wanted)
            self._loudness.set(wanted)
        except PlayerError as error:  # the voice is changed all the same; nothing may be playing
            structlog.get_logger().warning("voice.music_volume_not_set", reason=str(error))
        if wanted == before:
            end = "loudest" if wanted >= 100 else "quietest" if wanted <= QUIETEST_PERCENT else "unchanged"
            return Answer(self._say(f"skills.voice.{end}"))
        return Answer(self._say("skills.voice.louder" if wanted > before else "skills.voice.quieter"))


class ChangeSpeech:
    """说慢一点, 说快点; 我说话慢，等等我."""

    intents = ("change_speech",)

    def __init__(self, voice: VoiceControl, phrases: Phrases) -> None:
        self._voice, self._say = voice, phrases

    async def answer(self, request: Request) -> Answer:
        pause_s = wanted_patience(request.text, self._voice.pause_s)
        if pause_s is not None:
            return self._wait(pause_s)
        before = self._voice.speech_rate
        wanted = wanted_rate(request.text, before)
        if wanted is None:
            return Answer(self._say("skills.voice.slower_or_faster"), expects_answer=True)
        self._voice.set_speech_rate(wanted)
        if wanted == before:
            end = "slowest" if wanted <= SLOWEST_RATE else "fastest" if wanted >= FASTEST_RATE else "unchanged"
            return Answer(self._say(f"skills.voice.{end}"))
        return Answer(self._say("skills.voice.slower" if wanted < before else "skills.voice.faster"))

    def _wait(self, pause_s: float) -> Answer:
        """She goes on where she was."""
        longer = pause_s >= self._voice.pause_s
        self._voice.set_pause_s(pause_s)
        return Answer(self._say(f"skills.voice.{'waits_longer' if longer else 'waits_less'}"), expects_answer=longer)
