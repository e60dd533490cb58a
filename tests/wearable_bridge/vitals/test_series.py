"""Values through time: thinned, in order, bounded; and what lasting means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wearable_bridge.vitals.told import MINUTES, NOON
from wearable_bridge.vitals.series import KEPT_IN_A_SLOT, Lasting, Series, Shown, Value, lasts, thinned


def series(*values: float, every_s: float = 60.0, slots: int = 200) -> Series:
    made = Series(60.0, slots)
    for number, value in enumerate(values):
        made.add(Value(NOON + timedelta(seconds=every_s * number), value))
    return made


def high(value: Value) -> bool:
    return value.value >= 100


def test_finer_readings_count_once_each_slot_by_their_median() -> None:
    values = [Value(NOON + timedelta(seconds=n), value) for n, value in enumerate([128.0, 128, 250, 128, 128] * 6)]
    assert [value.value for value in thinned(values, 5)] == [128] * 6
    fine = Series(5.0, 100)
    for value in values[:20]:
        fine.add(value)
    assert lasts(fine, Lasting(6, 5, 5), high) is None
    for value in values[20:]:
        fine.add(value)
    assert lasts(fine, Lasting(6, 5, 5), high) is not None


@pytest.mark.parametrize(
    ("values", "lasted_s"),
    [
        ([120] * 6, 360),
        ([120] * 30, 1800),
        ([72] * 5 + [120] * 10, 600),
        ([120] * 10 + [72] + [120] * 10, 1260),  # one miss does not end it
        ([120] * 10 + [72] * 5 + [120] * 10, 600),
        ([120] * 5, None),
        ([72] * 30, None),
    ],
)
def test_how_long_it_has_lasted(values: list[float], lasted_s: float | None) -> None:
    shown = lasts(series(*values), MINUTES, high)
    assert (shown and shown.lasted_s) == lasted_s


def test_what_is_shown_is_the_median_of_the_values_that_show_it() -> None:
    assert lasts(series(72, 120, 122, 124, 126, 128), MINUTES, high) == Shown(124, 360)


def test_one_value_an_hour_is_confirmed_by_the_next() -> None:
    assert lasts(series(72, 72, 120, every_s=3600), MINUTES, high) is None
    shown = lasts(series(72, 120, 130, every_s=3600), MINUTES, high)
    assert shown == Shown(125, 3600)


@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(allow_nan=False, allow_infinity=False)), max_size=300),
    st.integers(1, 20),
)
def test_memory_is_bounded_and_order_is_kept_whatever_comes(raw: list[tuple[float, float]], slots: int) -> None:
    kept = Series(60.0, slots)
    for second, value in raw:
        kept.add(Value(NOON + timedelta(seconds=second), value))
    times = [value.at for value in kept.newest(1000)]
    assert len(kept) <= slots
    assert times == sorted(times)
    assert [value.at for value in kept.backwards()] == times[::-1]
    if raw:
        assert times[-1] == max(NOON + timedelta(seconds=second) for second, _ in raw)


def test_a_band_that_floods_one_slot_takes_no_more_memory() -> None:
    flooded = Series(60.0, 10)
    for number in range(10 * KEPT_IN_A_SLOT):
        flooded.add(Value(NOON + timedelta(milliseconds=number), 120.0))
    assert sum(map(len, flooded._raw.values())) == KEPT_IN_A_SLOT
