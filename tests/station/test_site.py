"""The running station over HTTP: the API, who may do what, and what it says when parts are missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from messages.clock import SystemClock
from messages.payloads import Metric, Readings, Sample, Say
from station.accounts.throttle import key_of
from station.commands import add_user, ensure_administrator
from station.database import open_database
from station.tables import ThrottleRow
from station.web.gate import COOKIE, OWN_HEADER
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.postgres_server import Postgres
from tests.station.program import ADDRESS, Program
from tests.station.support import a_cry

pytestmark = pytest.mark.broker
PAGES = ["/", "/history", "/code", "/people", "/residents/home-1/wang"]


class Site:
    """A station on PostgreSQL with a broker, a worker and a daughter."""

    def __init__(self, program: Program, broker: Mosquitto) -> None:
        self.program = program
        self.broker = broker
        self.admin_password = ensure_administrator(program.settings)
        self.worker_password = add_user(program.settings, "李护士", "worker", True)
        self.family_password = add_user(program.settings, "李梅", "family", home="home-1")

    @contextmanager
    def visit(self, name: str = "", password: str | None = None) -> Iterator[httpx.Client]:
        """A program's client, signed in when named."""
        with httpx.Client(base_url=self.program.url, timeout=60) as client:
            if name:
                answer = client.post("/api/sign-in", json={"name": name, "password": password})
                client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
            yield client

    def worker(self) -> AbstractContextManager[httpx.Client]:
        return self.visit("李护士", self.worker_password)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    broker = Mosquitto(folder / "broker")
    broker.start()
    program = Program(folder / "station", broker.settings.port, postgres.new_database())
    site = Site(program, broker)
    with program:
        until("the broker", lambda: program.health().get("sos_ready", False))
        yield site
        assert program.stop() == 0
    broker.stop()


@pytest.fixture
def home(site: Site) -> Iterator[Home]:
    one = Home(site.broker.settings.port)
    yield one
    one.close()


def test_health(site: Site) -> None:
    assert site.program.health() == {
        "ready": True,
        "sos_ready": True,
        "broker_connected": True,
        "worker_alive": True,
        "shards": {"all": True},
    }


def test_an_alert_from_its_cry_to_its_end(site: Site, home: Home) -> None:
    cry = a_cry(resident="wang")
    home.send(cry)
    home.expect_state(cry.id, "received")
    with site.worker() as worker:
        [card] = [each for each in worker.get("/api/alerts").json() if each["id"] == str(cry.id)]
        assert (card["kind"], card["who"]["name"], card["who"]["address"]) == ("cry", "王秀英", ADDRESS)
        path = f"/api/alerts/{cry.id}"
        until("the notices", lambda: len(worker.get(path).json()["notifications"]) == 2)
        assert {row["name"] for row in worker.get(path).json()["notifications"]} == {"李护士", "李梅"}
        assert worker.post(f"{path}/acknowledge").json()["accepted_by"] == "李护士"
        home.expect_state(cry.id, "acknowledged")
        again = worker.post(f"{path}/acknowledge")
        assert (again.status_code, again.json()["by"]) == (409, "李护士")
        assert worker.post(f"{path}/on-the-way").status_code == 200
        assert worker.post(f"{path}/resolve", json={"cause": ""}).status_code == 422
        assert worker.post(f"{path}/resolve", json={"cause": "已扶起"}).json()["state"] == "resolved"
        word = home.expect_state(cry.id, "resolved")
        assert "已扶起" in word.payload.decode()
        assert str(cry.id) not in worker.get("/api/alerts").text
        assert [step["action"] for step in worker.get(path).json()["transitions"]] == [
            "receive",
            "acknowledge",
            "set_out",
            "resolve",
        ]


def test_readings_and_saying_something(site: Site, home: Home) -> None:
    with site.worker() as worker:
        at = site_now(worker)
        sample = Sample.model_validate({"at": at, "value": 72})
        home.send(
            Readings.model_validate(
                {
                    "home": "home-1",
                    "resident": "wang",
                    "device": "b",
                    "at": at,
                    "metric": "heart_rate",
                    "samples": [sample],
                }
            )
        )
        query = {"home": "home-1", "resident": "wang", "metric": Metric.HEART_RATE.value}
        until("the reading", lambda: len(worker.get("/api/readings", params=query).json()) == 1)
        assert worker.get("/api/readings", params={"home": "nowhere"}).status_code == 404
        said = worker.post("/api/say", json={"home": "home-1", "text": "明天上午量血压"})
        assert said.status_code == 202
        home.expect("the words", lambda p: isinstance(p, Say) and str(p.id) == said.json()["id"])
        assert worker.post("/api/say", json={"home": "nowhere", "text": "x"}).status_code == 404


def site_now(client: httpx.Client) -> str:
    """The station's own time, as its answers give it."""
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(client.get("/health").headers["date"]).isoformat()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/alerts", None),
        ("GET", "/api/alerts/00000000-0000-0000-0000-000000000000", None),
        ("POST", "/api/alerts/00000000-0000-0000-0000-000000000000/acknowledge", None),
        ("POST", "/api/alerts/00000000-0000-0000-0000-000000000000/on-the-way", None),
        ("POST", "/api/alerts/00000000-0000-0000-0000-000000000000/resolve", {"cause": "x"}),
        ("GET", "/api/readings?home=home-1", None),
        ("POST", "/api/say", {"home": "home-1", "text": "x"}),
    ],
)
def test_every_route_needs_an_account_whose_password_is_its_own(
    site: Site, method: str, path: str, body: dict[str, str] | None
) -> None:
    with site.visit() as stranger:
        assert stranger.request(method, path, json=body).status_code == 401
        stranger.headers["Authorization"] = "Bearer made-up"
        assert stranger.request(method, path, json=body).status_code == 401
    with site.visit("admin", site.admin_password) as new:
        refused = new.request(method, path, json=body)
        assert (refused.status_code, refused.json()["detail"]) == (403, "must_change")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_sends_a_stranger_to_sign_in_and_a_newcomer_to_change_the_password(site: Site, page: str) -> None:
    with site.visit() as stranger:
        assert stranger.get(page).headers["location"] == "/login"
        form = {"name": "admin", "password": site.admin_password or ""}
        assert stranger.post("/login", data=form).headers["location"] == "/"
        assert stranger.get(page).headers["location"] == "/password"


def test_a_daughter_looks_and_does_not_act(site: Site, home: Home) -> None:
    mine, other = a_cry(resident="wang"), a_cry(home="home-7")
    home.send(mine)
    home.send(other)
    home.expect_state(mine.id, "received")
    home.expect_state(other.id, "received")
    with site.visit("李梅", site.family_password) as daughter, site.worker() as worker:
        assert [each["home"] for each in daughter.get("/api/alerts").json()] == ["home-1"]
        assert daughter.get(f"/api/alerts/{other.id}").status_code == 404
        assert daughter.get("/api/readings?home=home-7").status_code == 404
        assert daughter.post(f"/api/alerts/{mine.id}/acknowledge").status_code == 403
        assert daughter.post("/api/say", json={"home": "home-1", "text": "x"}).status_code == 403
        daughter.cookies.set(COOKIE, daughter.headers.pop("Authorization").removeprefix("Bearer "))
        assert daughter.get("/people").headers["location"] == "/"
        assert daughter.get("/residents/home-7/wang").status_code == 404
        assert daughter.get("/residents/home-1/wang").status_code == 200
        for alert in (mine, other):
            assert worker.post(f"/api/alerts/{alert.id}/resolve", json={"cause": "测试"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({OWN_HEADER: "1", "Origin": "http://evil.example"}, 403),
        ({OWN_HEADER: "1", "Sec-Fetch-Site": "cross-site"}, 403),
        ({OWN_HEADER: "1"}, 404),
    ],
)
def test_a_change_by_cookie_must_come_from_our_own_page(site: Site, headers: dict[str, str], status: int) -> None:
    path = "/api/alerts/00000000-0000-0000-0000-000000000000/acknowledge"
    with site.visit() as browser:
        browser.post("/login", data={"name": "李护士", "password": site.worker_password})
        assert browser.post(path, headers=headers).status_code == status


def test_forms_of_another_site_and_names_of_another_site_are_refused(site: Site) -> None:
    with site.visit() as browser:
        form = {"name": "李护士", "password": site.worker_password}
        assert browser.post("/login", data=form, headers={"Origin": "http://evil.example"}).status_code == 403
        assert browser.get("/login", headers={"Host": "evil.example"}).status_code == 400


def test_headers_and_the_cookie(site: Site) -> None:
    with site.visit() as browser:
        answer = browser.post("/login", data={"name": "李护士", "password": site.worker_password})
        cookie = answer.headers["set-cookie"]
        assert COOKIE in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        page = browser.get("/")
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"
        browser.post("/logout")
        assert browser.get("/").headers["location"] == "/login"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_the_language_leads_nowhere_else(site: Site, back: str) -> None:
    with site.visit() as browser:
        assert browser.get("/language/en", params={"back": back}).headers["location"] == "/"
        assert "Sign in" in browser.get("/login").text


def lengthen_the_pause(site: Site, name: str, pause_s: float) -> None:
    """The first pause is a second, which may be over before the next request is made."""
    database = open_database(site.program.settings)
    until_then = SystemClock().now() + timedelta(seconds=pause_s)
    with database.writing() as session:
        row = update(ThrottleRow).where(ThrottleRow.key == key_of("name", name))
        session.execute(row.values(paused_until=until_then))
    database.close()


def test_wrong_passwords_are_answered_and_slowed(site: Site) -> None:
    password = add_user(site.program.settings, "慢", "worker")
    with site.visit() as guesser:
        codes = [guesser.post("/api/sign-in", json={"name": "慢", "password": "x"}).status_code for _ in range(3)]
        assert codes == [401, 401, 429]
        lengthen_the_pause(site, "慢", 3600)
        waiting = guesser.post("/api/sign-in", json={"name": "慢", "password": password})
        assert waiting.status_code == 429
        assert 0 < int(waiting.headers["retry-after"]) <= 3600
        page = guesser.post("/login", data={"name": "不存在 <b>", "password": "x"})
        assert page.status_code == 401
        assert "姓名或密码不对" in page.text


def test_no_words_of_a_resident_stand_in_the_log(site: Site, home: Home) -> None:
    cry = a_cry(home="home-8", said="这句话不该进日志")
    home.send(cry)
    home.expect_state(cry.id, "received")
    log = site.program.log.read_text()
    assert "station_runs" in log
    for secret in ("不该进日志", ADDRESS, site.worker_password):
        assert secret not in log


def test_the_page_works_without_a_broker_and_says_so(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path / "broker")
    with Program(tmp_path / "station", broker.settings.port) as program:
        health = program.health()
        assert (health["ready"], health["sos_ready"], health["broker_connected"]) == (True, False, False)
        assert health["shards"] == {"all": False}
        assert httpx.get(f"{program.url}/login").status_code == 200
        broker.start()
        until("the broker", lambda: program.health().get("sos_ready", False))
        assert program.stop() == 0
    broker.stop()
