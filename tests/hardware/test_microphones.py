"""What every microphone promises, and what each does besides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from hardware.file_microphone import FileMicrophone
from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, DeviceError, Microphone, Pcm
from hardware.queue_microphone import QueueMicrophone
from hardware.sounddevice_microphone import SounddeviceMicrophone
from tests.hardware.conftest import tone
from tests.pulse import PrivatePulse

LASTS_S = 1.0


def _from_file(folder: Path) -> Microphone:
    soundfile.write(folder / "tone.wav", np.column_stack([tone(LASTS_S, rate_hz=44_100).pcm] * 2), 44_100)
    return FileMicrophone(folder / "tone.wav")


def _from_queue(folder: Path) -> Microphone:
    microphone = QueueMicrophone()
    data = tone(LASTS_S).pcm.tobytes()
    for start in range(0, len(data), 1001):
        microphone.push(data[start : start + 1001])
    microphone.end()
    return microphone


MAKERS: dict[str, Callable[[Path], Microphone]] = {"file": _from_file, "queue": _from_queue}


async def heard(microphone: Microphone, until_s: float | None = None) -> Pcm:
    """Everything up to the end, or up to so many seconds of sound that is not silence."""
    frames: list[Pcm] = []
    loud_s = 0.0
    async with asyncio.timeout(60):
        stream: AsyncIterator[Pcm] = microphone.frames()
        async for frame in stream:
            assert frame.shape == (FRAME_SAMPLES,)
            assert frame.dtype == np.int16
            frames.append(frame)
            loud_s += FRAME_SAMPLES / SAMPLE_RATE_HZ if np.abs(frame).max() > 2000 else 0
            if until_s is not None and loud_s >= until_s:
                break
    return np.concatenate(frames) if frames else np.zeros(0, np.int16)


def pitch_hz(pcm: Pcm) -> float:
    """The strongest frequency of what is loud."""
    loud = pcm[np.flatnonzero(np.abs(pcm) > 500)[0] :][: SAMPLE_RATE_HZ // 2]
    return float(np.argmax(np.abs(np.fft.rfft(loud * np.hanning(len(loud))))) * SAMPLE_RATE_HZ / len(loud))


async def until_open(pulse: PrivatePulse) -> None:
    """Returns when a program listens: what is said before that is lost."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(pulse.listened_to):
            await asyncio.sleep(0.02)


@pytest.fixture(params=MAKERS)
def microphone(request: pytest.FixtureRequest, tmp_path: Path) -> Microphone:
    return MAKERS[request.param](tmp_path)


async def test_frames_are_16_khz_mono_and_the_sound_is_whole(microphone: Microphone) -> None:
    pcm = await heard(microphone)
    assert len(pcm) / SAMPLE_RATE_HZ == pytest.approx(LASTS_S, abs=FRAME_SAMPLES / SAMPLE_RATE_HZ)
    assert pitch_hz(pcm) == pytest.approx(440, abs=4)


@pytest.mark.sound
@pytest.mark.parametrize("device", ["", "pulse"])
async def test_a_sound_card_hears_what_is_played_in_the_room(device: str, pulse: PrivatePulse, tmp_path: Path) -> None:
    file = tmp_path / "tone.wav"
    soundfile.write(file, tone(4.0, rate_hz=48_000).pcm, 48_000)
    microphone = SounddeviceMicrophone(device)
    listening = asyncio.create_task(heard(microphone, until_s=1.0))
    await until_open(pulse)
    await asyncio.to_thread(pulse.speak, file)
    assert pitch_hz(await listening) == pytest.approx(440, abs=4)
    assert microphone.dropped == 0


@pytest.mark.sound
async def test_a_card_that_cannot_do_16_khz_is_resampled(
    pulse: PrivatePulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tone.wav"
    soundfile.write(file, tone(4.0, rate_hz=48_000).pcm, 48_000)
    monkeypatch.setattr(SounddeviceMicrophone, "_format", lambda self, library: (44_100, 2))
    listening = asyncio.create_task(heard(SounddeviceMicrophone(), until_s=1.0))
    await until_open(pulse)
    await asyncio.to_thread(pulse.speak, file)
    assert pitch_hz(await listening) == pytest.approx(440, abs=4)


@pytest.mark.sound
async def test_a_reader_that_sleeps_loses_the_oldest_and_is_told(pulse: PrivatePulse) -> None:
    microphone = SounddeviceMicrophone(longest_frames=2)
    async with asyncio.timeout(60):
        async for _frame in microphone.frames():
            if microphone.dropped:
                break
            await asyncio.sleep(0.2)
    assert microphone.dropped > 0


@pytest.mark.sound
async def test_the_card_is_free_again_when_reading_ends(pulse: PrivatePulse) -> None:
    microphone = SounddeviceMicrophone()
    for _ in range(3):
        stream = microphone.frames()
        async with asyncio.timeout(60):
            await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]


@pytest.mark.sound
async def test_an_unknown_device_is_told(pulse: PrivatePulse) -> None:
    with pytest.raises(DeviceError, match=r"microphone: .*no such card"):
        await anext(SounddeviceMicrophone("no such card").frames())


@given(st.lists(st.binary(max_size=3000), max_size=12))
async def test_pushed_bytes_may_be_cut_anywhere(blocks: list[bytes]) -> None:
    microphone = QueueMicrophone()
    for block in blocks:
        microphone.push(block)
    microphone.end()
    data = b"".join(blocks)
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
    pcm = await heard(microphone)
    assert np.array_equal(pcm[: len(samples)], samples)
    assert not pcm[len(samples) :].any()


async def test_a_pushed_stream_ends_and_stays_ended() -> None:
    microphone = QueueMicrophone()
    microphone.end()
    microphone.end()
    microphone.push(b"\1\0" * 2000)
    assert len(await heard(microphone)) == 0


async def test_a_browser_that_pushes_too_much_loses_the_oldest() -> None:
    microphone = QueueMicrophone(longest_frames=4)
    for number in range(10):
        microphone.push(np.full(FRAME_SAMPLES, number, "<i2").tobytes())
    microphone.end()
    assert microphone.dropped == 6
    assert (await heard(microphone))[0] == 6


async def test_a_file_can_be_heard_twice_and_ends_in_silence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "tone.flac", tone(0.5).pcm, SAMPLE_RATE_HZ)
    microphone = FileMicrophone(tmp_path / "tone.flac", silence_after_s=1.0)
    first, second = await heard(microphone), await heard(microphone)
    assert np.array_equal(first, second)
    assert len(first) / SAMPLE_RATE_HZ == pytest.approx(1.5, abs=0.04)
    assert not first[-SAMPLE_RATE_HZ:].any()


async def test_a_file_in_real_time_takes_as_long_as_it_lasts(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "tone.wav", tone(0.5).pcm, SAMPLE_RATE_HZ)
    loop = asyncio.get_running_loop()
    start = loop.time()
    await heard(FileMicrophone(tmp_path / "tone.wav", real_time=True))
    assert loop.time() - start > 0.49


@pytest.mark.parametrize("content", [b"", b"not a sound"])
async def test_a_bad_file_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(content)
    with pytest.raises(DeviceError, match=r"x\.wav"):
        await heard(FileMicrophone(tmp_path / "x.wav"))
