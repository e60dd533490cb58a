"""The real detector and the real recognizer over concatenated speech: separate utterances, nothing cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

import numpy as np
import pytest

from assistant.hearing.ear import CryHeard, Ear, HearingEvent, SpeechStarted, Utterance
from assistant.hearing.voice_activity import VoiceActivity
from assistant.hearing.vosk_recognizer import VoskRecognizer
from config.settings import HearingSettings
from hardware.ports import FRAME_SAMPLES, DeviceError, Pcm
from tests.synthetic_speech import silence, speak, with_noise

SETTINGS = HearingSettings()
IsComplete = Callable[[str], Awaitable[bool] | bool]


class Samples:
    """Microphone of given samples, as fast as they are taken; then it ends, or fails."""

    def __init__(self, *parts: Pcm, fails: bool = False) -> None:
        self._pcm = np.concatenate(parts)
        self._fails = fails

    async def frames(self) -> AsyncIterator[Pcm]:
        for start in range(0, len(self._pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            await asyncio.sleep(0)
            yield self._pcm[start : start + FRAME_SAMPLES]
        if self._fails:
            raise DeviceError("unplugged")


class Stuck:
    """Microphone that gives nothing and does not end."""

    async def frames(self) -> AsyncIterator[Pcm]:
        await asyncio.Event().wait()
        yield np.zeros(FRAME_SAMPLES, np.int16)


def _always(text: str) -> bool:
    return True


async def _later(text: str) -> bool:
    await asyncio.sleep(0)
    return True


def _never(text: str) -> bool:
    return False


async def _events(
    recognizer: VoskRecognizer, microphone: Samples, is_complete: IsComplete, held: bool = False
) -> list[HearingEvent]:
    ear = Ear(recognizer, SETTINGS, is_complete)
    return [event async for event in ear.listen(microphone, held=held)]


def _said(events: list[HearingEvent]) -> list[str]:
    return [event.text for event in events if isinstance(event, Utterance)]


@pytest.mark.parametrize("voice", ["m4", "f3"])
@pytest.mark.parametrize("is_complete", [_always, _later])
async def test_utterances_come_out_separately(recognizer: VoskRecognizer, voice: str, is_complete: IsComplete) -> None:
    said = ["小安小安", "今天天气怎么样", "放一段京剧", "救命"]
    parts = [silence(1.0)]
    for text in said:
        parts += [speak(text, voice), silence(1.2)]
    events = await _events(recognizer, Samples(*parts), is_complete)
    assert _said(events) == said
    assert sum(isinstance(event, SpeechStarted) for event in events) == len(said)


async def test_in_a_noisy_room_too(recognizer: VoskRecognizer) -> None:
    parts = [silence(1.5), speak("今天冷不冷", "m7"), silence(1.2), speak("我摔倒了", "m7"), silence(1.2)]
    events = await _events(recognizer, Samples(with_noise(np.concatenate(parts), 10, 3)), _always)
    assert [text for text in _said(events) if text] == ["今天冷不冷", "我摔倒了"]


async def test_an_unfinished_phrase_is_waited_for(recognizer: VoskRecognizer) -> None:
    parts = [silence(0.5), speak("每天早上八点提醒我", "m4"), silence(1.5), speak("吃降压药", "m4"), silence(2.5)]
    assert _said(await _events(recognizer, Samples(*parts), _always)) == ["每天早上八点提醒我吃降压药"]


async def test_what_is_not_complete_is_waited_for(recognizer: VoskRecognizer) -> None:
    parts = [silence(0.5), speak("后天", "m4"), silence(1.4), speak("天气怎么样", "m4"), silence(3.0)]
    assert _said(await _events(recognizer, Samples(*parts), _never)) == ["后天天气怎么样"]


async def test_a_resident_who_needs_it_is_waited_for_longer(recognizer: VoskRecognizer) -> None:
    parts = [silence(0.5), speak("每天早上八点提醒我", "m4"), silence(2.6), speak("吃降压药", "m4"), silence(4.0)]
    ear = Ear(recognizer, SETTINGS, _always, unfinished_s=lambda: 3.5)
    assert _said([event async for event in ear.listen(Samples(*parts))]) == ["每天早上八点提醒我吃降压药"]


async def test_an_utterance_tells_how_loud_it_was(recognizer: VoskRecognizer) -> None:
    spoken = speak("今天天气怎么样", "m4")
    levels = []
    for sound in (spoken, spoken // 4):
        events = await _events(recognizer, Samples(silence(0.5), sound, silence(1.5)), _always)
        levels += [event.level_db for event in events if isinstance(event, Utterance) and event.text]
    loud, soft = levels
    assert loud is not None and soft is not None
    assert -30 < loud < -3
    assert 9 < loud - soft < 15


async def test_a_held_microphone_gives_one_utterance_and_ends_at_once(recognizer: VoskRecognizer) -> None:
    parts = [speak("打开电视", "f5"), silence(2.6), speak("大点声", "f5"), silence(0.2)]
    events = await _events(recognizer, Samples(*parts), _always, held=True)
    assert _said(events) == ["打开电视大点声"]


async def test_the_end_of_the_microphone_ends_the_utterance(recognizer: VoskRecognizer) -> None:
    events = await _events(recognizer, Samples(silence(0.5), speak("取消提醒", "m4"), silence(0.15)), _never)
    assert _said(events) == ["取消提醒"]


async def test_silence_is_no_speech(recognizer: VoskRecognizer) -> None:
    assert await _events(recognizer, Samples(silence(3.0)), _always) == []
    hum = with_noise(np.full(48_000, 200, np.int16), 0, 1)
    assert [text for text in _said(await _events(recognizer, Samples(hum), _always)) if text] == []


async def test_a_cry_is_told_while_it_is_still_being_spoken(recognizer: VoskRecognizer) -> None:
    parts = [silence(0.5), speak("救命", "f3"), silence(0.3), speak("今天天气怎么样", "f3"), silence(1.5)]
    events = await _events(recognizer, Samples(*parts), _never)
    cries = [isinstance(event, CryHeard) for event in events]
    assert cries.index(True) < len(events) - 2
    assert sum(cries) == 1


async def test_partials_are_told_while_the_reader_is_busy(recognizer: VoskRecognizer) -> None:
    partials: list[str] = []
    cry = asyncio.Event()

    def on_cry(text: str) -> None:
        assert text == "救命"
        cry.set()

    microphone = Samples(silence(0.5), speak("放一段京剧", "m4"), silence(1.0), speak("救命", "m4"), silence(1.0))
    async for event in Ear(recognizer, SETTINGS, _always, partials.append, on_cry).listen(microphone):
        if isinstance(event, Utterance) and event.text == "放一段京剧":
            await asyncio.wait_for(cry.wait(), 60)
    assert "放一段京剧" in partials
    assert partials[-1] == "救命"


async def test_too_long_an_utterance_is_ended(recognizer: VoskRecognizer) -> None:
    settings = HearingSettings(longest_utterance_s=3.0)
    parts = [speak("今天天气怎么样", "m4") for _ in range(6)]
    ear = Ear(recognizer, settings, _never)
    events = [event async for event in ear.listen(Samples(silence(0.5), *parts, silence(2.5)))]
    utterances = [event for event in events if isinstance(event, Utterance)]
    assert len(utterances) >= 2
    assert all(event.seconds <= 3.1 for event in utterances)


async def test_times_are_those_of_the_speech(recognizer: VoskRecognizer) -> None:
    spoken = speak("今天天气怎么样", "m4")
    events = await _events(recognizer, Samples(silence(2.0), spoken, silence(3.0)), _always)
    utterance = events[-1]
    assert isinstance(utterance, Utterance)
    assert len(spoken) / 16_000 - 0.4 <= utterance.seconds <= len(spoken) / 16_000 + 0.9
    started = events[0]
    assert isinstance(started, SpeechStarted)
    assert started.at <= utterance.ended_at


async def test_a_failing_judge_does_not_stop_the_ear(recognizer: VoskRecognizer) -> None:
    def broken(text: str) -> bool:
        raise LookupError(text)

    events = await _events(recognizer, Samples(silence(0.5), speak("取消提醒", "m4"), silence(2.5)), broken)
    assert _said(events) == ["取消提醒"]


async def test_a_slow_judge_does_not_stop_the_ear(recognizer: VoskRecognizer) -> None:
    async def stuck(text: str) -> bool:
        await asyncio.Event().wait()
        return True

    events = await _events(recognizer, Samples(silence(0.5), speak("取消提醒", "m4"), silence(2.5)), stuck)
    assert _said(events) == ["取消提醒"]


async def test_a_microphone_that_fails_is_told(recognizer: VoskRecognizer) -> None:
    with pytest.raises(DeviceError, match="unplugged"):
        await _events(recognizer, Samples(silence(0.5), fails=True), _always)


async def test_an_ear_can_be_left_in_the_middle(recognizer: VoskRecognizer) -> None:
    microphone = Samples(silence(0.5), speak("每天早上八点提醒我吃药", "m4"), silence(1.0))
    async with aclosing(Ear(recognizer, SETTINGS, _always).listen(microphone)) as listening:
        assert isinstance(await anext(listening), SpeechStarted)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            async for _ in Ear(recognizer, SETTINGS, _always).listen(Stuck()):
                pass
    assert _said(await _events(recognizer, Samples(silence(0.5), speak("取消提醒", "m4"), silence(1.0)), _always)) == [
        "取消提醒"
    ]


def test_the_sound_before_speech_is_kept() -> None:
    voice = VoiceActivity()
    pcm = np.concatenate([silence(1.0), speak("救命", "f5"), silence(1.0)])
    frames = list(pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES))
    flags = []
    onset: list[Pcm] = []
    for frame in frames:
        flags.append(voice.accept(frame))
        if flags[-1] and not onset:
            onset = voice.take_onset()
    first = flags.index(True)
    assert 25 <= first <= 45
    assert len(onset) * 0.032 >= 0.3
    assert np.array_equal(onset[-1], frames[first])
    assert not any(flags[-10:])


def test_a_knock_is_no_speech() -> None:
    voice = VoiceActivity()
    knock = np.zeros(FRAME_SAMPLES, np.int16)
    knock[:80] = 20_000
    quiet = list(silence(0.992).reshape(-1, FRAME_SAMPLES))
    assert not any(voice.accept(frame) for frame in [*quiet, knock, *quiet, knock, *quiet])
