"""The roster on a supervisor's telephone: nobody is on duty, a shift is added, and somebody is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from station.commands import add_user
from tests.browser import chromium, errors, tap
from tests.mosquitto import Mosquitto
from tests.station.homeward import until
from tests.station.program import Program

OPTION = "//div[contains(@class,'q-menu')]//*[normalize-space(text())='{}']"
ESCAPE = "\ue00c"  # WebDriver's code of the key

pytestmark = [pytest.mark.browser, pytest.mark.broker]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    broker = Mosquitto(tmp_path / "broker")  # not started: the roster needs none
    with Program(tmp_path / "station", broker.settings.port) as running:
        yield running


def test_a_supervisor_adds_a_shift_and_a_worker_may_not(tmp_path: Path, program: Program) -> None:
    password = add_user(program.settings, "钱主管", "supervisor")
    worker = add_user(program.settings, "李护士", "worker")
    with httpx.Client(base_url=program.url, timeout=60) as client:
        client.post("/login", data={"name": "李护士", "password": worker})
        assert client.get("/roster").headers["location"] == "/"
    with chromium(tmp_path) as phone:
        phone.get(program.url)
        phone.find_element("name", "name").send_keys("钱主管")
        phone.find_element("name", "password").send_keys(password)
        tap(phone, "button[type=submit]")
        until("the live list", lambda: bool(phone.find_elements("css selector", ".nothing")))
        phone.get(f"{program.url}/roster")
        until("the warning", lambda: "没有人值班" in body(phone))
        assert phone.execute_script("return document.documentElement.scrollWidth") <= 390
        choose(phone, ".shift-person", ["李护士"])
        choose(phone, ".shift-days", ["周一", "周二", "周三", "周四", "周五", "周六", "周日"])
        for field in phone.find_elements("css selector", "input[type=time]"):
            phone.execute_script(
                "arguments[0].value = '00:00'; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", field
            )
        tap(phone, ".add-shift")
        until("who is on duty", lambda: "现在值班：李护士" in body(phone))
        assert body(phone).count("00:00–00:00") == 7
        tap(phone, ".shifts .strike")
        until("one line less", lambda: body(phone).count("00:00–00:00") == 6)
        assert errors(phone) == []


def body(driver: Any) -> str:
    return str(driver.execute_script("return document.body.innerText"))


def choose(driver: Any, css: str, options: list[str]) -> None:
    """Opens a list, taps what stands in it one by one, each seen to be chosen, and closes it."""
    tap(driver, css)
    for words in options:
        tap(driver, OPTION.format(words), "xpath")
        until(f"{words} in the field", partial(_stands_in, driver, css, words))
    driver.find_element("tag name", "body").send_keys(ESCAPE)
    until("the list to be gone", lambda: not driver.find_elements("css selector", ".q-menu"))


def _stands_in(driver: Any, css: str, words: str) -> bool:
    shown = driver.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", css)
    return words in str(shown)
