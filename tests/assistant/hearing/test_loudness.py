"""How loud a sound is."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.hearing.loudness import level_db, loudness


@pytest.mark.parametrize(("peak", "db"), [(32767, 0.0), (3277, -20.0), (0, -96.0)])
def test_against_full_scale(peak: int, db: float) -> None:
    frame = np.full(512, peak, dtype=np.int16)
    assert level_db([loudness(frame)] * 5) == pytest.approx(db, abs=0.1)


def test_the_syllables_count_and_not_the_gaps() -> None:
    assert level_db([0.0] * 7 + [0.1] * 3) == pytest.approx(-20.0, abs=0.1)


def test_nothing_was_heard() -> None:
    assert level_db([]) is None
    assert loudness(np.zeros(0, dtype=np.int16)) == 0.0
