"""Any file of sound is heard, and what is none is told without stopping the rest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.hearing.hear_file import hear_file
from assistant.hearing.vosk_recognizer import VoskRecognizer
from assistant.ports import Cry
from config.settings import HearingSettings
from hardware.ports import SAMPLE_RATE_HZ, Sound
from hardware.sound_file import to_rate
from tests.synthetic_speech import silence, speak

from .support import CASES


@pytest.mark.parametrize(
    ("rate_hz", "channels", "name"),
    [(16_000, 1, "a.wav"), (8_000, 1, "b.wav"), (48_000, 2, "c.wav"), (44_100, 2, "d.flac"), (22_050, 1, "e.flac")],
)
async def test_any_rate_and_channels(
    recognizer: VoskRecognizer, tmp_path: Path, rate_hz: int, channels: int, name: str
) -> None:
    pcm = np.concatenate([silence(0.3), speak("小安小安快叫人", "m4"), silence(0.2)])
    sound = to_rate(Sound(pcm, SAMPLE_RATE_HZ), rate_hz)
    soundfile.write(tmp_path / name, np.stack([sound.pcm] * channels, axis=1), rate_hz)
    heard = await hear_file(tmp_path / name, recognizer, HearingSettings())
    assert (heard.text, heard.wake, heard.cry, heard.error) == ("小安小安快叫人", True, Cry.DEFINITE, "")
    assert heard.seconds == pytest.approx(len(pcm) / SAMPLE_RATE_HZ, abs=0.01)
    assert heard.rtf > 0
    assert set(heard.as_json()) == {"file", "text", "wake", "cry", "seconds", "rtf"}


async def test_what_is_no_sound_is_an_error_and_the_next_file_is_heard(
    recognizer: VoskRecognizer, tmp_path: Path
) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.wav").write_text("not audio")
    soundfile.write(tmp_path / "none.wav", np.zeros(0, np.int16), 16_000)
    soundfile.write(tmp_path / "good.wav", np.concatenate([silence(0.3), speak("取消提醒", "m4")]), 16_000)
    names = ["empty.wav", "text.wav", "none.wav", "missing.wav", "good.wav"]
    heard = [await hear_file(tmp_path / name, recognizer, HearingSettings()) for name in names]
    assert [bool(one.error) for one in heard] == [True, True, True, True, False]
    assert set(heard[0].as_json()) == {"file", "error"}
    assert heard[-1].text == "取消提醒"


@pytest.mark.skipif(not (CASES / "audio").is_dir(), reason="the recordings from outside are not here")
async def test_people_and_noises_neither_wake_nor_cry(recognizer: VoskRecognizer) -> None:
    files = sorted(file for file in (CASES / "audio").rglob("*") if file.suffix in {".wav", ".flac"})
    heard = [await hear_file(file, recognizer, HearingSettings()) for file in files]
    print(json.dumps([one.as_json() for one in heard], ensure_ascii=False))
    assert [one.error for one in heard if one.error] == []
    assert [one.file for one in heard if one.wake] == []
    assert [one.file for one in heard if one.cry is not Cry.NONE] == []
