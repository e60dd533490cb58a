"""What every button and light promises: wired ones on gpiozero's mock pins, and the page's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from hardware import gpio_hands
from hardware.gpio_hands import GpioButton, GpioLight, raspberry_pins
from hardware.page_hands import PageButton, PageLight
from hardware.ports import Button, DeviceError, Light, LightState

HOLD_S = 1.0  # a press without a hold is let go much sooner, on a busy machine too


class Finger:
    """A button and how to push it."""

    def __init__(self, button: Button, press: Callable[[], None], release: Callable[[], None]) -> None:
        self.button, self.press, self.release = button, press, release


@pytest.fixture
def pins() -> Iterator[Any]:
    factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()


@pytest.fixture(params=["gpio", "page"])
def finger(request: pytest.FixtureRequest, pins: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Finger]:
    if request.param == "page":
        page = PageButton(HOLD_S)
        yield Finger(page, page.press, page.release)
        return
    monkeypatch.setattr(gpio_hands, "BOUNCE_S", None)  # mock pins know no time
    wired = GpioButton(17, HOLD_S, pins)
    yield Finger(wired, pins.pin(17).drive_low, pins.pin(17).drive_high)
    wired.close()


class Felt:
    """What a button has told, with events to wait for."""

    def __init__(self, button: Button) -> None:
        self.loop = asyncio.get_running_loop()
        self.presses = self.holds = 0
        self.held = asyncio.Event()
        button.on_press(self._press)
        button.on_hold(self._hold)

    def _press(self) -> None:
        self.presses += 1

    def _hold(self) -> None:
        self.holds += 1
        self.loop.call_soon_threadsafe(self.held.set)


async def test_a_press_is_told_at_once(finger: Finger) -> None:
    felt = Felt(finger.button)
    finger.press()
    assert (felt.presses, felt.holds) == (1, 0)
    finger.release()


async def test_holding_is_told_after_its_time_and_once(finger: Finger) -> None:
    felt = Felt(finger.button)
    start = asyncio.get_running_loop().time()
    finger.press()
    await asyncio.wait_for(felt.held.wait(), 60)
    assert asyncio.get_running_loop().time() - start >= HOLD_S - 0.02
    finger.release()
    assert (felt.presses, felt.holds) == (1, 1)


async def test_a_short_press_is_no_hold_and_the_next_press_counts(finger: Finger) -> None:
    felt = Felt(finger.button)
    finger.press()
    finger.release()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(felt.held.wait(), HOLD_S * 2)
    finger.press()
    finger.release()
    assert (felt.presses, felt.holds) == (2, 0)


async def test_everybody_who_asked_is_told(finger: Finger) -> None:
    first, second = Felt(finger.button), Felt(finger.button)
    finger.press()
    finger.release()
    assert (first.presses, second.presses) == (1, 1)


async def test_a_page_that_repeats_its_press_is_one_press() -> None:
    button = PageButton(HOLD_S)
    felt = Felt(button)
    button.press()
    button.press()
    button.release()
    button.release()
    assert felt.presses == 1


@pytest.mark.parametrize("state", LightState)
def test_every_light_shows_every_state(state: LightState, pins: Any) -> None:
    wired, page = GpioLight(22, 27, 24, pins), PageLight()
    lights: tuple[Light, ...] = (wired, page)
    for light in lights:
        light.show(LightState.ALERT_SENT)
        light.show(state)
        light.show(state)
    assert page.state is state
    wired.close()


def test_alert_colours(pins: Any) -> None:
    light = GpioLight(22, 27, 24, pins)

    def colour() -> tuple[float, ...]:
        return tuple(pins.pin(pin).state for pin in (22, 27, 24))

    light.show(LightState.ALERT_ACCEPTED)
    assert colour() == (0, 1, 0)
    light.show(LightState.ALERT_TOLD)
    assert colour() == (1, 0, 0)
    light.show(LightState.LISTENING)
    assert colour() == (0, 0, 1)
    light.show(LightState.IDLE)
    assert colour() == (0, 0, 0)
    light.close()


async def test_a_sent_alert_blinks_red(pins: Any) -> None:
    light = GpioLight(22, 27, 24, pins)
    light.show(LightState.ALERT_SENT)
    seen: set[tuple[float, ...]] = set()
    async with asyncio.timeout(60):
        while seen != {(0, 0, 0), (1, 0, 0)}:
            seen.add(tuple(pins.pin(pin).state for pin in (22, 27, 24)))
            await asyncio.sleep(0.02)
    light.close()


def test_the_pages_light_tells_its_watchers_of_changes() -> None:
    light, seen = PageLight(), list[LightState]()
    end = light.watch(seen.append)
    for state in (LightState.IDLE, LightState.LISTENING, LightState.LISTENING, LightState.THINKING):
        light.show(state)
    end()
    light.show(LightState.ALERT_SENT)
    assert seen == [LightState.LISTENING, LightState.THINKING]


def test_a_pin_in_use_and_a_pin_that_is_none_are_told(pins: Any) -> None:
    button = GpioButton(17, HOLD_S, pins)
    with pytest.raises(DeviceError, match="pin 17"):
        GpioButton(17, HOLD_S, pins)
    with pytest.raises(DeviceError, match="light on pins 22, 99, 24"):
        GpioLight(22, 99, 24, pins)
    button.close()


def test_a_machine_without_pins_is_told() -> None:
    with pytest.raises(DeviceError, match=r"lgpio|pins"):
        raspberry_pins()
