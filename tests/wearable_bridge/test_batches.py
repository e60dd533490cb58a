"""Samples travel in batches, and none is lost when a batch cannot be written."""

from __future__ import annotations

from datetime import timedelta

from messages.payloads import Metric, Sample
from tests.messages.support import START
from wearable_bridge.batches import BATCH_AT_MOST, HELD_AT_MOST, Batches
from wearable_bridge.ports import Wearer


def sample(number: int) -> Sample:
    return Sample(at=START + timedelta(seconds=number), value=60 + number % 20)


def test_one_payload_for_each_person_and_metric() -> None:
    batches = Batches("home-1", "bridge-1")
    for number in range(3):
        batches.add(Wearer("wang"), Metric.HEART_RATE, sample(number))
    batches.add(Wearer("wang"), Metric.SPO2, sample(0))
    batches.add(Wearer("li"), Metric.HEART_RATE, sample(0))
    taken = batches.take(START, True)
    sizes = {(batch.resident, batch.metric): len(batch.samples) for batch in taken}
    assert sizes == {("wang", Metric.HEART_RATE): 3, ("wang", Metric.SPO2): 1, ("li", Metric.HEART_RATE): 1}
    assert batches.take(START, True) == ()


def test_two_homes_may_have_a_resident_of_the_same_name() -> None:
    batches = Batches("watches", "bridge-1")
    for home in ("home-1", "home-2"):
        batches.add(Wearer("wang", home), Metric.HEART_RATE, sample(0))
    one, two = batches.take(START, True)
    assert [(batch.home, batch.resident) for batch in (one, two)] == [("home-1", "wang"), ("home-2", "wang")]
    batches.add(Wearer("wang", "home-1"), Metric.HEART_RATE, sample(1))
    batches.put_back(one)
    (again,) = batches.take(START, True)
    assert (again.home, again.samples) == ("home-1", (sample(0), sample(1)))


def test_moments_by_a_wrong_clock_are_in_a_batch_that_says_so() -> None:
    batches = Batches("home-1", "bridge-1")
    batches.add(Wearer("wang"), Metric.SYSTOLIC, sample(0), clock_trusted=False)
    batches.add(Wearer("wang"), Metric.SYSTOLIC, sample(1))
    wrong, right = batches.take(START, True)
    assert [(batch.clock_trusted, batch.samples) for batch in (wrong, right)] == [
        (False, (sample(0),)),
        (True, (sample(1),)),
    ]
    batches.put_back(wrong)
    (again,) = batches.take(START, True)
    assert not again.clock_trusted


def test_a_batch_put_back_comes_first_the_next_time() -> None:
    batches = Batches("home-1", "bridge-1")
    batches.add(Wearer("wang"), Metric.HEART_RATE, sample(0))
    (batch,) = batches.take(START, True)
    batches.add(Wearer("wang"), Metric.HEART_RATE, sample(1))
    batches.put_back(batch)
    (again,) = batches.take(START, True)
    assert again.samples == (sample(0), sample(1))


def test_what_is_held_is_bounded_and_a_payload_too() -> None:
    batches = Batches("home-1", "bridge-1")
    for number in range(HELD_AT_MOST + 7):
        batches.add(Wearer("wang"), Metric.HEART_RATE, sample(number))
    assert batches.dropped == 7
    taken = batches.take(START, True)
    assert {len(batch.samples) for batch in taken} == {BATCH_AT_MOST}
    assert taken[0].samples[0] == sample(7)


def test_of_many_some_are_taken_and_the_rest_waits_in_its_order() -> None:
    batches = Batches("home-1", "bridge-1")
    for person in ("wang", "li", "zhao"):
        batches.add(Wearer(person), Metric.HEART_RATE, sample(0))
    assert [batch.resident for batch in batches.take(START, True, 2)] == ["wang", "li"]
    batches.add(Wearer("wang"), Metric.HEART_RATE, sample(1))
    assert len(batches) == 2
    assert [batch.resident for batch in batches.take(START, True, 2)] == ["zhao", "wang"]
    assert len(batches) == 0
