"""The home page's button and light, in place of wired ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hardware.ports import LightState


class PageButton:
    """Button that somebody presses on a page. `press` and `release` are called from the event loop."""

    def __init__(self, hold_s: float) -> None:
        self._hold_s = hold_s
        self._pressed: list[Callable[[], None]] = []
        self._held: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None

    def on_press(self, pressed: Callable[[], None]) -> None:
        self._pressed.append(pressed)

    def on_hold(self, held: Callable[[], None]) -> None:
        self._held.append(held)

    def press(self) -> None:
        """A second press without a release counts as the same one."""
        if self._timer is not None:
            return
        self._timer = asyncio.get_running_loop().call_later(self._hold_s, self._call, self._held)
        self._call(self._pressed)

    def release(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _call(self, callbacks: list[Callable[[], None]]) -> None:
        for callback in callbacks:
            callback()


class PageLight:
    """Light that a page shows."""

    def __init__(self) -> None:
        self._state = LightState.IDLE
        self._watchers: list[Callable[[LightState], None]] = []

    @property
    def state(self) -> LightState:
        return self._state

    def show(self, state: LightState) -> None:
        if state is self._state:
            return
        self._state = state
        for watcher in tuple(self._watchers):
            watcher(state)

    def watch(self, changed: Callable[[LightState], None]) -> Callable[[], None]:
        """Calls `changed` with every new state. The answer ends that."""
        self._watchers.append(changed)
        return lambda: self._watchers.remove(changed)
