"""Blocks to frames, rates to 16 kHz, and a queue that may overflow."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.frames import FrameQueue, Framer, StreamResampler
from hardware.ports import FRAME_SAMPLES, Pcm
from hardware.sound_file import to_rate
from tests.hardware.conftest import tone


@given(st.lists(st.integers(0, 1500), max_size=20))
def test_frames_hold_every_sample_once_and_in_order(sizes: list[int]) -> None:
    samples = np.arange(sum(sizes), dtype=np.int64).astype(np.int16)
    framer, frames, start = Framer(), [], 0
    for size in sizes:
        frames += framer.add(samples[start : start + size])
        start += size
    assert len(frames) == len(samples) // FRAME_SAMPLES
    frames += framer.finish()
    assert all(frame.shape == (FRAME_SAMPLES,) and frame.dtype == np.int16 for frame in frames)
    joined = np.concatenate([*frames, np.zeros(0, np.int16)])
    assert np.array_equal(joined[: len(samples)], samples)
    assert not joined[len(samples) :].any()


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([8_000, 22_050, 44_100, 48_000]), st.integers(50, 5_000))
def test_a_stream_is_resampled_as_the_whole_would_be(rate_hz: int, block: int) -> None:
    sound = tone(0.6, rate_hz=rate_hz)
    stream = StreamResampler(rate_hz)
    pieces = [stream.add(sound.pcm[start : start + block]) for start in range(0, len(sound.pcm), block)]
    got, whole = np.concatenate(pieces), to_rate(sound, 16_000).pcm
    assert len(got) > len(whole) - 16_000 * 0.15
    assert np.abs(got.astype(int) - whole[: len(got)]).max() <= 1


def test_16_khz_passes_through() -> None:
    block: Pcm = tone(0.1).pcm
    assert StreamResampler(16_000).add(block) is block


async def test_a_full_queue_drops_the_oldest_and_counts() -> None:
    queue = FrameQueue(3)
    for number in range(5):
        queue.put(np.full(FRAME_SAMPLES, number, np.int16))
    queue.end()
    got = [frame[0] for frame in [await queue.get(), await queue.get(), await queue.get()] if frame is not None]
    assert (got, queue.dropped, await queue.get()) == ([2, 3, 4], 2, None)


async def test_the_reader_waits_for_a_frame_and_for_the_end() -> None:
    queue = FrameQueue(3)
    reading = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    assert not reading.done()
    queue.put(np.zeros(FRAME_SAMPLES, np.int16))
    assert await asyncio.wait_for(reading, 60) is not None
    ending = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.end()
    assert await asyncio.wait_for(ending, 60) is None


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_the_resampler_lags_little(rate_hz: int) -> None:
    stream = StreamResampler(rate_hz)
    given_s = len(stream.add(tone(1.0, rate_hz=rate_hz).pcm)) / 16_000
    assert given_s > 0.95
