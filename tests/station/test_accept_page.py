"""The page behind a notice's link, on a telephone: a real station sends the notice, a real Chromium opens its link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from station.commands import add_user
from station.web.gate import COOKIE
from tests.browser import chromium, errors, requested_urls, tap
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.program import ADDRESS, Program
from tests.station.receivers import Service
from tests.station.support import a_cry

pytestmark = [pytest.mark.browser, pytest.mark.broker]


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()
    yield one
    one.close()


@pytest.fixture
def program(tmp_path: Path, broker: Mosquitto) -> Iterator[Program]:
    with Program(tmp_path / "station", broker.settings.port) as running:
        until("the broker", lambda: running.health().get("sos_ready", False))
        yield running


@pytest.fixture
def home(broker: Mosquitto) -> Iterator[Home]:
    one = Home(broker.settings.port)
    yield one
    one.close()


def test_from_the_notice_to_the_acceptance(tmp_path: Path, program: Program, home: Home, service: Service) -> None:
    add_user(program.settings, "李护士", "worker", True, service.url)
    cry = a_cry(said="<b>救命</b>，我摔倒了")
    home.send(cry)
    home.expect_state(cry.id, "received")
    until("the notice", lambda: bool(service.taken))
    link = service.taken[0]["message"].split("：")[-1]
    assert link.startswith(f"{program.url}/accept/")
    assert link not in program.log.read_text()
    for _ in range(2):  # as a program that shows previews would
        preview = httpx.get(link)
        assert preview.status_code == 200
        assert "set-cookie" not in preview.headers
        assert (preview.headers["referrer-policy"], preview.headers["cache-control"]) == ("no-referrer", "no-store")
    with chromium(tmp_path) as phone:
        phone.get(link)
        shown = phone.find_element("css selector", ".card").text
        for words in ("紧急", "呼救", "王秀英", ADDRESS, "<b>救命</b>，我摔倒了", "13800000001"):
            assert words in shown
        button = phone.find_element("css selector", "button.accept")
        assert button.size["height"] >= 48
        assert button.size["width"] >= 250
        assert phone.execute_script("return document.documentElement.scrollWidth") <= 390
        phone.get(f"{link}?language=en")
        assert "李护士: I take it" in phone.find_element("css selector", "button.accept").text
        phone.get(link)
        tap(phone, "button.accept")
        until("the thanks", lambda: "您已经接了" in phone.page_source, 30)
        assert not phone.find_elements("css selector", "button.accept")
        word = home.expect_state(cry.id, "acknowledged")
        assert "李护士" in word.payload.decode()
        assert COOKIE not in {cookie["name"] for cookie in phone.get_cookies()}
        assert errors(phone) == []
        web = [urlsplit(url) for url in requested_urls(phone) if url.startswith(("http", "ws"))]
        assert {url.netloc for url in web} == {f"127.0.0.1:{program.port}"}
        phone.get(program.url)  # no session was made
        until("the sign-in", lambda: phone.current_url.endswith("/login"))


def test_links_that_are_none(program: Program) -> None:
    for path in ("/accept/made-up", "/accept/" + "x" * 5000, "/accept/%00"):
        for method in ("GET", "POST"):
            answer = httpx.request(method, program.url + path)
            assert answer.status_code == 404
            assert "这个链接不对" in answer.text
    assert httpx.get(f"{program.url}/accept/made-up?language=en").text.count("not right") == 1
    answers = [httpx.post(f"{program.url}/accept/guess-{number}") for number in range(30)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
