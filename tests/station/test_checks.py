"""A guided check at the station: kept once, and shown in words where her readings are."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from config.phrases import load_phrases
from config.settings import Language
from messages.guided_check import CheckOutcome, CheckReport
from messages.payloads import Event, EventKind, Metric
from station.views import EventView
from station.web.checks import check_in_words, checks_of
from tests.station.support import LI, START, Rig

DONE = CheckReport(
    CheckOutcome.DONE,
    200,
    {
        Metric.HEART_RATE: (72,), Metric.SPO2: (91, 94), Metric.SYSTOLIC: (138,), Metric.DIASTOLIC: (85,),
        Metric.TEMPERATURE: (36.54,),
    },
)  # fmt: skip


def view(detail: dict[str, str], resident: str | None = "wang") -> EventView:
    return EventView(id=uuid4(), resident=resident, kind=EventKind.GUIDED_CHECK, detail=detail, at=START)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (DONE.detail(), "心率 72 次/分 · 血氧 91，再量 94% · 血压 138/85 · 体温 36.5 度"),
        (
            CheckReport(CheckOutcome.STOPPED, 60, {Metric.SPO2: (97,)}, (Metric.SYSTOLIC, Metric.TEMPERATURE)).detail(),
            "血氧 97% · 没量到：血压、体温 · 本人中途不做了",
        ),
        ({"outcome": "dancing", "spo2": "97"}, "dancing · 97"),
    ],
)
def test_in_words(detail: dict[str, str], words: str) -> None:
    assert check_in_words(view(detail), load_phrases("zh")) == words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("outcome", list(CheckOutcome))
def test_every_ending_and_metric_has_words(language: Language, outcome: CheckOutcome) -> None:
    report = CheckReport(outcome, 1, {}, tuple(Metric))
    assert check_in_words(view(report.detail()), load_phrases(language))


def test_only_hers_are_shown_on_her_page() -> None:
    mine, other = view(DONE.detail()), view(DONE.detail(), "li")
    fine = EventView(id=uuid4(), resident="wang", kind=EventKind.CHECK_IN, detail={}, at=START)
    assert checks_of((mine, other, fine), "wang") == (mine,)


def test_it_is_kept_once_and_found_among_the_home_s_events(rig: Rig) -> None:
    event = Event(
        id=UUID(int=7), home="home-1", resident="wang", device="speaker-1", at=START, kind=EventKind.GUIDED_CHECK,
        detail=DONE.detail(),
    )  # fmt: skip
    for _ in range(2):
        rig.take(event)
    assert [each.detail for each in rig.board.events(LI, "home-1", kind=EventKind.GUIDED_CHECK)] == [DONE.detail()]
    assert rig.board.events(LI, "home-1", kind=EventKind.CHECK_IN) == ()
