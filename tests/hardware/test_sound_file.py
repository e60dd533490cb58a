"""Sound files of every kind, and none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from hardware.ports import DeviceError, Sound
from hardware.sound_file import decode_sound, read_sound, to_rate, wav_bytes
from hardware.volume import at_volume
from tests.hardware.conftest import tone


def loudest_hz(sound: Sound) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(sound.pcm * np.hanning(len(sound.pcm))))
    return float(np.argmax(spectrum) * sound.rate_hz / len(sound.pcm))


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_any_rate_and_channels_become_16_khz_mono(rate_hz: int, channels: int, ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"sound.{ending}"
    soundfile.write(file, np.column_stack([tone(0.5, rate_hz=rate_hz).pcm] * channels), rate_hz)
    sound = read_sound(file)
    assert sound.rate_hz == 16_000
    assert sound.seconds == pytest.approx(0.5, abs=0.001)
    assert loudest_hz(sound) == pytest.approx(440, abs=4)
    assert np.abs(sound.pcm).max() == pytest.approx(12_000, rel=0.06)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_any_sample_format_is_read(subtype: str, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.wav", tone(0.5).pcm / 32768, 16_000, subtype=subtype)
    assert np.abs(read_sound(tmp_path / "x.wav").pcm).max() == pytest.approx(12_000, rel=0.05)


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.wav", np.array([0.1, np.nan, np.inf, -np.inf] * 100), 16_000, subtype="FLOAT")
    assert read_sound(tmp_path / "x.wav").pcm[:4].tolist() == [3277, 0, 32767, -32768]


BAD = {
    "missing": (None, "no such file"),
    "empty": (b"", "empty"),
    "text": (b"this is a letter to my daughter " * 9, "not a sound file"),
    "cut header": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not a sound file"),
    "no samples": (wav_bytes(Sound(np.zeros(0, np.int16), 16_000)), "no sound"),
}


@pytest.mark.parametrize(("content", "told"), BAD.values(), ids=BAD)
def test_what_is_no_sound_is_told_with_its_name(content: bytes | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "x.wav"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DeviceError, match=told) as raised:
        read_sound(file)
    assert "x.wav" in str(raised.value)


def test_a_folder_is_no_sound_file(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match="no such file"):
        read_sound(tmp_path)


def test_wav_bytes_come_back_as_they_were() -> None:
    sound = tone(0.3, rate_hz=22_050)
    back = decode_sound(wav_bytes(sound))
    assert back.rate_hz == 22_050
    assert np.array_equal(back.pcm, sound.pcm)


def test_rates_change_the_samples_and_not_the_pitch() -> None:
    for rate_hz in (8_000, 44_100, 48_000):
        changed = to_rate(tone(1.0), rate_hz)
        assert (changed.rate_hz, len(changed.pcm)) == (rate_hz, rate_hz)
        assert loudest_hz(changed) == pytest.approx(440, abs=2)
    assert to_rate(tone(1.0), 16_000).pcm.tolist() == tone(1.0).pcm.tolist()
    assert to_rate(Sound(np.zeros(0, np.int16), 8_000), 16_000).seconds == 0


@pytest.mark.parametrize(("percent", "peak"), [(100, 12_000), (70, 5_880), (50, 3_000), (0, 0), (150, 12_000), (-5, 0)])
def test_volume(percent: int, peak: int) -> None:
    assert np.abs(at_volume(tone(0.1), percent).pcm).max() == pytest.approx(peak, abs=30)
