"""A check travels in the detail of an event and comes back the same, or is refused with ValueError alone."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.guided_check import CheckOutcome, CheckReport, read_report
from messages.payloads import Event, EventKind, Metric
from tests.messages.support import START

REPORTS = (
    CheckReport(CheckOutcome.DONE, 140, {Metric.HEART_RATE: (72,), Metric.TEMPERATURE: (36.6,)}, (Metric.SPO2,)),
    CheckReport(CheckOutcome.DONE, 300, {Metric.SYSTOLIC: (225, 222), Metric.DIASTOLIC: (101, 99)}),
    CheckReport(CheckOutcome.SILENT, 95),
)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.outcome.value)
def test_it_travels_in_an_event(report: CheckReport) -> None:
    event = Event(home="home-1", device="speaker-1", at=START, kind=EventKind.GUIDED_CHECK, detail=report.detail())
    assert read_report(Event.model_validate_json(event.body()).detail) == report


def test_what_a_newer_speaker_tells_beside_is_passed_over() -> None:
    detail = {"outcome": "done", "glucose": "5.6", "missed": "spo2 glucose"}
    assert read_report(detail) == CheckReport(CheckOutcome.DONE, 0, {}, (Metric.SPO2,))


@given(
    st.dictionaries(
        st.sampled_from(["outcome", "lasted_s", "missed", *Metric]),
        st.text(max_size=20) | st.sampled_from(["done", "1"]),
    )
)
def test_any_detail_is_read_or_refused(detail: dict[str, str]) -> None:
    with suppress(ValueError):
        read_report(detail)
