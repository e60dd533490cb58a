"""What every loudspeaker promises, and what each does besides."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import numpy as np
import pytest

from hardware.broadcast_loudspeaker import LONGEST_QUEUE, BroadcastLoudspeaker
from hardware.ports import DeviceError, Loudspeaker, Sound
from hardware.silent_loudspeaker import SilentLoudspeaker
from hardware.sound_cards import has_input, has_output
from hardware.sound_file import decode_sound
from hardware.sounddevice_loudspeaker import SounddeviceLoudspeaker
from tests.hardware.conftest import tone
from tests.pulse import PrivatePulse

LONG_S = 60.0  # of a sound that is broken off: half of it is time enough on any machine


class BrokenLoudspeaker:
    """A card that has been pulled out."""

    async def play(self, sound: Sound, volume_percent: int) -> None:
        raise DeviceError("unplugged")

    def stop(self) -> None:
        pass


MAKERS: dict[str, Callable[[], Loudspeaker]] = {
    "sounddevice": SounddeviceLoudspeaker,
    "silent": SilentLoudspeaker,
    "broadcast": lambda: BroadcastLoudspeaker(SilentLoudspeaker()),
    "broadcast and sounddevice": lambda: BroadcastLoudspeaker(SounddeviceLoudspeaker()),
}


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.sound) for name in MAKERS])
def loudspeaker(request: pytest.FixtureRequest, pulse: PrivatePulse) -> Loudspeaker:
    return MAKERS[request.param]()


async def test_playing_lasts_as_long_as_the_sound(loudspeaker: Loudspeaker) -> None:
    start = time.monotonic()
    await loudspeaker.play(tone(0.6, rate_hz=22_050), 20)
    assert time.monotonic() - start > 0.59


async def test_stop_ends_it_at_once_and_the_next_sound_plays(loudspeaker: Loudspeaker) -> None:
    playing = asyncio.create_task(loudspeaker.play(tone(LONG_S), 20))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(playing), 0.4)
    loudspeaker.stop()
    await asyncio.wait_for(playing, LONG_S / 2)
    start = time.monotonic()
    await loudspeaker.play(tone(0.3), 20)
    assert time.monotonic() - start > 0.29


async def test_stop_without_a_sound_is_harmless(loudspeaker: Loudspeaker) -> None:
    loudspeaker.stop()
    loudspeaker.stop()
    await asyncio.wait_for(loudspeaker.play(tone(0.1), 20), LONG_S / 2)


async def test_two_sounds_come_one_after_the_other(loudspeaker: Loudspeaker) -> None:
    start = time.monotonic()
    await asyncio.gather(loudspeaker.play(tone(0.3), 20), loudspeaker.play(tone(0.3), 20))
    assert time.monotonic() - start > 0.59


async def test_an_empty_sound_is_over_at_once(loudspeaker: Loudspeaker) -> None:
    await asyncio.wait_for(loudspeaker.play(Sound(np.zeros(0, np.int16), 16_000), 50), 60)


async def test_a_cancelled_sound_ends(loudspeaker: Loudspeaker) -> None:
    playing = asyncio.create_task(loudspeaker.play(tone(LONG_S), 20))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(playing, 0.3)
    await asyncio.wait_for(loudspeaker.play(tone(0.1), 20), LONG_S / 2)


@pytest.mark.sound
@pytest.mark.parametrize(("percent", "peak"), [(100, 12_000), (50, 3_000)])
async def test_a_card_really_sounds_as_loud_as_asked(percent: int, peak: int, pulse: PrivatePulse) -> None:
    with pulse.recorder() as recorder:
        await SounddeviceLoudspeaker().play(tone(0.8, rate_hz=22_050), percent)
        heard = await asyncio.to_thread(recorder.wait_for_sound, 60, 2.0)
    loud = heard.pcm[np.abs(heard.pcm) > 300]
    assert np.abs(loud).max() == pytest.approx(peak, rel=0.1)
    assert len(np.flatnonzero(np.abs(heard.pcm) > 300)) / heard.rate_hz == pytest.approx(0.8, abs=0.1)


@pytest.mark.sound
async def test_a_stopped_card_is_silent_soon(pulse: PrivatePulse) -> None:
    loudspeaker = SounddeviceLoudspeaker()
    with pulse.recorder() as recorder:
        playing = asyncio.create_task(loudspeaker.play(tone(LONG_S), 100))
        async with asyncio.timeout(60):
            while not np.any(np.abs(recorder.sound().pcm) > 300):
                await asyncio.sleep(0.02)
        loudspeaker.stop()
        await playing
        heard = await asyncio.to_thread(recorder.wait_for_sound, 60, 2.0)
    assert np.count_nonzero(np.abs(heard.pcm) > 300) / heard.rate_hz < LONG_S / 2


@pytest.mark.sound
async def test_cards_are_found_and_unknown_ones_told(pulse: PrivatePulse) -> None:
    assert has_input()
    assert has_output()
    assert not has_input("no such card")
    assert not has_output("no such card")
    with pytest.raises(DeviceError, match=r"loudspeaker: .*no such card"):
        await SounddeviceLoudspeaker("no such card").play(tone(0.1), 50)


async def test_listeners_get_each_sound_at_its_volume_and_the_stop() -> None:
    loudspeaker = BroadcastLoudspeaker(SilentLoudspeaker(pace=0))
    async with loudspeaker.subscribe() as one, loudspeaker.subscribe() as two:
        assert loudspeaker.listeners == 2
        start = time.monotonic()
        await loudspeaker.play(tone(0.3), 50)
        assert time.monotonic() - start > 0.29
        loudspeaker.stop()
        for queue in (one, two):
            wav = queue.get_nowait()
            assert wav is not None
            sound = decode_sound(wav)
            assert (sound.seconds, sound.rate_hz) == (0.3, 16_000)
            assert np.abs(sound.pcm).max() == pytest.approx(3_000, abs=20)
            assert queue.get_nowait() is None
    assert loudspeaker.listeners == 0


async def test_a_broken_card_is_an_error_only_when_nobody_else_listens() -> None:
    loudspeaker = BroadcastLoudspeaker(BrokenLoudspeaker())
    with pytest.raises(DeviceError):
        await loudspeaker.play(tone(0.1), 50)
    async with loudspeaker.subscribe() as queue:
        await loudspeaker.play(tone(0.1), 50)
        assert queue.qsize() == 1


async def test_a_listener_that_sleeps_holds_nobody_up() -> None:
    loudspeaker = BroadcastLoudspeaker(SilentLoudspeaker(pace=0))
    async with loudspeaker.subscribe() as queue:
        for _ in range(LONGEST_QUEUE + 5):
            await loudspeaker.play(tone(0.001), 50)
        assert queue.qsize() == LONGEST_QUEUE


async def test_the_stand_in_can_hurry() -> None:
    start = time.monotonic()
    await SilentLoudspeaker(pace=200).play(tone(LONG_S), 50)
    assert LONG_S / 200 - 0.01 < time.monotonic() - start < LONG_S / 2
