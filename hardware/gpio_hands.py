"""A wired button and an RGB light on a Raspberry Pi's pins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hardware.ports import DeviceError, LightState

BOUNCE_S = 0.02
BLINK_S = 0.5
_COLOURS = {
    LightState.IDLE: (0.0, 0.0, 0.0),
    LightState.LISTENING: (0.0, 0.0, 1.0),
    LightState.THINKING: (0.0, 0.0, 1.0),
    LightState.ALERT_SENT: (1.0, 0.0, 0.0),
    LightState.ALERT_TOLD: (1.0, 0.0, 0.0),
    LightState.ALERT_ACCEPTED: (0.0, 1.0, 0.0),
}
_BLINKING = frozenset({LightState.THINKING, LightState.ALERT_SENT})


def raspberry_pins() -> Any:
    """The pins of this Raspberry Pi through lgpio. Raises DeviceError."""
    with _gpio_errors("pins"):
        try:
            from gpiozero.pins.lgpio import LGPIOFactory
        except ImportError as error:
            raise DeviceError("lgpio is not installed (on a Raspberry Pi: pip install lgpio).") from error
        return LGPIOFactory()


class GpioButton:
    """Button between a pin and ground. Callbacks come from gpiozero's thread."""

    def __init__(self, pin: int, hold_s: float, pins: Any) -> None:
        """`pins` is a gpiozero pin factory. Raises DeviceError."""
        with _gpio_errors(f"button on pin {pin}"):
            from gpiozero import Button

            self._button = Button(pin, hold_time=hold_s, bounce_time=BOUNCE_S, pin_factory=pins)
        self._pressed: list[Callable[[], None]] = []
        self._held: list[Callable[[], None]] = []
        self._button.when_pressed = lambda: [pressed() for pressed in self._pressed]
        self._button.when_held = lambda: [held() for held in self._held]

    def on_press(self, pressed: Callable[[], None]) -> None:
        self._pressed.append(pressed)

    def on_hold(self, held: Callable[[], None]) -> None:
        self._held.append(held)

    def close(self) -> None:
        """Lets the pin go."""
        self._button.close()


class GpioLight:
    """Light of three LEDs: blue listens, blinking blue thinks, blinking red calls, red has told somebody,
    green is accepted."""

    def __init__(self, red: int, green: int, blue: int, pins: Any) -> None:
        """Raises DeviceError."""
        with _gpio_errors(f"light on pins {red}, {green}, {blue}"):
            from gpiozero import RGBLED

            self._led = RGBLED(red, green, blue, pin_factory=pins)

    def show(self, state: LightState) -> None:
        colour = _COLOURS[state]
        if state in _BLINKING:
            self._led.blink(on_time=BLINK_S, off_time=BLINK_S, on_color=colour)
        else:
            self._led.color = colour

    def close(self) -> None:
        """Lets the pins go."""
        self._led.close()


@contextmanager
def _gpio_errors(what: str) -> Iterator[None]:
    from gpiozero.exc import GPIOZeroError

    try:
        yield
    except (GPIOZeroError, OSError) as error:
        raise DeviceError(f"{what}: {error or type(error).__name__}") from error
