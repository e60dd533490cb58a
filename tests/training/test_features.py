"""Targets of frames."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.sound.features import targets


def test_a_phone_begins_with_one_density_and_goes_on_with_another() -> None:
    # output frames' middles: 0.0125, 0.0425, 0.0725, 0.1025, 0.1325 s
    found = targets(np.array([0, 5, 7], np.int16), np.array([0.0, 0.04, 0.10]), 15)
    assert found.tolist() == [0, 10, 11, 14, 15]


def test_a_phone_too_short_for_a_frame_takes_one() -> None:
    found = targets(np.array([0, 5, 7], np.int16), np.array([0.0, 0.05, 0.06]), 15)
    assert found.tolist() == [0, 1, 10, 14, 15]


@given(st.lists(st.floats(0.03, 0.3), min_size=1, max_size=12), st.integers(0, 30))
def test_every_phone_of_a_frame_or_more_is_there_in_its_order(lengths_s: list[float], more: int) -> None:
    starts = np.concatenate(([0.0], np.cumsum(lengths_s)))[:-1]
    phones = np.arange(len(starts), dtype=np.int16)
    found = targets(phones, starts, round(sum(lengths_s) * 100) + more + 3)
    assert list(dict.fromkeys((found // 2).tolist())) == phones.tolist()
    assert np.count_nonzero(found % 2 == 0) == len(phones)


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 300])
def test_there_is_a_target_for_each_output_frame(frames: int) -> None:
    assert len(targets(np.array([0, 3], np.int16), np.array([0.0, 0.1]), frames)) == -(-frames // 3)
