"""The noise is as loud as asked, of its kind, and the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from hardware.ports import SAMPLE_RATE_HZ, Pcm
from xiaoan.bench.hear.plan import VOICES, Condition, Noise
from xiaoan.bench.hear.rooms import AFTER_S, BEFORE_S, Room


def sound(seed: int, seconds: float = 2.0) -> Pcm:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE_HZ))
    return (3000 * noise).astype(np.int16)


@pytest.fixture(scope="module")
def room() -> Room:
    return Room({voice: sound(number) for number, voice in enumerate(VOICES)})


@pytest.mark.parametrize("kind", list(Noise))
@pytest.mark.parametrize("ratio_db", [20.0, 5.0])
def test_the_ratio_is_that_of_the_mean_powers(room: Room, kind: Noise, ratio_db: float) -> None:
    said = sound(99)
    clean = room.heard(said, "m4", Condition(None, kind, False, 7)).astype(float)
    noisy = room.heard(said, "m4", Condition(ratio_db, kind, False, 7)).astype(float)
    inside = slice(round(BEFORE_S * SAMPLE_RATE_HZ), len(clean) - round(AFTER_S * SAMPLE_RATE_HZ))
    loud = 10 * np.log10(np.mean(clean[inside] ** 2))
    quiet = 10 * np.log10(np.mean((noisy - clean) ** 2))
    assert loud - quiet == pytest.approx(ratio_db, abs=0.5)  # rounding, and peaks that are cut


@pytest.mark.parametrize("kind", list(Noise))
def test_the_same_seed_sounds_the_same_and_another_does_not(room: Room, kind: Noise) -> None:
    said = sound(99)
    first, again, other = (room.heard(said, "f3", Condition(10.0, kind, True, seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_clean_is_only_the_voice_at_another_level(room: Room) -> None:
    said = sound(99)
    heard = room.heard(said, "f3", Condition(None, Noise.PINK, False, 3))
    before = round(BEFORE_S * SAMPLE_RATE_HZ)
    assert not heard[:before].any()
    assert np.corrcoef(heard[before : before + len(said)], said)[0, 1] > 0.999


def test_nobody_talks_into_their_own_words() -> None:
    """With every other voice silent, babble behind m4 holds nothing of m4."""
    silent: dict[str, Pcm] = dict.fromkeys(VOICES, np.zeros(1000, np.int16))
    room = Room({**silent, "m4": sound(1)})
    said = sound(99)
    clean = room.heard(said, "m4", Condition(None, Noise.BABBLE, False, 3))
    assert np.array_equal(room.heard(said, "m4", Condition(5.0, Noise.BABBLE, False, 3)), clean)
