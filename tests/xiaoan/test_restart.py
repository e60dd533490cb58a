"""The pauses before a part is started again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.restart import RestartPolicy, RestartState, after_death


@pytest.mark.parametrize(
    ("ran", "pauses"),
    [
        ([0] * 9, [1, 2, 4, 8, 16, 32, 60, 60, 60]),
        ([0, 0, 0, 61, 0], [1, 2, 4, 1, 2]),
        ([60], [1]),
        ([0, 59.9, 60.0, 0], [1, 2, 1, 2]),
        ([100, 100, 100], [1, 1, 1]),
    ],
)
def test_pauses_grow_and_start_over_after_a_steady_minute(ran: list[float], pauses: list[float]) -> None:
    state = RestartState()
    seen = []
    for seconds in ran:
        state, pause_s = after_death(RestartPolicy(), state, seconds)
        seen.append(pause_s)
    assert seen == pauses


@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_a_pause_is_never_shorter_than_the_first_nor_longer_than_the_longest(ran: list[float]) -> None:
    policy, state = RestartPolicy(), RestartState()
    for seconds in ran:
        state, pause_s = after_death(policy, state, seconds)
        assert policy.first_s <= pause_s <= policy.longest_s
