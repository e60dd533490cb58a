"""The lines of a call for help are never silent."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from assistant.ports import SynthesisError
from assistant.voice.cached_voice import CachedVoice
from assistant.voice.chime import chime
from assistant.voice.espeak_voice import EspeakVoice
from assistant.voice.front_end import script_for
from assistant.voice.plausible import fault
from assistant.voice.safety_lines import SafetyLines
from config.phrases import load_phrases
from config.settings import Language
from hardware.sound_file import wav_bytes
from tests.assistant.voice.conftest import FaultyEngine, tone

TEXTS = {"calling": "别怕，我这就叫人。", "received": "已经通知社区了。"}
BROKEN = SynthesisError("broken")


def test_prepared_lines_ask_no_engine_any_more(tmp_path: Path) -> None:
    engine = FaultyEngine(tone(2))
    lines = SafetyLines(engine, TEXTS, tmp_path, 0.9)
    lines.prepare()
    assert engine.asked == 2
    assert lines.sound("calling").seconds == 2
    assert engine.asked == 2


def test_lines_kept_on_disk_outlive_the_process_and_a_broken_engine(tmp_path: Path) -> None:
    SafetyLines(FaultyEngine(tone(2)), TEXTS, tmp_path, 0.9).prepare()
    broken = FaultyEngine(BROKEN)
    later = SafetyLines(broken, TEXTS, tmp_path, 0.9)
    later.prepare()
    assert later.sound("received").seconds == 2
    assert broken.asked == 0


@pytest.mark.parametrize("change", ["text", "rate", "engine"])
def test_a_changed_line_is_made_anew_and_the_old_one_goes(change: str, tmp_path: Path) -> None:
    SafetyLines(FaultyEngine(tone(2)), TEXTS, tmp_path, 0.9).prepare()
    texts = {**TEXTS, "calling": "别怕，我马上叫人来。"} if change == "text" else TEXTS
    engine = FaultyEngine(tone(3), name="another" if change == "engine" else "faulty")
    lines = SafetyLines(engine, texts, tmp_path, 0.8 if change == "rate" else 0.9)
    lines.prepare()
    assert lines.sound("calling").seconds == 3
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"RIFF", wav_bytes(tone(2, amplitude=0))], ids=["empty", "cut", "silent"])
def test_a_damaged_file_is_made_anew(damage: bytes, tmp_path: Path) -> None:
    SafetyLines(FaultyEngine(tone(2)), TEXTS, tmp_path, 0.9).prepare()
    for file in tmp_path.iterdir():
        file.write_bytes(damage)
    lines = SafetyLines(FaultyEngine(tone(3)), TEXTS, tmp_path, 0.9)
    lines.prepare()
    assert lines.sound("calling").seconds == 3


def test_a_cry_before_the_lines_are_made_waits_for_no_engine(tmp_path: Path) -> None:
    engine = FaultyEngine(tone(3))
    lines = SafetyLines(engine, TEXTS, tmp_path, 0.9)
    assert fault(lines.sound("calling"), script_for(TEXTS["calling"], "zh", 0.9).units, 0.9) is None
    assert engine.asked == 0
    lines.prepare()
    assert lines.sound("calling").seconds == 3


def test_without_engine_and_disk_the_recording_in_the_package_speaks(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    broken = FaultyEngine(BROKEN)
    lines = SafetyLines(broken, TEXTS, blocked / "voice", 0.9)
    lines.prepare()
    asked = broken.asked
    for key, text in TEXTS.items():
        assert fault(lines.sound(key), script_for(text, "zh", 0.9).units, 0.9) is None
    assert broken.asked == asked


def test_a_full_disk_costs_only_the_copy(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    lines = SafetyLines(FaultyEngine(tone(2)), TEXTS, blocked / "voice", 0.9)
    lines.prepare()
    assert lines.sound("calling").seconds == 2


def test_an_unknown_line_is_a_chime_and_a_chime_is_audible(tmp_path: Path) -> None:
    sound = SafetyLines(FaultyEngine(BROKEN), TEXTS, tmp_path, 0.9).sound("no such line")
    assert sound.pcm.tolist() == chime().pcm.tolist()
    assert fault(sound, 1, 1.0) is None


@pytest.mark.parametrize("language", get_args(Language))
def test_each_fixed_line_of_the_words_has_its_recording(language: Language, tmp_path: Path) -> None:
    texts = load_phrases(language).under("assistant.help.fixed")
    assert texts
    lines = SafetyLines(FaultyEngine(BROKEN), texts, tmp_path, 0.9, language)
    for key, text in texts.items():
        assert fault(lines.sound(key), script_for(text, language, 0.9).units, 0.9) is None, key


def test_the_real_voice_makes_them(tmp_path: Path) -> None:
    lines = SafetyLines(EspeakVoice("zh"), TEXTS, tmp_path, 0.9)
    lines.prepare()
    assert len(list(tmp_path.glob("line-*.wav"))) == 2
    assert lines.sound("calling").seconds > 1


def test_the_cache_remembers_and_forgets() -> None:
    engine = FaultyEngine(tone(2))
    cached = CachedVoice(engine, kept_s=5)
    for text in ("一", "二", "一", "三", "一", "二"):
        cached.synthesize(text, 1.0)
    assert engine.asked == 4  # 二 was forgotten when 三 came
    cached.synthesize("一", 0.8)
    assert engine.asked == 5
    cached.close()
    assert engine.closed
