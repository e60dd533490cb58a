"""Sounds and files for the devices' tests."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator

import numpy as np
import pytest

from hardware import sounddevice_loudspeaker, sounddevice_microphone
from hardware.ports import Sound
from tests.pulse import PrivatePulse, pulse_or_skip


@pytest.fixture(autouse=True)
def _patience_with_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card of a busy machine is slow, and not gone."""
    monkeypatch.setattr(sounddevice_loudspeaker, "STALLED_AFTER_S", 60.0)
    monkeypatch.setattr(sounddevice_microphone, "SILENT_DEVICE_S", 60.0)


def tone(seconds: float, hz: float = 440.0, rate_hz: int = 16_000, amplitude: float = 12_000.0) -> Sound:
    """A sine."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return Sound((np.sin(2 * np.pi * hz * t) * amplitude).astype(np.int16), rate_hz)


@pytest.fixture(scope="session")
def pulse() -> Iterator[PrivatePulse]:
    """A private PulseAudio that this process's PortAudio and libmpv use, too."""
    before = {name: os.environ.get(name) for name in ("PULSE_SERVER", "PULSE_COOKIE")}
    with pulse_or_skip() as running:
        os.environ.update(running.environment)
        restart_portaudio()
        yield running
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)
    restart_portaudio()


def restart_portaudio() -> None:
    """PortAudio looks for devices only when it is initialized."""
    sounddevice = importlib.import_module("sounddevice")
    sounddevice._terminate()
    sounddevice._initialize()
