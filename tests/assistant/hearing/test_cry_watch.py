"""When a definite cry is acted on: in the middle of a sentence when it is steady, at its end always."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.hearing.cry import classify_cry, cries_twice
from assistant.hearing.cry_watch import CryWatch
from assistant.ports import Cry

FRAME_S = 0.032
STEADY_S = 0.3
AFTER = 10  # frames: the first at which STEADY_S have gone by


def told_at(partials: list[str], steady_s: float = STEADY_S) -> list[int]:
    """The frames, from 0, at which a cry is told."""
    watch = CryWatch(steady_s)
    return [frame for frame, text in enumerate(partials) if watch.partial(text, frame * FRAME_S)]


@pytest.mark.parametrize(
    ("partials", "frames"),
    [
        (["救命"] * 30, [AFTER]),
        ([""] * 5 + ["救命"] * 30, [5 + AFTER]),
        (["快来人"] * 8 + [""] * 30, []),  # one look of the recognizer, taken back
        (["叫人"] * 8 + ["叫人送"] * 8 + ["叫人送饭来"] * 30, []),
        (["救命"] * 8 + ["救命的药"] * 30, []),
        (["救命"] * 8 + ["救命啊"] * 30, [AFTER]),  # it goes on, and is still a cry
        (["救命"] * 8 + ["救命救命"] * 30, [8]),  # said again: no waiting
        (["快来人救命"] * 3, [0]),
        (["救命"] * 8 + [""] * 8 + ["救命"] * 8, []),  # the time begins anew
        (["救命"] * 20 + [""] * 8 + ["救命"] * 20, [AFTER, 28 + AFTER]),  # two cries
        (["我头晕"] * 40, []),  # an unclear cry waits for the end
        ([], []),
    ],
)
def test_a_cry_is_told_when_it_is_steady(partials: list[str], frames: list[int]) -> None:
    assert told_at(partials) == frames


def test_without_a_time_to_wait_it_is_told_at_once() -> None:
    assert told_at(["", "救命", ""], steady_s=0) == [1]


@pytest.mark.parametrize(
    ("partials", "text", "told"),
    [
        ([], "救命", True),
        (["救命"] * 3, "救命", True),
        (["今天"] * 30, "救命", True),
        (["救命"] * 30, "救命", False),  # told already
        (["救命"] * 3, "九名学生", False),
        (["救命"] * 3, "", False),
    ],
)
def test_the_finished_transcript_is_told_once(partials: list[str], text: str, told: bool) -> None:
    watch = CryWatch(STEADY_S)
    for frame, partial in enumerate(partials):
        watch.partial(partial, frame * FRAME_S)
    assert watch.finished(text) is told


@pytest.mark.parametrize(
    "text", ["救命救命", "救命啊救命", "快来人救命啊", "我摔倒了快来人", "就命就命", "来人啊来人啊"]
)
def test_two_cries(text: str) -> None:
    assert cries_twice(text)


@pytest.mark.parametrize(
    "text", ["", "救命", "救救我", "我摔倒了起不来了", "快打一二零", "别喊救命救命", "我喘不过气来了"]
)
def test_not_two_cries(text: str) -> None:
    assert not cries_twice(text)


_TEXTS = st.sampled_from(
    ["", "今天", "快来", "快来人", "快来看孙子", "救命", "救命啊", "救命救命", "救命的药", "我头晕"]
)
_PARTIALS = st.lists(st.tuples(_TEXTS, st.integers(1, 20)), max_size=12).map(
    lambda runs: [text for text, frames in runs for _ in range(frames)]
)


def is_cry(text: str) -> bool:
    return classify_cry(text) is Cry.DEFINITE


@settings(deadline=None)
@given(_PARTIALS, _TEXTS)
def test_a_cry_in_the_finished_transcript_is_never_lost(partials: list[str], text: str) -> None:
    watch = CryWatch(STEADY_S)
    early = [watch.partial(partial, frame * FRAME_S) for frame, partial in enumerate(partials)]
    assert (any(early) or watch.finished(text)) or not is_cry(text)


@settings(deadline=None)
@given(_PARTIALS)
def test_a_cry_is_told_on_a_cry_only_and_never_too_late(partials: list[str]) -> None:
    told = told_at(partials)
    assert all(is_cry(partials[frame]) for frame in told)
    cries = [is_cry(partial) for partial in partials]
    for start in range(len(partials) - AFTER):
        if all(cries[start : start + AFTER + 1]) and not (start and cries[start - 1]):
            assert any(start <= frame <= start + AFTER for frame in told)


@settings(deadline=None)
@given(_PARTIALS, st.sampled_from([0.0, 0.1, 0.3]), st.sampled_from([0.0, 0.2, 0.7]))
def test_waiting_for_longer_never_tells_earlier_or_more(partials: list[str], steady_s: float, more_s: float) -> None:
    soon, late = told_at(partials, steady_s), told_at(partials, steady_s + more_s)
    assert len(late) <= len(soon)
    assert all(at >= first for at, first in zip(late, soon, strict=False))
    assert all(before < after for before, after in pairwise(soon))
