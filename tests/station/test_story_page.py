"""An alert's own page in a real Chromium: taken over, closed with a note, opened again, and its story read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from station.commands import add_user, ensure_administrator
from tests.browser import chromium, errors, tap
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.program import Program
from tests.station.support import a_cry
from tests.station.test_browser import PASSWORD, fill, find, reads

pytestmark = [pytest.mark.browser, pytest.mark.broker]


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


@pytest.fixture
def zhao(program: Program) -> Iterator[httpx.Client]:
    """A worker at another telephone."""
    password = add_user(program.settings, "赵", "worker")
    with httpx.Client(base_url=program.url, timeout=60) as client:
        token = client.post("/api/sign-in", json={"name": "赵", "password": password}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def test_an_alert_changes_hands_ends_and_begins_again(
    tmp_path: Path, program: Program, home: Home, zhao: httpx.Client
) -> None:
    first = ensure_administrator(program.settings)
    assert first is not None
    cry = a_cry()
    card, path = f'.card[data-alert="{cry.id}"]', f"/api/alerts/{cry.id}"
    home.send(cry)
    home.expect_state(cry.id, "received")
    assert zhao.post(f"{path}/acknowledge").status_code == 200
    with chromium(tmp_path) as phone:
        phone.get(program.url)
        fill(phone, name="admin", password=first)
        until("the new password's page", lambda: phone.current_url.endswith("/password"))
        fill(phone, old=first, new=PASSWORD, again=PASSWORD)
        until("whose it is", reads(phone, card, "赵 已接"))
        assert not phone.find_elements("css selector", f"{card} .set_out")  # only who has it sets out
        tap(phone, f"{card} .take_over")
        until("the change of hands", reads(phone, card, "admin 已接"))
        again = zhao.post(f"{path}/take-over", json={"holder": "赵"})
        assert (again.status_code, again.json()["by"]) == (409, "admin")

        phone.get(f"{program.url}/alerts/{cry.id}")
        until("what happened", reads(phone, ".history", "赵 接了"))
        assert reads(phone, ".history", "admin 接手")()
        tap(phone, ".story .resolve")
        find(phone, ".closing .note textarea").send_keys("膝盖擦伤")
        tap(phone, ".closing .button.usual")
        until("the cause", lambda: bool(phone.find_element("css selector", ".closing textarea").get_attribute("value")))
        tap(phone, ".closing .confirm")
        until("the end", reads(phone, ".story", "备注：膝盖擦伤"))
        until("who closed it", reads(phone, ".history", "admin 结束了 · 已上门处理 · 膝盖擦伤"))

        until("the dialog to go", lambda: not phone.find_elements("css selector", ".closing"))
        tap(phone, ".story .reopen")
        find(phone, ".closing .cause textarea").send_keys("又摔了")
        tap(phone, ".closing .confirm")
        until("the new beginning", reads(phone, ".story", "还没有人接"))
        until("the reason", reads(phone, ".history", "重新打开 · 又摔了"))
        assert errors(phone) == []
    second = a_cry()
    home.send(second)
    home.expect_state(second.id, "joined")
    stale = zhao.post(f"{path}/resolve", json={"cause": "误报", "facts": 1})
    assert (stale.status_code, stale.json()["error"]) == (409, "Stale")
    assert zhao.post(f"{path}/reopen", json={"reason": "再看看"}).status_code == 409
    assert zhao.post(f"{path}/resolve", json={"cause": "误报", "facts": 2, "note": "x"}).json()["note"] == "x"
