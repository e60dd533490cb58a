"""Every route of the station is either on the short public list or behind a right; nothing else is served."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from sqlalchemy import select

from config.phrases import load_phrases
from messages.payloads import Status
from station.accounts.account import RIGHTS, Account, Right
from station.commands import add_user
from station.database import open_database
from station.lifecycle import Action
from station.tables import AuditRow, Role
from station.web.desk import Desk
from station.web.gate import COOKIE, OWN_HEADER
from station.web.site import make_site
from tests.ports import free_port
from tests.station.program import Program
from tests.station.support import Rig, RunningClock, a_cry

Route = tuple[str, str]
NOBODY = "00000000-0000-0000-0000-000000000000"

PUBLIC: frozenset[Route] = frozenset(
    {
        ("GET", "/health"),
        ("GET", "/station.css"),
        ("GET", "/language/{language}"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("POST", "/logout"),
        ("POST", "/logout/everywhere"),
        ("POST", "/api/sign-in"),
        ("POST", "/api/sign-out"),
        ("GET", "/accept/{token}"),  # the token is the right
        ("POST", "/accept/{token}"),
        ("GET", "/api/enrol/authority"),
        ("POST", "/api/enrol"),  # the code is the right
    }
)
OWN_PASSWORD: frozenset[Route] = frozenset(
    {("GET", "/password"), ("POST", "/password"), ("POST", "/api/password"), ("POST", "/api/sign-out-everywhere")}
)
"""Any account, also one whose password is still the first."""

GUARDED: dict[Route, Right] = {
    ("GET", "/"): Right.SEE,
    ("GET", "/history"): Right.SEE,
    ("GET", "/code"): Right.SEE,
    ("GET", "/alerts/{alert}"): Right.SEE,
    ("GET", "/residents/{home}/{resident}"): Right.SEE,
    ("GET", "/people"): Right.PEOPLE,
    ("GET", "/homes"): Right.PEOPLE,
    ("GET", "/roster"): Right.ROSTER,
    ("GET", "/supervision"): Right.SUPERVISE,
    ("GET", "/answers.csv"): Right.SUPERVISE,
    ("GET", "/thresholds"): Right.SUPERVISE,
    ("GET", "/thresholds/{home}/{resident}"): Right.SUPERVISE,
    ("GET", "/audit"): Right.AUDIT,
    ("GET", "/audit.csv"): Right.AUDIT,
    ("GET", "/letters"): Right.LETTERS,
    ("GET", "/api/dead-letters"): Right.LETTERS,
    ("POST", "/api/dead-letters/replay"): Right.LETTERS,
    ("GET", "/api/alerts"): Right.SEE,
    ("GET", "/api/alerts/{alert}"): Right.SEE,
    ("POST", "/api/alerts/{alert}/acknowledge"): Right.HANDLE,
    ("POST", "/api/alerts/{alert}/on-the-way"): Right.HANDLE,
    ("POST", "/api/alerts/{alert}/take-over"): Right.HANDLE,
    ("POST", "/api/alerts/{alert}/resolve"): Right.HANDLE,
    ("POST", "/api/alerts/{alert}/reopen"): Right.HANDLE,
    ("GET", "/api/readings"): Right.SEE,
    ("POST", "/api/say"): Right.SPEAK,
    ("GET", "/api/thresholds"): Right.SEE,
    ("POST", "/api/thresholds"): Right.SUPERVISE,
    ("GET", "/api/fhir/Observation"): Right.SEE,
}
PLACES = {"{alert}": NOBODY, "{home}": "home-1", "{resident}": "wang", "{language}": "zh", "{token}": "x" * 20}
QUERIES = {"/api/readings": {"home": "home-1"}, "/api/thresholds": {"home": "home-1", "resident": "wang"}}
QUERIES["/api/fhir/Observation"] = QUERIES["/api/thresholds"]
BODIES: dict[str, dict[str, Any]] = {
    "/api/alerts/{alert}/take-over": {"holder": "x"},
    "/api/alerts/{alert}/resolve": {"cause": "x"},
    "/api/alerts/{alert}/reopen": {"reason": "x"},
    "/api/say": {"home": "home-9", "text": "x"},
    "/api/thresholds": {"home": "home-1", "resident": "wang", "content": {}},
    "/api/dead-letters/replay": {"id": 0},
    "/api/password": {"old": "x", "new": "y"},
    "/api/sign-in": {"name": "x", "password": "y"},
    "/api/enrol": {"secret": "x", "devices": [{"name": "speaker-1", "program": "speaker"}]},
}
FORMS = {"/login": {"name": "x", "password": "y"}, "/password": {"old": "x", "new": "y", "again": "y"}}


def routes(of: Sequence[Any], before: str = "") -> Iterator[Route]:
    for route in of:
        inner = getattr(route, "routes", None)
        if inner is not None:
            yield from routes(inner, before + getattr(route, "path", ""))
        else:
            for method in getattr(route, "methods", None) or {"GET"}:
                yield method, before + route.path


def test_no_route_is_without_a_declared_guard(tmp_path: Path) -> None:
    desk = SimpleNamespace(phrases={"zh": load_phrases("zh")}, language="zh", secure=False)
    site = make_site(cast(Desk, desk), "x", tmp_path, True, "")
    found = {each for each in routes(site.routes) if not each[1].startswith("/_nicegui/") and each[0] != "HEAD"}
    declared = PUBLIC | OWN_PASSWORD | GUARDED.keys()
    assert found - declared == set(), "declare who may ask for these"
    assert declared - found == set(), "these are gone"


class Station:
    """A running station and a signed-in client of each role."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.passwords = {
            role: add_user(program.settings, role.value, role.value, home="home-1" if role is Role.FAMILY else "")
            for role in Role
        }
        self.clients = {role: self._signed_in(role) for role in Role}

    def stranger(self) -> httpx.Client:
        return httpx.Client(base_url=self.program.url, timeout=60)

    def _signed_in(self, role: Role) -> httpx.Client:
        client = self.stranger()
        answer = client.post("/login", data={"name": role.value, "password": self.passwords[role]})
        assert answer.headers["location"] == "/"
        client.headers[OWN_HEADER] = "1"
        return client


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    program = Program(tmp_path_factory.mktemp("guards") / "station", free_port())
    with program:
        running = Station(program)
        yield running
        for client in running.clients.values():
            client.close()


def ask(client: httpx.Client, route: Route, **headers: str) -> httpx.Response:
    method, path = route
    url = path
    for place, value in PLACES.items():
        url = url.replace(place, value)
    return client.request(
        method, url, params=QUERIES.get(path), json=BODIES.get(path), data=FORMS.get(path), headers=headers
    )


def is_refused(answer: httpx.Response) -> bool:
    """By the API's codes, or by sending the browser elsewhere."""
    return answer.status_code in {401, 403} or answer.headers.get("location") in {"/login", "/", "/password"}


@pytest.mark.parametrize("route", sorted(GUARDED), ids=" ".join)
def test_a_route_serves_those_with_the_right_and_nobody_else(station: Station, route: Route) -> None:
    with station.stranger() as stranger:
        assert is_refused(ask(stranger, route))
        stranger.cookies.set(COOKIE, "made-up")
        assert is_refused(ask(stranger, route, **{OWN_HEADER: "1"}))
    answers = {role: ask(station.clients[role], route) for role in Role}
    assert max(answer.status_code for answer in answers.values()) < 500
    served = {role for role, answer in answers.items() if not is_refused(answer)}
    assert served == {role for role in Role if GUARDED[route] in RIGHTS[role]}


@pytest.mark.parametrize("route", sorted(OWN_PASSWORD), ids=" ".join)
def test_the_own_password_is_for_accounts_only(station: Station, route: Route) -> None:
    with station.stranger() as stranger:
        assert is_refused(ask(stranger, route))


CHANGES = sorted(
    route
    for route in PUBLIC | OWN_PASSWORD | GUARDED.keys()
    if route[0] == "POST" and route != ("POST", "/accept/{token}")  # it asks for no cookie, only for its token
)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("route", CHANGES, ids=" ".join)
def test_no_other_site_changes_anything_through_a_signed_in_browser(
    station: Station, route: Route, headers: dict[str, str]
) -> None:
    answer = ask(station.clients[Role.ADMINISTRATOR], route, **headers)
    assert answer.status_code == 403
    assert not is_refused(ask(station.clients[Role.ADMINISTRATOR], ("GET", "/people")))  # still signed in


def test_signing_in_makes_a_new_session_and_ends_the_one_of_this_browser(station: Station) -> None:
    form = {"name": "worker", "password": station.passwords[Role.WORKER]}
    with station.stranger() as browser, station.stranger() as other:
        browser.cookies.set(COOKIE, "planted-by-somebody")
        browser.post("/login", data=form)
        first = [cookie.value for cookie in browser.cookies.jar if cookie.value != "planted-by-somebody"]
        assert "planted-by-somebody" not in first
        other.cookies.set(COOKIE, cast(str, first[-1]))
        assert not is_refused(other.get("/history"))
        other.post("/login", data=form)
        browser.cookies.clear()
        browser.cookies.set(COOKIE, cast(str, first[-1]))
        assert is_refused(browser.get("/history"))


def test_signing_out_everywhere_ends_every_session(station: Station) -> None:
    password = add_user(station.program.settings, "two telephones", "worker")
    with station.stranger() as one, station.stranger() as two:
        for browser in (one, two):
            browser.post("/login", data={"name": "two telephones", "password": password})
            assert not is_refused(browser.get("/history"))
        one.post("/logout/everywhere")
        assert is_refused(two.get("/history"))


def test_the_trail_says_who_saw_what_and_can_be_taken_away(station: Station) -> None:
    worker, supervisor = station.clients[Role.WORKER], station.clients[Role.SUPERVISOR]
    assert worker.get("/residents/home-1/wang").status_code == 200
    for _ in range(3):
        assert worker.get("/api/readings", params={"home": "home-1", "resident": "wang"}).status_code == 200
    asked = {"person": "worker", "home": "home-1"}
    answer = supervisor.get("/audit.csv", params=asked)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [line.split(",")[1:] for line in answer.content.decode("utf-8-sig").splitlines()[1:]]
    assert rows.count(["worker", "saw_readings", "home-1", "wang"]) == 1
    assert ["worker", "saw_resident", "demo/home-1", "wang"] in rows
    assert "看了居民资料" in supervisor.get("/audit", params=asked).text
    database = open_database(station.program.settings)
    with database.reading() as session:
        deeds = {(by, action) for by, action in session.execute(select(AuditRow.by, AuditRow.action))}
    database.close()
    assert {("supervisor", "exported"), ("supervisor", "saw_audit"), ("worker", "signed_in")} <= deeds


def test_answer_times_are_shown_and_can_be_taken_away(station: Station) -> None:
    database = open_database(station.program.settings)
    rig = Rig(database, station.program.settings.home, RunningClock())
    cry = a_cry()
    rig.take(cry)
    rig.take(Status(home="home-1", device="speaker-1", at=rig.clock.now(), program="speaker", online=True))
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, Account(1, "=李护士", Role.WORKER))
    database.close()
    supervisor = station.clients[Role.SUPERVISOR]
    page = supervisor.get("/supervision", params={"days": 7}).text
    for words in ("60 秒内：1/1（100%）", "达标", "最近有消息", "还没有走通的自检"):
        assert words in page
    answer = supervisor.get("/answers.csv", params={"days": 7})
    assert answer.headers["content-type"].startswith("text/csv")
    [head, row] = [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()]
    told = dict(zip(head, row, strict=True))
    assert (told["home"], told["kind"], told["answered_by"], told["alert"]) == (
        "home-1",
        "cry",
        "'=李护士",
        str(cry.id),
    )
    assert float(told["seconds"]) >= 0
    assert supervisor.get("/supervision", params={"days": 0}).status_code == 422
    resident = station.clients[Role.WORKER].get("/residents/home-1/wang").text
    assert "家中无人，暂停失联提醒" in resident
    assert "暂停失联提醒" not in station.clients[Role.FAMILY].get("/residents/home-1/wang").text
