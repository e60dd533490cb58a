"""The way through a check, as tables."""

from __future__ import annotations

import pytest

from config.phrases import Phrases
from messages.guided_check import CheckOutcome, Measuring
from messages.payloads import Metric, Urgency
from skills.check_answers import CheckWord
from skills.check_course import Happened, Heard, Line, Offered, Say, Step, Value
from skills.check_decide import HINTS_AT_MOST, steps_for
from skills.check_words import check_text
from tests.skills.check_walk import ALL, LOWER, OXYGEN, PAUSES, PULSE, UPPER, WARMTH, Walk


def test_the_whole_way_is_walked_and_each_result_is_said(zh: Phrases) -> None:
    walk = Walk()
    said: list[str] = []

    def hear(lines: list[Line] | tuple[Line, ...]) -> None:
        said.append(check_text(lines, walk.course, zh))

    hear(walk.waits(60))
    for metric, value in ((PULSE, 72), (OXYGEN, 97), (UPPER, 138), (LOWER, 85), (WARMTH, 36.54)):
        walk.now_s += 5
        hear(walk.gets(Value(metric, Measuring.GOOD, value)))
    assert said == [
        "现在量心跳。手环戴紧一点，手放着别动。",
        "心跳一分钟七十二下。现在量血氧。把手指夹好，手放平，别动。",
        "血氧百分之九十七。现在量血压。袖带绑在上臂，跟心口一样高，按一下开始。",
        "",
        "血压一百三十八，八十五。现在量体温。把体温计放好，等一会儿。",
        "体温三十六点五度。都量完了。心跳、血氧、血压和体温跟平常人差不多。要是不舒服，就叫我。",
    ]
    assert walk.course.outcome is CheckOutcome.DONE
    report = walk.course.report(walk.now_s)
    assert (report.lasted_s, report.missed) == (85, ())
    assert report.values == {PULSE: (72,), OXYGEN: (97,), UPPER: (138,), LOWER: (85,), WARMTH: (36.54,)}


@pytest.mark.parametrize(
    ("wanted", "offered", "steps"),
    [
        (ALL, ALL, (Step.HEART_RATE, Step.SPO2, Step.PRESSURE, Step.TEMPERATURE)),
        (ALL, {PULSE, OXYGEN}, (Step.HEART_RATE, Step.SPO2)),
        (ALL, {UPPER}, ()),  # half a blood pressure is none
        ({UPPER}, ALL, (Step.PRESSURE,)),
        ({WARMTH}, {PULSE}, ()),
        (ALL, {Metric.STEPS}, ()),
    ],
)
def test_only_what_is_connected_and_wanted_is_measured(
    wanted: frozenset[Metric], offered: frozenset[Metric], steps: tuple[Step, ...]
) -> None:
    assert steps_for(wanted, frozenset(offered)) == steps


def test_a_value_older_than_its_step_does_not_count() -> None:
    walk = Walk()
    walk.waits(60)
    walk.now_s += 10
    assert walk.value(PULSE, 70, age_s=20) == []
    assert walk.course.step is Step.HEART_RATE
    assert walk.value(PULSE, 72, age_s=3) == [Say.RESULT, Say.PROMPT]
    assert walk.course.values == {PULSE: (72,)}


@pytest.mark.parametrize(
    ("step", "metric", "state", "words"),
    [
        (Step.SPO2, OXYGEN, Measuring.NOTHING, "手指再夹紧一点"),
        (Step.SPO2, OXYGEN, Measuring.OFF, "夹子好像没夹着"),
        (Step.HEART_RATE, PULSE, Measuring.OFF, "手环好像没戴着"),
        (Step.PRESSURE, UPPER, Measuring.DOUBTFUL, "坐稳别动"),
        (Step.TEMPERATURE, WARMTH, Measuring.NOTHING, "体温计再放好"),
    ],
)
def test_what_is_no_value_is_answered_with_what_to_do_and_not_too_often(
    zh: Phrases, step: Step, metric: Metric, state: Measuring, words: str
) -> None:
    walk = Walk()
    walk.until(step)
    walk.now_s += 20
    lines = walk.bad(metric, state)
    assert words in check_text(lines, walk.course, zh)
    assert walk.bad(metric, state) == ()
    for _ in range(10):
        walk.now_s += 5
        walk.bad(metric, state)
    assert [line.say for line in walk.lines].count(Say.HINT) == HINTS_AT_MOST


def test_half_of_the_time_without_a_value_it_says_once_more_how() -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    assert [line.say for line in walk.waits(50)] == [Say.SLOW]


@pytest.mark.parametrize(
    ("first", "second", "urgency", "ends"),
    [
        (Urgency.URGENT, None, None, False),
        (Urgency.URGENT, Urgency.URGENT, Urgency.URGENT, False),
        (Urgency.EMERGENCY, Urgency.ATTENTION, Urgency.ATTENTION, False),
        (Urgency.EMERGENCY, Urgency.EMERGENCY, Urgency.EMERGENCY, True),
    ],
)
def test_a_value_that_crosses_a_line_is_measured_again(
    first: Urgency, second: Urgency | None, urgency: Urgency | None, ends: bool
) -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    walk.now_s += 5
    assert walk.value(OXYGEN, 84, first) == [Say.RESULT, Say.AGAIN]
    walk.now_s += 5
    assert walk.value(OXYGEN, 84, first, age_s=6) == []
    said = walk.value(OXYGEN, 90, second)
    assert said == ([Say.RESULT, Say.END] if ends else [Say.RESULT, Say.PROMPT])
    assert (walk.course.urgency, walk.course.values[OXYGEN]) == (urgency, (84, 90))


def test_a_value_that_cannot_be_measured_again_stands() -> None:
    walk = Walk(frozenset({OXYGEN}))
    walk.until(Step.SPO2)
    walk.value(OXYGEN, 90, Urgency.URGENT)
    walk.waits(100)
    assert (walk.course.outcome, walk.course.urgency) == (CheckOutcome.DONE, Urgency.URGENT)
    assert walk.course.report(walk.now_s).missed == ()


@pytest.mark.parametrize("step", [Step.REST, *list(Step)[1:]])
def test_she_stops_at_any_time_and_what_was_measured_is_kept(step: Step, zh: Phrases) -> None:
    walk = Walk()
    if step is not Step.REST:
        walk.until(Step.HEART_RATE)
        walk.value(PULSE, 72)
        walk.until(step) if step is not Step.HEART_RATE else None
    lines = walk.gets(Heard(CheckWord.STOP))
    assert [line.say for line in lines] == [Say.END]
    assert walk.course.outcome is CheckOutcome.STOPPED
    assert ("记下" in check_text(lines, walk.course, zh)) is (step is not Step.REST)
    assert walk.gets(Heard(CheckWord.SKIP)) == ()


def test_skipping_everything_ends_with_a_kind_word(zh: Phrases) -> None:
    walk = Walk()
    for _ in range(5):
        lines = walk.gets(Heard(CheckWord.SKIP))
    assert check_text(lines, walk.course, zh) == "好，体温先不量。这次一样也没量到，没关系，过一会儿再试。"
    assert walk.course.outcome is CheckOutcome.NOTHING
    assert walk.course.report(walk.now_s).missed == (PULSE, OXYGEN, UPPER, WARMTH)


def test_wait_a_moment_is_waited_for_and_she_goes_on_when_she_is_ready() -> None:
    walk = Walk()
    walk.until(Step.PRESSURE)
    walk.waits(170)
    assert walk.word(CheckWord.WAIT) == [Say.WAIT]
    assert walk.waits(100) == []
    assert walk.word(CheckWord.YES) == [Say.GO_ON]
    walk.waits(150)
    assert walk.course.step is Step.PRESSURE


def test_yes_is_an_answer_only_where_one_was_waited_for() -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    assert walk.word(CheckWord.YES) == []
    assert walk.word(CheckWord.READY) == [Say.READY]
    assert walk.word(CheckWord.REPEAT) == [Say.PROMPT]


def test_silence_is_asked_about_once_and_then_it_ends_and_says_so(zh: Phrases) -> None:
    walk = Walk()
    walk.until(Step.HEART_RATE)
    walk.value(PULSE, 72)
    walk.word(CheckWord.READY)
    assert [line.say for line in walk.waits(95)][-2:] == [Say.MISSED, Say.PROMPT]
    assert [line.say for line in walk.waits(185)][-1] is Say.ASK_WELL
    lines = walk.gets(Happened.SILENT)
    assert check_text(lines, walk.course, zh).startswith("没听见您答应，那先做到这儿。要找我就喊小安小安。")
    assert walk.course.outcome is CheckOutcome.SILENT


def test_whoever_answers_goes_on_and_is_not_asked_again() -> None:
    walk = Walk()
    walk.until(Step.HEART_RATE)
    assert walk.waits(90)[-1].say is Say.ASK_WELL
    assert [line.say for line in walk.gets(Happened.ANSWERED)] == [Say.MISSED, Say.PROMPT]
    walk.waits(600)
    assert [line.say for line in walk.lines].count(Say.ASK_WELL) == 1
    assert walk.course.outcome is CheckOutcome.NOTHING


def test_a_question_that_nobody_settles_ends_the_check_too() -> None:
    walk = Walk()
    walk.until(Step.HEART_RATE)
    walk.waits(160)
    assert walk.course.outcome is CheckOutcome.SILENT


def test_a_cry_ends_it_without_a_word() -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    assert walk.gets(Happened.CRY) == ()
    assert walk.course.outcome is CheckOutcome.CRY


def test_a_device_that_drops_in_its_step_is_left_and_one_that_drops_later_is_passed_over(zh: Phrases) -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    lines = walk.gets(Offered(ALL - {OXYGEN, UPPER}))
    assert check_text(lines, walk.course, zh) == (
        "量血氧的断开了，先放一放。量血压的断开了，先放一放。现在量体温。把体温计放好，等一会儿。"
    )
    walk.value(WARMTH, 36.5)
    assert walk.course.report(walk.now_s).missed == (PULSE, OXYGEN, UPPER)


def test_a_bridge_that_falls_silent_ends_it_and_it_says_so() -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    walk.away = True
    assert [line.say for line in walk.waits(30)] == [Say.END]
    assert walk.course.outcome is CheckOutcome.AWAY


def test_what_is_said_meanwhile_takes_none_of_her_time() -> None:
    walk = Walk()
    walk.until(Step.SPO2)
    walk.waits(85)
    walk.waits(40, busy=True)  # a reminder that was due
    assert walk.waits(PAUSES.after_busy_s - 1) == []
    assert walk.waits(1)[0].say is Say.ASK_WELL


def test_a_cuff_s_pulse_counts_where_nothing_else_tells_it() -> None:
    walk = Walk(frozenset({UPPER, LOWER}))
    walk.until(Step.PRESSURE)
    for metric, value in ((UPPER, 138), (PULSE, 66), (PULSE, 67), (LOWER, 85)):
        walk.value(metric, value)
    assert walk.course.values == {UPPER: (138,), LOWER: (85,), PULSE: (66,)}


def test_the_worse_is_told_plainly(zh: Phrases) -> None:
    walk = Walk(frozenset({UPPER, LOWER, OXYGEN}))
    walk.until(Step.SPO2)
    for value in (84, 83):
        lines = walk.gets(Value(OXYGEN, Measuring.GOOD, value, 0.0, Urgency.EMERGENCY))
    said = check_text(lines, walk.course, zh)
    assert said == (
        "血氧百分之八十三。先量到这儿。坐好，别动。血氧比平常人低一些。有的数不太好，我告诉社区的人看一看。"
    )
    assert walk.course.report(walk.now_s).missed == (UPPER,)
