"""The built-in model in the real library, over voices it never heard."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from assistant.hearing.cry import classify_cry
from assistant.hearing.understood import mostly_unknown
from assistant.hearing.vosk_recognizer import VoskRecognizer
from assistant.hearing.wake_word import after_wake_word
from assistant.ports import Cry, RecognizerError
from hardware.ports import FRAME_SAMPLES, Pcm
from tests.synthetic_speech import UNSEEN_VOICES, silence, speak, with_noise

from .sentences import DEFINITE_CRIES, REQUESTS, UNCLEAR_CRIES

SPOKEN = [(text, voice) for text in (*REQUESTS, *DEFINITE_CRIES, *UNCLEAR_CRIES) for voice in UNSEEN_VOICES]


@lru_cache(maxsize=1)
def _recordings() -> list[Pcm]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: np.concatenate([silence(0.3), speak(*one), silence(0.5)]), SPOKEN))


def _hear(recognizer: VoskRecognizer, pcm: Pcm) -> str:
    for start in range(0, len(pcm), FRAME_SAMPLES):
        recognizer.accept(pcm[start : start + FRAME_SAMPLES])
    return recognizer.finish()


@pytest.mark.parametrize(("ratio_db", "least"), [(None, 0.9), (10.0, 0.85)])
def test_sentences_cries_and_wake_word_are_heard(
    recognizer: VoskRecognizer, ratio_db: float | None, least: float
) -> None:
    right, missed, false = 0, [], []
    recordings = list(zip(SPOKEN, _recordings(), strict=True))[:: 1 if ratio_db is None else 2]
    for index, ((text, voice), clean) in enumerate(recordings):
        pcm = clean if ratio_db is None else with_noise(clean, ratio_db, index)
        heard = _hear(recognizer, pcm)
        right += heard == text
        if classify_cry(text) is Cry.DEFINITE and classify_cry(heard) is not Cry.DEFINITE:
            missed.append((text, voice, heard))
        if classify_cry(text) is Cry.NONE and classify_cry(heard) is not Cry.NONE:
            false.append((text, voice, heard))
        if (after_wake_word(text) is None) != (after_wake_word(heard) is None):
            missed.append((text, voice, heard))
    print(f"{ratio_db} dB: {right} of {len(recordings)} sentences exactly right")
    assert right / len(recordings) >= least
    assert missed == []
    assert false == []


def test_a_partial_grows_before_the_end(recognizer: VoskRecognizer) -> None:
    pcm = np.concatenate([silence(0.3), speak("小安小安救命", "m4"), silence(0.4)])
    partials = [recognizer.accept(pcm[i : i + FRAME_SAMPLES]) for i in range(0, len(pcm), FRAME_SAMPLES)]
    assert "小安小安" in partials
    assert partials[-1] == recognizer.finish() == "小安小安救命"


def test_unknown_words_stay_out_of_the_text_and_are_told(recognizer: VoskRecognizer) -> None:
    heard = _hear(recognizer, np.concatenate([silence(0.3), speak("大象鼻子特别长", "m4"), silence(0.5)]))
    assert "[unk]" not in heard
    assert mostly_unknown(recognizer.unknown_share)
    _hear(recognizer, np.concatenate([silence(0.3), speak("取消提醒", "m4"), silence(0.5)]))
    assert recognizer.unknown_share == 0


def test_an_utterance_with_long_pauses_is_one(recognizer: VoskRecognizer) -> None:
    parts = [silence(0.3), speak("每天早上八点", "f3"), silence(1.6), speak("提醒我吃药", "f3"), silence(0.5)]
    assert _hear(recognizer, np.concatenate(parts)) == "每天早上八点提醒我吃药"


def test_a_reset_forgets(recognizer: VoskRecognizer) -> None:
    pcm = speak("救命", "m4")
    for start in range(0, len(pcm), FRAME_SAMPLES):
        recognizer.accept(pcm[start : start + FRAME_SAMPLES])
    recognizer.reset()
    assert recognizer.finish() == ""
    assert _hear(recognizer, np.concatenate([silence(0.3), speak("取消提醒", "m4"), silence(0.5)])) == "取消提醒"


def test_silence_says_nothing(recognizer: VoskRecognizer) -> None:
    assert _hear(recognizer, silence(2.0)) == ""
    assert recognizer.finish() == ""


def test_two_streams_do_not_mix(loaded: VoskRecognizer) -> None:
    one, other = loaded.another(), loaded.another()
    a = np.concatenate([silence(0.3), speak("取消提醒", "m4"), silence(0.7)])
    b = np.concatenate([silence(0.3), speak("打开电视", "f5"), silence(0.7)])
    for start in range(0, max(len(a), len(b)), FRAME_SAMPLES):
        one.accept(a[start : start + FRAME_SAMPLES])
        other.accept(b[start : start + FRAME_SAMPLES])
    assert (one.finish(), other.finish()) == ("取消提醒", "打开电视")


@pytest.mark.parametrize("damage", ["truncated", "missing", "empty", "random"])
def test_a_damaged_model_is_an_error_and_the_process_lives(damage: str, builtin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(builtin, folder)
    final = folder / "am" / "final.mdl"
    if damage == "truncated":
        final.write_bytes(final.read_bytes()[:50_000])
    elif damage == "missing":
        final.unlink()
    elif damage == "empty":
        shutil.rmtree(folder)
        folder.mkdir()
    else:
        final.write_bytes(os.urandom(200_000))
    with pytest.raises(RecognizerError, match="model"):
        VoskRecognizer(folder)
