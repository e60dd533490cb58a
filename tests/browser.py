"""A real headless Chromium for the tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PHONE = (390, 844)
_TAP_WITHIN_S = 90.0
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@contextmanager
def chromium(
    folder: Path, size: tuple[int, int] = PHONE, flags: Sequence[str] = (), language: str = "zh-CN"
) -> Iterator[Any]:
    """A selenium driver with a fresh profile below `folder`, showing a page of `size` points. Nothing is downloaded."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = _program("chromium")
    for flag in (*FLAGS, f"--user-data-dir={folder / 'chromium'}", f"--lang={language}", *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(_program("chromedriver")))
    try:
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": width < 600}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        yield driver
    finally:
        driver.quit()


def tap(driver: Any, what: str, by: str = "css selector") -> None:
    """Taps the element as a person does: once it is there, drawn and not covered; redrawing is waited out."""
    from selenium.common.exceptions import (
        ElementClickInterceptedException,
        ElementNotInteractableException,
        NoSuchElementException,
        StaleElementReferenceException,
        TimeoutException,
    )
    from selenium.webdriver.support.wait import WebDriverWait

    def tapped(page: Any) -> bool:
        page.find_element(by, what).click()
        return True

    not_yet = (
        ElementClickInterceptedException,
        ElementNotInteractableException,
        NoSuchElementException,
        StaleElementReferenceException,
    )
    try:
        WebDriverWait(driver, _TAP_WITHIN_S, poll_frequency=0.05, ignored_exceptions=not_yet).until(tapped)
    except TimeoutException as error:
        raise AssertionError(f"waited {_TAP_WITHIN_S:.0f} s to tap {what}") from error


def requested_urls(driver: Any) -> list[str]:
    """Every address the page has asked for since the last call."""
    import json

    found = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(str(message["params"]["request"]["url"]))
        if message["method"] == "Network.webSocketCreated":
            found.append(str(message["params"]["url"]))
    return found


def errors(driver: Any) -> list[str]:
    """What the page complained of in its console."""
    return [str(entry["message"]) for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is missing, and these tests need it: sudo apt-get install chromium chromium-driver")
    return found
