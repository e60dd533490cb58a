"""No order of events leads a check astray, or keeps it going for ever."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from config.phrases import Phrases
from messages.guided_check import Measuring
from messages.payloads import Metric, Urgency
from skills.check_answers import CheckWord
from skills.check_course import Event, Happened, Heard, Offered, Say, Step, Tick, Value
from skills.check_decide import begin, decide, steps_for
from skills.check_words import check_text
from tests.skills.check_walk import ALL, PAUSES, PULSE

METRICS = st.sampled_from([*sorted(ALL), Metric.STEPS])
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Tick, st.booleans()),
    st.builds(Offered, st.frozensets(METRICS)),
    st.builds(
        Value, METRICS, st.sampled_from(Measuring), st.none() | st.floats(1, 300), st.floats(0, 200),
        st.none() | st.sampled_from(Urgency),
    ),
    st.builds(Heard, st.sampled_from(CheckWord)),
    st.sampled_from(Happened),
)  # fmt: skip


@given(
    wanted=st.frozensets(st.sampled_from(sorted(ALL)), min_size=1),
    events=st.lists(st.tuples(st.floats(0, 200), EVENTS), max_size=60),
)
def test_in_any_order_it_only_goes_forward_and_is_bounded(
    zh: Phrases, wanted: frozenset[Metric], events: list[tuple[float, Event]]
) -> None:
    steps = steps_for(wanted, ALL)
    course, now_s = begin(steps, ALL, 0.0, PAUSES), 0.0
    order, asked = list(Step), 0
    for pause_s, event in events:
        now_s += pause_s
        before = course
        course, lines = decide(course, event, now_s, PAUSES)
        asked += [line.say for line in lines].count(Say.ASK_WELL)
        text = check_text(lines, course, zh)
        assert bool(text) is bool(lines)
        assert "{" not in text
        assert len(course.steps) <= len(before.steps)
        assert (course.outcome is not None) is (not course.steps)
        if before.steps and course.steps:
            assert order.index(course.steps[0]) >= order.index(before.steps[0])
        if before.outcome is not None:
            assert (course, lines) == (before, ())
        assert all(1 <= len(values) <= 2 for values in course.values.values())
        report = course.report(now_s)
        assert course.outcome is None or not {*report.missed} & {*report.values} - {PULSE}
    assert asked <= 1
    for _ in range(3000):  # whatever happened, silence ends it
        now_s += 1
        course, _ = decide(course, Tick(), now_s, PAUSES)
    assert course.outcome is not None
