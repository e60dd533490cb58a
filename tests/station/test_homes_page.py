"""The administrator at a real Chromium: a code for a new speaker, an end to a lost one, an account switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from messages.enrolment import ENROL_PATH, parse_code
from station.commands import add_user, init_broker
from tests.browser import chromium, errors, tap
from tests.ports import free_port
from tests.station.homeward import until
from tests.station.program import Program
from tests.station.test_browser import fill, find

pytestmark = pytest.mark.browser


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    running = Program(tmp_path / "station", free_port())
    init_broker(running.settings, ["127.0.0.1"], "127.0.0.1", free_port(), serve_page=False)
    with running:
        yield running


def test_a_code_is_made_used_and_ended_and_an_account_switched_off(program: Program, tmp_path: Path) -> None:
    passwords = {name: add_user(program.settings, name, name) for name in ("administrator", "worker")}
    with chromium(tmp_path / "profile") as driver, httpx.Client(base_url=program.url, timeout=60) as other:
        driver.get(f"{program.url}/login")
        fill(driver, name="administrator", password=passwords["administrator"])
        find(driver, ".top")
        driver.get(f"{program.url}/homes")
        find(driver, ".code-home input").send_keys("home-12")
        tap(driver, ".make-code")
        until("the code", lambda: "：" in find(driver, ".once").text, 20)
        code = parse_code(find(driver, ".once").text.rpartition("：")[2])
        assert code is not None
        wanted = {"secret": code.secret, "devices": [{"name": "speaker-1", "program": "speaker"}]}
        answer = other.post(ENROL_PATH, json=wanted)
        assert answer.json()["home"] == "home-12"
        driver.get(f"{program.url}/homes")
        assert "home-12 · speaker-1" in find(driver, ".devices").text
        tap(driver, ".revoke")
        until("the end of it", lambda: "已作废" in find(driver, ".devices").text, 20)
        assert other.post(ENROL_PATH, json=wanted).status_code == 403

        other.post("/login", data={"name": "worker", "password": passwords["worker"]})
        assert other.get("/history").status_code == 200
        driver.get(f"{program.url}/people")
        tap(driver, ".active")
        until("the worker's sign-out", lambda: other.get("/history").status_code == 303, 20)
        assert errors(driver) == []
