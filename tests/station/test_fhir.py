"""Readings as FHIR Observations: coded and paired as the profiles say, page by page, and bad searches refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric, Readings, Sample
from station.accounts.account import Account
from station.audit import Sightings
from station.errors import NotFoundError
from station.fhir.observations import observations
from station.fhir.readings import FhirReadings
from station.fhir.resources import bundle_text
from station.fhir.samples import Measured, Place, Window
from station.fhir.search import Search, SearchError, parse_search, written
from station.tables import AuditRow, Role
from station.web.desk import Desk
from station.web.fhir_api import PATH, add_fhir_api
from tests.station.support import LI, START, Rig

WHO = [("home", "home-1"), ("resident", "wang")]
FAMILY = Account(2, "女儿", Role.FAMILY, community="demo", home="home-1")
STRANGER = Account(3, "邻居", Role.FAMILY, community="demo", home="home-2")
DAY = [("date", "ge2026-03-02"), ("date", "lt2026-03-03")]


def measured(
    rig: Rig, metric: Metric, *values: tuple[float, float, float], resident: str = "wang", device: str = "bridge-1"
) -> None:
    """(seconds after START, value, quality) of one message."""
    samples = tuple(Sample(at=START + timedelta(seconds=s), value=v, quality=q) for s, v, q in values)
    rig.take(Readings(home="home-1", resident=resident, device=device, at=START, metric=metric, samples=samples))


def found(rig: Rig, *more: tuple[str, str]) -> list[dict[str, Any]]:
    """Every Observation of the day, page after page, each page validated."""
    entries: list[dict[str, Any]] = []
    after: list[tuple[str, str]] = []
    while True:
        page = FhirReadings(rig.database).find(LI, parse_search([*WHO, *DAY, *more, *after], rig.clock.now()))
        bundle = json.loads(bundle_text(page.entries, "http://x/", "http://x/?y"))
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "searchset")
        entries += [entry["resource"] for entry in bundle.get("entry", ())]
        if page.ended_at is None:
            return entries
        after = [("_after", written(page.ended_at))]


def codes(entry: dict[str, Any]) -> list[str]:
    return [coding["code"] for coding in entry["code"]["coding"]]


@pytest.mark.parametrize(
    ("metric", "value", "loinc", "ucum", "profile"),
    [
        (Metric.HEART_RATE, 72, "8867-4", "/min", "heartrate"),
        (Metric.SPO2, 97, "2708-6", "%", "oxygensat"),
        (Metric.TEMPERATURE, 36.6, "8310-5", "Cel", "bodytemp"),
        (Metric.RESPIRATION, 16, "9279-1", "/min", "resprate"),
        (Metric.SYSTOLIC, 132, "8480-6", "mm[Hg]", "vitalsigns"),
        (Metric.DIASTOLIC, 78, "8462-4", "mm[Hg]", "vitalsigns"),
        (Metric.STEPS, 1200, "55423-8", "{steps}", ""),
    ],
)
def test_each_metric_has_its_code_and_unit(metric: Metric, value: float, loinc: str, ucum: str, profile: str) -> None:
    window = Window("demo", "home-1", "wang", START, START, ())
    sample = Measured(Place(START, 1, 0), uuid4(), "bridge-1", metric, value, 1.0)
    bundle = json.loads(bundle_text(observations(window, [sample]), "http://x/", None))
    [entry] = [each["resource"] for each in bundle["entry"]]
    assert codes(entry)[0] == loinc
    assert entry["status"] == "final"
    assert entry["effectiveDateTime"].startswith("2026-03-02T08:00:00")
    assert entry["subject"]["identifier"]["value"] == "demo/home-1/wang"
    assert entry["device"]["identifier"]["value"] == "demo/home-1/bridge-1"
    assert entry["valueQuantity"] == {
        "value": value,
        "unit": entry["valueQuantity"]["unit"],
        "system": "http://unitsofmeasure.org",
        "code": ucum,
    }
    [category] = [coding["code"] for each in entry["category"] for coding in each["coding"]]
    assert category == ("vital-signs" if profile else "activity")
    named = [each.rpartition("/")[2] for each in entry.get("meta", {}).get("profile", ())]
    assert named == (list(dict.fromkeys(("vitalsigns", profile))) if profile else [])


def test_pressures_measured_together_are_one_observation_on_whatever_page_they_stand(rig: Rig) -> None:
    measured(rig, Metric.SYSTOLIC, *((60 * n, 120 + n, 1.0) for n in range(5)))
    measured(rig, Metric.HEART_RATE, *((60 * n, 70 + n, 1.0) for n in range(5)))
    measured(rig, Metric.DIASTOLIC, *((60 * n, 80 + n, 1.0) for n in range(4)), (999, 66, 1.0))
    measured(rig, Metric.DIASTOLIC, (240, 90, 1.0), device="other-band")
    whole = found(rig)
    panels = [entry for entry in whole if codes(entry) == ["85354-9"]]
    halves = [[(codes(half)[0], half["valueQuantity"]["value"]) for half in panel["component"]] for panel in panels]
    assert halves == [[("8480-6", 120 + n), ("8462-4", 80 + n)] for n in range(4)]
    assert all("valueQuantity" not in panel for panel in panels)
    assert [codes(entry)[0] for entry in whole if entry not in panels].count("8462-4") == 2  # the two that stand alone
    assert len(whole) == 4 + 1 + 5 + 2
    for count in ("1", "2", "3", "7"):
        assert found(rig, ("_count", count)) == whole


def test_a_doubtful_value_is_told_without_its_number(rig: Rig) -> None:
    measured(rig, Metric.HEART_RATE, (0, 71, 0.2), (10, 72, 0.5))
    measured(rig, Metric.SYSTOLIC, (20, 120, 1.0))
    measured(rig, Metric.DIASTOLIC, (20, 99, 0.4))
    doubtful, good, panel = found(rig)
    assert "valueQuantity" not in doubtful
    assert doubtful["dataAbsentReason"]["coding"][0]["code"] == "error"
    assert good["valueQuantity"]["value"] == 72
    upper, lower = panel["component"]
    assert (upper["valueQuantity"]["value"], "dataAbsentReason" in lower, "valueQuantity" in lower) == (
        120,
        True,
        False,
    )


def test_a_search_is_limited_by_person_code_and_time(rig: Rig) -> None:
    measured(rig, Metric.HEART_RATE, (0, 71, 1.0), (3600, 72, 1.0), (86_400, 73, 1.0))
    measured(rig, Metric.HEART_RATE, (0, 99, 1.0), resident="zhang")
    measured(rig, Metric.SPO2, (0, 97, 1.0))
    measured(rig, Metric.SYSTOLIC, (0, 120, 1.0))
    assert [entry["valueQuantity"]["value"] for entry in found(rig, ("code", "http://loinc.org|8867-4"))] == [71, 72]
    assert [codes(entry)[0] for entry in found(rig, ("code", "85354-9,59408-5"))] == ["2708-6", "8480-6"]
    assert len(found(rig, ("date", "ge2026-03-02T17:00:00+08:00"))) == 1
    assert len({entry["id"] for entry in found(rig)}) == 4


class Desks:
    """The route behind a sign-in that always succeeds as one account."""

    def __init__(self, rig: Rig, account: Account) -> None:
        accounts = SimpleNamespace(who=lambda token: account if token else None)
        desk = SimpleNamespace(
            accounts=accounts, fhir=FhirReadings(rig.database), clock=rig.clock,
            sightings=Sightings(rig.database, rig.clock),
        )  # fmt: skip
        app = FastAPI()
        add_fhir_api(app, cast(Desk, desk))
        self.client = TestClient(app, headers={"authorization": "Bearer x"})

    def get(self, *given: tuple[str, str], **headers: str) -> Any:
        return self.client.get(PATH, params=list(given), headers=headers)


def test_over_http_page_by_page_with_a_trail(rig: Rig) -> None:
    measured(rig, Metric.HEART_RATE, *((60 * n, 70 + n, 1.0) for n in range(5)))
    rig.clock.forward(3600)
    family = Desks(rig, FAMILY)
    answer, values = family.get(*WHO, ("_count", "2")), []
    assert answer.headers["content-type"].startswith("application/fhir+json")
    while True:
        body = answer.json()
        values += [entry["resource"]["valueQuantity"]["value"] for entry in body.get("entry", ())]
        links = {link["relation"]: link["url"] for link in body["link"]}
        if "next" not in links:
            break
        rig.clock.forward(3600)  # the period stays what it was
        answer = family.get(*parse_qsl(urlsplit(links["next"]).query))
    assert values == [70, 71, 72, 73, 74]
    assert rig.count(AuditRow) >= 1
    other = Desks(rig, STRANGER).get(*WHO)
    assert (other.status_code, other.json()["resourceType"]) == (404, "OperationOutcome")
    nobody = family.get(*WHO, authorization="")
    assert (nobody.status_code, nobody.json()["issue"][0]["code"]) == (401, "login")
    with pytest.raises(NotFoundError):
        FhirReadings(rig.database).find(LI, parse_search([("home", "home-1"), ("resident", "x")], START))


BAD: list[tuple[list[tuple[str, str]], str]] = [
    ([("home", "home-1")], "required"),
    ([*WHO, ("home", "home-2")], "value"),
    ([("home", "../etc"), ("resident", "wang")], "value"),
    ([*WHO, ("date", "yesterday")], "value"),
    ([*WHO, ("date", "ge2026-02-30")], "value"),
    ([*WHO, ("date", "ge2026-03-01T08:00:00")], "value"),
    ([*WHO, ("date", "ge2026-01-01"), ("date", "lt2026-03-01")], "too-costly"),
    ([*WHO, ("code", "1234-5")], "code-invalid"),
    ([*WHO, ("code", "http://snomed.info/sct|8867-4")], "code-invalid"),
    ([*WHO, ("_count", "0")], "value"),
    ([*WHO, ("_count", "many")], "value"),
    ([*WHO, ("_after", "1-2")], "value"),
    ([*WHO, ("_after", "999999999999999999-1-1")], "value"),
    ([*WHO, ("_format", "xml")], "not-supported"),
    ([*WHO, ("dates", "ge2026-03-01")], "not-supported"),
]


def test_what_cannot_be_meant_is_an_operation_outcome(rig: Rig) -> None:
    desk = Desks(rig, LI)
    for given_, code in BAD:
        answer = desk.get(*given_)
        assert answer.status_code == 400, given_
        assert answer.headers["content-type"].startswith("application/fhir+json")
        body = answer.json()
        assert body["resourceType"] == "OperationOutcome"
        assert [issue["code"] for issue in body["issue"]] == [code], given_


NAMES = st.sampled_from(["home", "resident", "date", "code", "_count", "_after"])


@given(st.lists(st.tuples(NAMES, st.text(max_size=30)), max_size=6))
def test_no_parameter_breaks_the_search(given_: Sequence[tuple[str, str]]) -> None:
    try:
        search = parse_search([*given_], START)
    except SearchError:
        return
    assert search.count <= 200
    assert search.until - search.since <= timedelta(days=31)


@pytest.mark.parametrize(
    ("dates", "since", "until"),
    [
        ([], START - timedelta(days=1), START + timedelta(days=1)),
        (["2026-03-01"], datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        (["gt2026-03-01"], datetime(2026, 3, 2, tzinfo=UTC), START + timedelta(days=1)),
        (["le2026-03-01"], datetime(2026, 1, 30, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)),
        (
            ["ge2026-03-01T00:00:00+08:00", "lt2026-03-01T00:00:00Z"],
            datetime(2026, 2, 28, 16, tzinfo=UTC),
            datetime(2026, 3, 1, tzinfo=UTC),
        ),
    ],
)
def test_the_period(dates: list[str], since: datetime, until: datetime) -> None:
    search: Search = parse_search([*WHO, *(("date", each) for each in dates)], START)
    assert (search.since, search.until) == (since, until)


def test_the_library_is_not_loaded_before_somebody_asks() -> None:
    source = Path(__file__).resolve().parents[2] / "station" / "fhir" / "resources.py"
    assert not [line for line in source.read_text().splitlines() if line.startswith(("from fhir", "import fhir"))]
