"""What every engine promises, real ones and stand-ins, and how fast the real ones are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.ports import SynthesisError
from assistant.voice.build import build_voice
from assistant.voice.cached_voice import CachedVoice
from assistant.voice.checked_voice import CheckedVoice
from assistant.voice.engine import Engine
from assistant.voice.espeak_voice import EspeakVoice
from assistant.voice.front_end import script_for
from assistant.voice.piper_voice import PiperVoice
from assistant.voice.plausible import fault
from assistant.voice.pyttsx3_voice import Pyttsx3Voice
from config.settings import Language, VoiceSettings
from tests.assistant.voice.fakes import LOGS_THE_PATH, PRINTS_THE_PATH, fake_piper

TIMEOUT_S = 60.0  # a busy machine is no broken engine
LINES: dict[Language, tuple[str, ...]] = {
    "zh": ("好。", "王奶奶，该吃降压药了。", "今天晴转多云，12到20度，血氧95%。", "-s 5 --help", "<b>&amp;</b>[[abc]]"),
    "en": ("Fine.", "Good morning, 王奶奶. It is 08:00 and -3°C.", "-s 5 --help", "<b>&amp;</b>[[abc]]"),
}


def _piper(folder: Path, language: Language, message: str) -> PiperVoice:
    voice = folder / "voice.onnx"
    voice.write_bytes(b"")
    return PiperVoice(language, voice, folder / "scratch", fake_piper(folder, message), TIMEOUT_S)


MAKERS: dict[str, Callable[[Path, Language], Engine]] = {
    "espeak": lambda folder, language: EspeakVoice(language, timeout_s=TIMEOUT_S),
    "pyttsx3": lambda folder, language: Pyttsx3Voice(language, folder, timeout_s=TIMEOUT_S),
    "piper": lambda folder, language: _piper(folder, language, PRINTS_THE_PATH),
    "piper1": lambda folder, language: _piper(folder, language, LOGS_THE_PATH),
    "checked": lambda folder, language: CheckedVoice((EspeakVoice(language, timeout_s=TIMEOUT_S),), language),
    "cached": lambda folder, language: CachedVoice(EspeakVoice(language, timeout_s=TIMEOUT_S)),
    "built": lambda folder, language: build_voice(VoiceSettings(), language, folder),
    "built with a Piper that is not there": lambda folder, language: build_voice(
        VoiceSettings(engine="piper"), language, folder
    ),
}


@pytest.fixture(params=MAKERS)
def maker(request: pytest.FixtureRequest) -> Callable[[Path, Language], Engine]:
    made: Callable[[Path, Language], Engine] = MAKERS[request.param]
    return made


@pytest.fixture(params=("zh", "en"))
def language(request: pytest.FixtureRequest) -> Language:
    given: Language = request.param
    return given


@pytest.fixture
def engine(maker: Callable[[Path, Language], Engine], tmp_path: Path, language: Language) -> Iterator[Engine]:
    made = maker(tmp_path, language)
    yield made
    made.close()


def test_each_line_is_audible_and_as_long_as_its_words_ask(engine: Engine, language: Language) -> None:
    for line in LINES[language]:
        sound = engine.synthesize(line, 1.0)
        assert sound.pcm.dtype == np.int16
        assert fault(sound, script_for(line, language, 1.0).units, 1.0) is None, line


def test_a_slower_rate_takes_longer(engine: Engine, language: Language) -> None:
    line = LINES[language][1]
    for _ in range(3):
        assert engine.synthesize(line, 0.6).seconds > 1.25 * engine.synthesize(line, 1.2).seconds


@pytest.mark.parametrize("text", ["", "  \n", "😀", "…"])
def test_nothing_to_say_is_an_error_and_not_silence(engine: Engine, text: str) -> None:
    with pytest.raises(SynthesisError):
        engine.synthesize(text, 1.0)


def test_it_speaks_again_after_close(engine: Engine, language: Language) -> None:
    engine.synthesize(LINES[language][0], 1.0)
    engine.close()
    assert engine.synthesize(LINES[language][1], 0.9).seconds > 0.5


def test_threads_do_not_mix_their_sounds_up(engine: Engine, language: Language) -> None:
    lines = LINES[language][:2] * 3
    alone = [engine.synthesize(line, 1.0).seconds for line in lines]
    with ThreadPoolExecutor(3) as pool:
        together = [sound.seconds for sound in pool.map(lambda line: engine.synthesize(line, 1.0), lines)]
    assert together == pytest.approx(alone, abs=0.1)


def test_ten_thousand_characters_are_spoken(tmp_path: Path) -> None:
    voice = build_voice(VoiceSettings(), "zh", tmp_path)
    try:
        assert voice.synthesize("今天天气很好。" * 1429, 2.0).seconds > 600
    finally:
        voice.close()


@pytest.mark.parametrize("name", ["espeak", "pyttsx3", "built"])
def test_a_short_sentence_is_soon_there(name: str, tmp_path: Path) -> None:
    """A quarter of a second is the voice's share of an answer. Ten times that is no slow machine but a slow voice."""
    engine = MAKERS[name](tmp_path, "zh")
    lines = [f"今天{degrees}度，您多穿一点。" for degrees in range(20)]
    start = time.perf_counter()
    for line in lines:
        engine.synthesize(line, 0.9)
    assert (time.perf_counter() - start) / len(lines) < 2.5
    engine.close()


def test_pyttsx3_drops_nothing_and_leaves_no_file(tmp_path: Path) -> None:
    """The driver by itself loses one utterance in fifteen."""
    voice = Pyttsx3Voice("zh", tmp_path, timeout_s=TIMEOUT_S)
    for number in range(60):
        line = f"现在是{number}点。"
        assert fault(voice.synthesize(line, 1.0), script_for(line, "zh", 1.0).units, 1.0) is None
    voice.close()
    assert list(tmp_path.iterdir()) == []
