"""A worker's phone: a real Chromium signs in, sees an alert arrive, accepts it and closes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from messages.guided_check import CheckOutcome, CheckReport
from messages.payloads import (
    Event,
    EventKind,
    Metric,
    PartOfDay,
    Readings,
    Sample,
    Status,
    Urgency,
    Usual,
    UsualRange,
)
from station.commands import add_user, ensure_administrator
from tests.browser import PHONE, chromium, errors, requested_urls, tap
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
    tap(driver, "button[type=submit]")


def find(driver: Any, css: str) -> Any:
    """The element, as soon as it is there."""
    until(css, lambda: bool(driver.find_elements("css selector", css)))
    return driver.find_element("css selector", css)


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


def write(driver: Any, css: str, words: str) -> None:
    """Over what stands in the field."""
    from selenium.webdriver.common.keys import Keys

    field = find(driver, css)
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(words)


def opened(driver: Any, url: str, css: str) -> bool:
    """Whether a page opened anew shows the element."""
    driver.get(url)
    return bool(driver.find_elements("css selector", css))


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


def test_a_supervisor_s_pages_lines_and_readings(tmp_path: Path, program: Program, home: Home) -> None:
    """The charts with what is usual, the lines of a resident changed, answer times, a home set to nobody there."""
    password = add_user(program.settings, "王主管", "supervisor")
    now = datetime.now(UTC)
    pulses = tuple(Sample(at=now - timedelta(minutes=10 * n), value=70 + n % 7) for n in range(60, 0, -1))
    home.send(Readings(home="home-1", resident="wang", device="b-1", at=now, metric=Metric.HEART_RATE, samples=pulses))
    ranges = tuple(UsualRange(metric=Metric.HEART_RATE, part=part, low=61, high=79, days=9) for part in PartOfDay)
    home.send(Usual(home="home-1", resident="wang", device="b-1", at=now, ranges=ranges))
    home.send(Status(home="home-1", device="speaker-1", at=now, program="speaker", online=True))
    cry = a_cry()
    home.send(cry)
    home.expect_state(cry.id, "received")
    with chromium(tmp_path) as phone:
        phone.get(program.url)
        fill(phone, name="王主管", password=password)
        tap(phone, f'.card[data-alert="{cry.id}"] .acknowledge')
        home.expect_state(cry.id, "acknowledged")

        phone.get(f"{program.url}/thresholds/home-1/wang")
        until("the usual line", lambda: attribute_of(phone, ".heart_rate .ask_high input", "value") == "111")
        write(phone, ".heart_rate .ask_high input", "150")
        tap(phone, ".save-lines .save")
        until("the refusal", reads(phone, ".q-notification", "从低到高"))
        write(phone, ".heart_rate .ask_high input", "100")
        tap(phone, ".save-lines .save")
        until("that it is saved", reads(phone, "body", "已保存"))
        phone.get(f"{program.url}/thresholds")
        until("that her lines differ", reads(phone, ".lines-of-people", "王主管 于"))

        until("the chart", lambda: opened(phone, f"{program.url}/residents/home-1/wang", ".chart.heart_rate"))
        until("the chart's line", reads(phone, ".chart.heart_rate", "关注 100"))
        until("the usual in words", reads(phone, ".usual-range", "白天 61–79"))
        assert phone.find_elements("css selector", '.chart.heart_rate path[stroke="#0a6b2f"]'), "the shade"
        tap(phone, ".watch .pause")
        until("that nobody is there", reads(phone, ".watch", "王主管"))
        phone.get(f"{program.url}/supervision")
        until("how soon it was answered", reads(phone, ".answers", "60 秒内：1/1"))
        until("the home that is not watched", reads(phone, ".homes-watched", "王主管"))
        until("its self-test", reads(phone, ".homes-watched", "还没有走通的自检"))
        phone.get(f"{program.url}/residents/home-1/wang")
        tap(phone, ".watch .switch.watch")
        until("that it is watched again", lambda: "王主管" not in text_of(phone, ".panel.watch"))
        assert phone.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]
        assert errors(phone) == []
