"""Engines that are missing, die, stall, drop what they should say or write rubbish."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.ports import SynthesisError
from assistant.voice.checked_voice import REST_S, CheckedVoice
from assistant.voice.espeak_voice import EspeakVoice
from assistant.voice.piper_voice import PiperVoice
from assistant.voice.pyttsx3_voice import Pyttsx3Voice
from hardware.ports import Sound
from tests.assistant.voice.conftest import FaultyEngine, tone
from tests.assistant.voice.fakes import fake_piper, program

LINE = "王奶奶，该吃药了。"
FAILS = SynthesisError("broken")


def test_a_dropped_utterance_is_asked_for_again(empty: Sound) -> None:
    engine = FaultyEngine(empty, tone(3))
    assert CheckedVoice((engine,), "zh").synthesize(LINE, 1.0).seconds == 3
    assert engine.asked == 2


@pytest.mark.parametrize("bad", [tone(3, amplitude=20), tone(0.2), tone(60)], ids=["inaudible", "cut short", "endless"])
def test_an_implausible_sound_is_replaced_by_the_next_engine(bad: Sound) -> None:
    first, second = FaultyEngine(bad), FaultyEngine(tone(2))
    assert CheckedVoice((first, second), "zh").synthesize(LINE, 1.0).seconds == 2
    assert (first.asked, second.asked) == (2, 1)


def test_an_error_goes_to_the_next_engine_at_once() -> None:
    first, second = FaultyEngine(FAILS), FaultyEngine(tone(2))
    assert CheckedVoice((first, second), "zh").synthesize(LINE, 1.0).seconds == 2
    assert first.asked == 1


def test_only_when_every_engine_failed_is_there_an_error(empty: Sound) -> None:
    voice = CheckedVoice((FaultyEngine(FAILS, name="one"), FaultyEngine(empty, name="two")), "zh")
    with pytest.raises(SynthesisError, match="one, two"):
        voice.synthesize(LINE, 1.0)


def test_an_engine_that_keeps_failing_rests_and_is_tried_again_later() -> None:
    now = [1000.0]
    first, second = FaultyEngine(FAILS, FAILS, tone(3)), FaultyEngine(tone(2))
    voice = CheckedVoice((first, second), "zh", lambda: now[0])
    seconds = [voice.synthesize(LINE, 1.0).seconds for _ in range(4)]
    assert (seconds, first.asked) == ([2, 2, 2, 2], 2)
    now[0] += REST_S + 1
    assert voice.synthesize(LINE, 1.0).seconds == 3


def test_a_resting_engine_is_still_the_last_resort() -> None:
    first, second = FaultyEngine(FAILS, FAILS, tone(3)), FaultyEngine(tone(2), tone(2), FAILS)
    voice = CheckedVoice((first, second), "zh", lambda: 0.0)
    assert [voice.synthesize(LINE, 1.0).seconds for _ in range(3)] == [2, 2, 3]


def test_closing_closes_all() -> None:
    engines = FaultyEngine(FAILS), FaultyEngine(FAILS)
    CheckedVoice(engines, "zh").close()
    assert all(engine.closed for engine in engines)


ESPEAKS = {
    "ends with an error": "import sys; sys.exit(1)",
    "writes nothing": "",
    "writes rubbish": "print('x' * 500)",
    "writes an empty wav": "import sys, io, wave; b = io.BytesIO(); w = wave.open(b, 'wb'); w.setnchannels(1);"
    "w.setsampwidth(2); w.setframerate(22050); w.close(); sys.stdout.buffer.write(b.getvalue())",
    "stalls": "import time; time.sleep(60)",
    "kills itself": "import os; os.abort()",
}


@pytest.mark.parametrize("code", ESPEAKS.values(), ids=ESPEAKS)
def test_a_failing_espeak_program(code: str, tmp_path: Path) -> None:
    voice = EspeakVoice("zh", program(tmp_path, "espeak-ng", code), timeout_s=0.6)
    with pytest.raises(SynthesisError):
        voice.synthesize(LINE, 1.0)
    assert CheckedVoice((voice, EspeakVoice("zh")), "zh").synthesize(LINE, 1.0).seconds > 1


def test_a_missing_espeak_says_how_to_get_it() -> None:
    with pytest.raises(SynthesisError, match="apt install espeak-ng"):
        EspeakVoice("zh", "/nowhere/espeak-ng").synthesize(LINE, 1.0)


HELPERS = {
    "dies at once": "import sys; sys.exit(1)",
    "dies when asked": "print('ready', flush=True); input()",
    "stalls": "print('ready', flush=True); import time; time.sleep(60)",
    "answers rubbish": "print('ready', flush=True); input(); print('{', flush=True); input()",
    "says ok and writes nothing": "import sys\nprint('ready', flush=True)\nfor _ in sys.stdin: print('ok', flush=True)",
}


@pytest.mark.parametrize("code", HELPERS.values(), ids=HELPERS)
def test_a_failing_pyttsx3_helper(code: str, tmp_path: Path) -> None:
    voice = Pyttsx3Voice("zh", tmp_path, (sys.executable, "-c", code), timeout_s=-0.5)
    with pytest.raises(SynthesisError):
        voice.synthesize(LINE, 1.0)
    with pytest.raises(SynthesisError):
        voice.synthesize(LINE, 1.0)
    voice.close()
    assert list(tmp_path.iterdir()) == []


def test_a_pyttsx3_helper_killed_between_two_lines_is_started_again(tmp_path: Path) -> None:
    voice = Pyttsx3Voice("zh", tmp_path, timeout_s=60)
    helpers = set()
    for _ in range(3):
        assert voice.synthesize(LINE, 1.0).seconds > 1
        (helper,) = _helpers_of_this_process()
        helpers.add(helper)
        os.kill(helper, signal.SIGKILL)
        os.waitid(os.P_PID, helper, os.WEXITED | os.WNOWAIT)
    assert voice.synthesize(LINE, 1.0).seconds > 1
    assert len(helpers) == 3
    voice.close()
    assert _helpers_of_this_process() == []


def _helpers_of_this_process() -> list[int]:
    started: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            started += [int(pid) for pid in (task / "children").read_text().split()]
    return [pid for pid in started if b"pyttsx3_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_full_disk_under_pyttsx3_is_an_error_of_ours(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    voice = Pyttsx3Voice("zh", blocked / "scratch")
    with pytest.raises(SynthesisError, match="could not be kept"):
        voice.synthesize(LINE, 1.0)
    voice.close()


def test_piper_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="no such Piper voice"):
        PiperVoice("zh", tmp_path / "none.onnx", tmp_path, "piper").synthesize(LINE, 1.0)
    voice = tmp_path / "voice.onnx"
    voice.write_bytes(b"")
    with pytest.raises(SynthesisError, match="is piper installed"):
        PiperVoice("zh", voice, tmp_path, "/nowhere/piper").synthesize(LINE, 1.0)


def test_piper_is_started_again_after_it_died(tmp_path: Path) -> None:
    (tmp_path / "voice.onnx").write_bytes(b"")
    voice = PiperVoice("zh", tmp_path / "voice.onnx", tmp_path / "scratch", fake_piper(tmp_path), 60)
    with pytest.raises(SynthesisError, match="code 3"):
        voice.synthesize("坏。", 1.0)
    assert voice.synthesize(LINE, 1.0).seconds > 1
    voice.close()
    assert list((tmp_path / "scratch").iterdir()) == []
