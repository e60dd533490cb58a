"""A worker's phone: a real Chromium signs in, sees an alert arrive, accepts it and closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from messages.guided_check import CheckOutcome, CheckReport
from messages.payloads import Event, EventKind, Metric, Urgency
from station.commands import ensure_administrator
from tests.browser import chromium, errors, requested_urls
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.program import ADDRESS, Program
from tests.station.support import a_cancel, a_cry

pytestmark = [pytest.mark.browser, pytest.mark.broker]
PASSWORD = "a sentence of my own"


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


def fill(driver: Any, **fields: str) -> None:
    for name, words in fields.items():
        find(driver, f"[name={name}]").send_keys(words)
    driver.find_element("css selector", "button[type=submit]").click()


def find(driver: Any, css: str) -> Any:
    """The element, as soon as it is there."""
    until(css, lambda: bool(driver.find_elements("css selector", css)))
    return driver.find_element("css selector", css)


def tap(driver: Any, css: str) -> None:
    """Taps what may be drawn anew in this moment."""
    from selenium.common.exceptions import (
        ElementClickInterceptedException,
        NoSuchElementException,
        StaleElementReferenceException,
    )

    def tapped() -> bool:
        try:
            find(driver, css).click()
        except (ElementClickInterceptedException, NoSuchElementException, StaleElementReferenceException):
            return False
        return True

    until(f"a tap on {css}", tapped)


def text_of(driver: Any, css: str) -> str:
    """The element's text; empty when it is just being drawn anew."""
    from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException

    try:
        return str(find(driver, css).text)
    except (NoSuchElementException, StaleElementReferenceException):
        return ""


def attribute_of(driver: Any, css: str, name: str) -> str:
    """The element's attribute; empty when there is none, or it is just being drawn anew."""
    from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException

    try:
        return str(find(driver, css).get_attribute(name) or "")
    except (NoSuchElementException, StaleElementReferenceException):
        return ""


def reads(driver: Any, css: str, words: str) -> Callable[[], bool]:
    return lambda: words in text_of(driver, css)


def test_from_the_first_sign_in_to_a_closed_alert(tmp_path: Path, program: Program, home: Home) -> None:
    first = ensure_administrator(program.settings)
    assert first is not None
    with chromium(tmp_path) as phone:
        phone.get(program.url)
        fill(phone, name="admin", password="wrong")
        until("the refusal", reads(phone, ".error", "不对"))
        assert all("401" in complaint for complaint in errors(phone))
        fill(phone, name="admin", password=first)
        until("the new password's page", lambda: phone.current_url.endswith("/password"))
        fill(phone, old=first, new=PASSWORD, again=PASSWORD)
        until("the empty list", reads(phone, ".nothing", "现在没有告警"))

        cry = a_cry(said="救命，我摔倒了")
        card = f'.card[data-alert="{cry.id}"]'
        home.send(cry)
        home.expect_state(cry.id, "received")
        for words in ("紧急", "呼救", "王秀英", ADDRESS, "救命，我摔倒了", "还没有人接", "13800000001"):
            until(f"{words} on the card", reads(phone, card, words))
        until("a number to ring", lambda: attribute_of(phone, f"{card} .ring", "href") == "tel:13800000001")

        tap(phone, f"{card} .acknowledge")
        home.expect_state(cry.id, "acknowledged")
        until("the acceptance", reads(phone, card, "admin 已接"))

        tap(phone, f"{card} .resolve")
        find(phone, ".closing")
        # A new alert comes in while he writes: what he wrote stays.
        other = a_cry(resident=None, urgency=Urgency.ATTENTION)
        home.send(other)
        find(phone, f'.card[data-alert="{other.id}"]')
        tap(phone, ".closing .button.usual")
        until("the cause", lambda: attribute_of(phone, ".closing textarea", "value") != "")
        tap(phone, ".closing .confirm")
        assert "已上门处理" in home.expect_state(cry.id, "resolved").payload.decode()
        until("the card to go", lambda: not phone.find_elements("css selector", card))

        home.send(a_cancel(other.id))
        until("her word", reads(phone, f'.card[data-alert="{other.id}"]', "本人说没事"))
        assert errors(phone) == []
        hosts = {
            urlsplit(url).netloc for url in requested_urls(phone) if urlsplit(url).scheme in {"http", "https", "ws"}
        }
        assert hosts == {f"127.0.0.1:{program.port}"}


def test_languages_history_and_people(tmp_path: Path, program: Program, home: Home) -> None:
    first = ensure_administrator(program.settings)
    assert first is not None
    hostile = "<img src=x onerror=document.title='hit'>"
    cry = a_cry(said=hostile)
    check = CheckReport(CheckOutcome.CRY, 90, {Metric.SYSTOLIC: (138,), Metric.DIASTOLIC: (85,)})
    kind, detail = EventKind.GUIDED_CHECK, check.detail()
    home.send(Event(home="home-1", resident="wang", device="speaker-1", at=cry.at, kind=kind, detail=detail))
    home.send(cry)
    home.expect_state(cry.id, "received")
    with chromium(tmp_path) as phone:
        phone.get(program.url)
        fill(phone, name="admin", password=first)
        until("the new password's page", lambda: phone.current_url.endswith("/password"))
        fill(phone, old=first, new=PASSWORD, again=PASSWORD)
        until("what was said, as text", reads(phone, ".fact", hostile))
        phone.get(f"{program.url}/language/en?back=/")
        until("English", reads(phone, ".card", "Nobody has accepted"))
        phone.get(f"{program.url}/history")
        until("the history", reads(phone, ".panel", "Cry for help"))
        phone.get(f"{program.url}/residents/home-1/wang")
        until("the resident", reads(phone, ".page", "Nothing was measured"))
        until("her check", reads(phone, ".page", "blood pressure 138/85 · help was called for"))
        phone.get(f"{program.url}/people")
        find(phone, ".new-name input").send_keys("李护士")
        tap(phone, ".people-form .add")
        until("the first password", reads(phone, ".once", "李护士"))
        until("the new account in the list", reads(phone, ".panel", "李护士"))
        phone.get(program.url)
        tap(phone, "header form button")
        until("the sign-in", lambda: phone.current_url.endswith("/login"))
        assert phone.title != "hit"
        assert errors(phone) == []
