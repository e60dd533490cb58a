"""Own words that the speech model does not have, in a voice it never heard.

Holds for whatever model is built in: names that it has as words of its own are left out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from assistant.hearing.ear import Ear, Utterance
from assistant.hearing.gaps import Timed
from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import OwnWord, OwnWords
from assistant.hearing.vosk_recognizer import VoskRecognizer
from config.settings import HearingSettings
from hardware.ports import FRAME_SAMPLES, Pcm
from tests.synthetic_speech import silence, speak

# Names whose syllables are those of common short words: a model of a few hundred words can spell some of them.
NAMES = ("来得时", "来适可", "度易达", "得利度", "可定", "得理多", "达一力", "多一喜", "安思定", "易有力")
SENTENCES = ("提醒我吃{}", "每天早上八点提醒我吃{}")
VOICES = ("m4", "f3")
STRANGERS = ("红烧肉", "葡萄干", "萝卜丝", "玻璃杯")


@pytest.fixture
def listening(recognizer: VoskRecognizer) -> Iterator[VoskRecognizer]:
    """Listens for NAMES; the model is shared with other tests, so it forgets them in the end."""
    recognizer.listen_for([OwnWord(name, Kind.MEDICINE) for name in NAMES])
    yield recognizer
    recognizer.listen_for([])


def spoken(text: str, voice: str) -> Pcm:
    return np.concatenate([silence(0.3), speak(text, voice), silence(0.5)])


def hear(recognizer: VoskRecognizer, pcm: Pcm) -> tuple[str, str]:
    """(what the model wrote, the same with own words)"""
    for start in range(0, len(pcm), FRAME_SAMPLES):
        recognizer.accept(pcm[start : start + FRAME_SAMPLES])
    text = recognizer.finish()
    return text, put_right(recognizer.filled or text)


def put_right(text: str) -> str:
    return OwnWords([OwnWord(name, Kind.MEDICINE) for name in NAMES]).correct(text).text


def test_a_medicine_that_the_model_does_not_know_is_recovered(listening: VoskRecognizer) -> None:
    unknown = [name for name in NAMES if not listening.knows(name)]
    said = [(name, sentence, voice) for name in unknown for sentence in SENTENCES for voice in VOICES]
    with ThreadPoolExecutor(2) as pool:
        sounds = list(pool.map(lambda one: spoken(one[1].format(one[0]), one[2]), said))
    recovered = set()
    for (name, _, _), pcm in zip(said, sounds, strict=True):
        text, meant = hear(listening, pcm)
        assert name not in text
        assert not [other for other in NAMES if other != name and other in meant], (name, meant)
        if name in meant:
            recovered.add(name)
    print(f"of {len(unknown)} names not in the model, recovered: {sorted(recovered)}")
    assert recovered


def test_what_is_none_of_the_own_words_is_not_made_into_one(listening: VoskRecognizer) -> None:
    for stranger in STRANGERS:
        text, meant = hear(listening, spoken(f"提醒我吃{stranger}", "m4"))
        assert meant == text
        assert listening.filled == ""


def test_what_the_model_did_understand_stays(listening: VoskRecognizer) -> None:
    assert hear(listening, spoken("小安小安救命", "m4")) == ("小安小安救命", "小安小安救命")
    assert listening.filled == ""


def some_spelled(recognizer: VoskRecognizer) -> str:
    """A name that the present model recovers."""
    for name in NAMES:
        text, meant = hear(recognizer, spoken(f"提醒我吃{name}", "m4"))
        if name in meant and name not in text:
            return name
    pytest.fail("none of the names was recovered")


async def test_the_ear_tells_both_and_each_utterance_has_its_own(listening: VoskRecognizer) -> None:
    name = some_spelled(listening)
    pcm = np.concatenate([spoken(f"提醒我吃{name}", "m4"), silence(3), spoken("取消提醒", "m4"), silence(3)])
    pcm = np.concatenate([pcm, pcm, np.zeros(-2 * len(pcm) % FRAME_SAMPLES, np.int16)])
    ear = Ear(listening, HearingSettings(), lambda _: False)
    utterances = [event async for event in ear.listen(Samples(pcm)) if isinstance(event, Utterance)]
    meant = [put_right(event.filled or event.text) for event in utterances]
    assert [name in text for text in meant] == [True, False, True, False]
    assert [event.text for event in utterances][1::2] == ["取消提醒", "取消提醒"]
    assert all(name not in event.text for event in utterances)


class Samples:
    """A microphone of samples in memory."""

    def __init__(self, pcm: Pcm) -> None:
        self._pcm = pcm

    async def frames(self) -> AsyncIterator[Pcm]:
        for frame in self._pcm.reshape(-1, FRAME_SAMPLES):
            yield frame


@pytest.mark.parametrize(("text", "unknown"), [("[unk]", True), ("<UNK>", True), ("药", False)])
def test_unknown_words_are_told_from_known_ones(text: str, unknown: bool) -> None:
    assert Timed(text, 0.0, 1.0).unknown is unknown
