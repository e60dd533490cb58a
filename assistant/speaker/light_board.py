"""Decides what the light shows."""

from __future__ import annotations

from hardware.ports import Light, LightState


class LightBoard:
    """An open alert wins over the turn: a person who has fallen looks at the light for that alone."""

    def __init__(self, light: Light) -> None:
        self._light = light
        self._turn = LightState.IDLE
        self._alert: LightState | None = None
        light.show(LightState.IDLE)

    @property
    def state(self) -> LightState:
        return self._alert or self._turn

    def turn(self, state: LightState) -> None:
        """What the turn is at: idle, listening or thinking."""
        self._turn = state
        self._light.show(self.state)

    def alert(self, state: LightState | None) -> None:
        """The open alert's light, or None when no alert is open."""
        self._alert = state
        self._light.show(self.state)
