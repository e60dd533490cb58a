"""Echo cancellation on a real PulseAudio: turned on once, and the default ones are played and heard."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.phrases import load_phrases
from config.settings import HearingSettings, Settings, SpeakerSettings
from tests.pulse import PrivatePulse, pulse_or_skip
from xiaoan.doctor.finding import State
from xiaoan.doctor.hearing import ECHO_FREE, echo_cancellation

pytestmark = pytest.mark.sound
SCRIPT = Path(__file__).resolve().parents[2] / "deploy/echo-cancel.sh"
PHRASES = load_phrases("en")


@pytest.fixture(scope="module")
def pulse() -> Iterator[PrivatePulse]:
    with pulse_or_skip() as running:
        yield running


def turn_on(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SCRIPT)], env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120
    )


def pactl(pulse: PrivatePulse, *words: str) -> str:
    return subprocess.run(
        ["pactl", *words], env={**os.environ, **pulse.environment}, capture_output=True, text=True, check=True,
        timeout=60,
    ).stdout.strip()  # fmt: skip


def test_turned_on_twice_it_stands_once(pulse: PrivatePulse, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in pulse.environment.items():
        monkeypatch.setenv(name, value)
    assert echo_cancellation(Settings(), PHRASES).state is State.WARNING
    for _ in range(2):
        done = turn_on(pulse.environment)
        assert done.returncode == 0, done.stdout + done.stderr
    assert pactl(pulse, "get-default-source") == ECHO_FREE
    assert pactl(pulse, "get-default-sink") == "xiaoan_loudspeaker"
    assert pactl(pulse, "list", "short", "modules").count("module-echo-cancel") == 1
    assert echo_cancellation(Settings(), PHRASES).state is State.OK


def test_without_a_sound_server_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path / 'none'}"}
    assert turn_on(nowhere).returncode == 3
    monkeypatch.setenv("PULSE_SERVER", nowhere["PULSE_SERVER"])
    assert echo_cancellation(Settings(), PHRASES).state is State.OK


def test_without_a_microphone_there_is_nothing_to_cancel() -> None:
    settings = Settings(speaker=SpeakerSettings(hearing=HearingSettings(microphone="none")))
    assert echo_cancellation(settings, PHRASES).found == PHRASES("xiaoan.doctor.echo_cancellation.unneeded")
