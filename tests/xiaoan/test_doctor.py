"""Each check on a machine that is well and on one that is not."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from config.elder_watch import ElderWatchSettings, WatchEntry
from config.phrases import load_phrases
from config.settings import (
    BridgeSettings,
    BrokerSettings,
    Contact,
    DialogueSettings,
    HearingSettings,
    HomeSettings,
    MediaSettings,
    PageSettings,
    Resident,
    SecondPathSettings,
    Settings,
    SpeakerSettings,
    StationSettings,
    VoiceSettings,
)
from tests.hardware.pty_modem import Manners, PtyModem
from tests.ports import free_port
from xiaoan.doctor import hearing, machine, network, programs, second_path, watches
from xiaoan.doctor.examine import CHECKS, serves
from xiaoan.doctor.finding import Check, Finding, State, printed

PHRASES = load_phrases("en")


def settings_with(data: Path, first_port: int = 1, own: bool = True, **speaker: object) -> Settings:
    """Ports from `first_port` on."""
    return Settings(
        data=data,
        broker=BrokerSettings(own=own, port=first_port),
        station=StationSettings(page=PageSettings(port=first_port + 1)),
        speaker=SpeakerSettings(
            page=PageSettings(port=first_port + 2),
            dialogue=DialogueSettings(rasa_port=first_port + 3, actions_port=first_port + 4),
            **speaker,
        ),
    )


def free_run(count: int = 5) -> int:
    """The first of so many free ports in a row."""
    while True:
        first = free_port()
        try:
            for port in range(first, first + count):
                with socket.create_server(("127.0.0.1", port)):
                    pass
        except (OSError, OverflowError):
            continue
        return first


def test_the_tools_of_this_environment_are_found(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    for check in (programs.python, programs.espeak, programs.portaudio, programs.mpv, programs.mosquitto):
        found = check(settings, PHRASES)
        assert found.state is State.OK, found
        assert found.mend == ""


@pytest.mark.parametrize(
    ("check", "state"),
    [(programs.espeak, State.FAILED), (programs.rasa_environment, State.FAILED), (programs.rasa_model, State.FAILED)],
)
def test_what_is_not_there_is_told_with_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Check, state: State
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "INTENTS", tmp_path)
    found = check(settings_with(tmp_path), PHRASES)
    assert found.state is state
    assert found.mend


def test_a_rasa_environment_that_does_not_run_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter = tmp_path / ".venv" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text("#!/bin/sh\necho 'Illegal instruction' >&2\nexit 132\n")
    interpreter.chmod(0o755)
    monkeypatch.setattr(programs, "INTENTS", tmp_path)
    found = programs.rasa_environment(settings_with(tmp_path), PHRASES)
    assert found.state is State.FAILED
    assert "Illegal instruction" in found.found


def test_the_builtin_speech_model_is_said_plainly_to_be_a_demonstration(tmp_path: Path) -> None:
    found = hearing.speech_model(settings_with(tmp_path), PHRASES)
    assert found.state is State.WARNING
    assert "demonstration" in found.found


def test_a_speech_model_that_is_not_there_fails(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, hearing=HearingSettings(model="vosk-model-small-cn-0.22"))
    found = hearing.speech_model(settings, PHRASES)
    assert found.state is State.FAILED
    assert "xiaoan models fetch" in found.mend


def test_no_sound_card_is_fine_when_none_is_wanted(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, hearing=HearingSettings(microphone="none"), voice=VoiceSettings(output="none"))
    assert hearing.sound_card(settings, PHRASES).state is State.OK


def test_ports_free_and_taken(tmp_path: Path) -> None:
    first = free_run()
    settings = settings_with(tmp_path, first)
    assert network.ports(settings, PHRASES).state is State.OK
    with socket.create_server(("127.0.0.1", first + 2)):
        found = network.ports(settings, PHRASES)
    assert found.state is State.FAILED
    assert str(first + 2) in found.found
    assert "speaker.page.port" in found.found


def test_broker_reachable_unreachable_and_not_yet_started(tmp_path: Path) -> None:
    first = free_run(1)
    assert network.broker(settings_with(tmp_path, first), PHRASES).state is State.OK
    assert network.broker(settings_with(tmp_path, first, own=False), PHRASES).state is State.FAILED
    with socket.create_server(("127.0.0.1", first)):
        assert network.broker(settings_with(tmp_path, first, own=False), PHRASES).state is State.OK


def with_watches(data: Path, **changes: object) -> Settings:
    """One watch, on a free port."""
    watch = WatchEntry(name="watch-1", number="1234567890", resident="wang")
    own = ElderWatchSettings.model_validate({"enabled": True, "port": free_port(), "watches": (watch,), **changes})
    return Settings(data=data, bridge=BridgeSettings(elder_watch=own))


@pytest.mark.parametrize(
    ("changes", "state", "part"),
    [
        ({"enabled": False}, State.OK, "not switched on"),
        ({}, State.OK, "1 listed"),
        ({"watches": ()}, State.WARNING, "no watch"),
        ({"host": "0.0.0.0"}, State.WARNING, "beyond loopback"),
        ({"watches": (WatchEntry(name="w", number="1", resident="nobody"),)}, State.WARNING, "nobody"),
    ],
)
def test_the_port_of_the_watches(tmp_path: Path, changes: dict[str, object], state: State, part: str) -> None:
    found = watches.watches(with_watches(tmp_path, **changes), PHRASES)
    assert (found.state, part in found.found) == (state, True), found


def test_a_port_of_the_watches_that_another_program_has(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = watches.watches(with_watches(tmp_path, port=server.getsockname()[1]), PHRASES)
    assert (found.state, "is taken" in found.found) == (State.WARNING, True)


def test_data_folder(tmp_path: Path) -> None:
    good = machine.data_folder(settings_with(tmp_path / "not" / "yet"), PHRASES)
    assert good.state is State.OK
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("")
    bad = machine.data_folder(settings_with(tmp_path / "file"), PHRASES)
    assert bad.state is State.FAILED


@pytest.mark.parametrize(("free", "state"), [(1e8, State.FAILED), (1e9, State.WARNING), (5e9, State.OK)])
def test_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, state: State) -> None:
    class Usage:
        def __init__(self) -> None:
            self.free = free

    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Usage())
    assert machine.disk(settings_with(tmp_path), PHRASES).state is state


def test_music_folder(tmp_path: Path) -> None:
    assert machine.media(settings_with(tmp_path), PHRASES).state is State.OK
    mine = settings_with(tmp_path, media=MediaSettings(folder=tmp_path / "music"))
    assert machine.media(mine, PHRASES).state is State.WARNING
    (tmp_path / "music").mkdir()
    assert machine.media(mine, PHRASES).state is State.WARNING
    (tmp_path / "music" / "a.FLAC").write_bytes(b"")
    found = machine.media(mine, PHRASES)
    assert found.state is State.OK
    assert found.found.startswith("1 ")


def test_clock_tells_the_time_of_the_home(tmp_path: Path) -> None:
    found = machine.clock(settings_with(tmp_path), PHRASES)
    assert found.state in (State.OK, State.WARNING)
    assert "CST" in found.found


def test_the_speaker_serves_only_when_nothing_failed() -> None:
    fine, note, bad = (Finding("x", state, "") for state in State)
    assert serves([fine, note])
    assert not serves([fine, bad, note])


def told_by(data: Path, modem: str = "", contact: str = "json://127.0.0.1:9") -> Settings:
    people = (Contact(name="李梅", called=("女儿",), phone="138", notify_url=contact),)
    home = HomeSettings(residents=(Resident(id="wang", name="王秀英", contacts=people),))
    return settings_with(data, second_path=SecondPathSettings(modem=modem)).model_copy(update={"home": home})


@pytest.mark.parametrize(
    ("contact", "part"), [("", "nobody"), ("no-such-service://x", "女儿"), ("json://127.0.0.1:9", "internet line")]
)
def test_a_second_path_without_a_modem_says_what_it_cannot(tmp_path: Path, contact: str, part: str) -> None:
    found = second_path.second_path(told_by(tmp_path, contact=contact), PHRASES)
    assert found.state is State.WARNING
    assert part in found.found


@pytest.mark.parametrize(
    ("manners", "state", "part"),
    [
        (Manners(), State.OK, "68 %"),
        (Manners(signal="99,99"), State.OK, "? %"),
        (Manners(registration="0,2"), State.WARNING, "no mobile network"),
        (Manners(pin="1234"), State.WARNING, "SIM"),
        (Manners(refusals={"AT+CREG": "ERROR", "AT+CMEE": "ERROR"}), State.WARNING, "cannot be used"),
    ],
)
def test_a_modem_is_asked_how_it_stands(tmp_path: Path, manners: Manners, state: State, part: str) -> None:
    with PtyModem(manners) as modem:
        found = second_path.second_path(told_by(tmp_path, modem.path), PHRASES)
    assert found.state is state
    assert part in found.found


def test_a_modem_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = second_path.second_path(told_by(tmp_path, "/dev/no-such-modem"), PHRASES)
    assert found.state is State.WARNING
    assert "plugged in" in found.found


def test_every_check_has_its_own_words() -> None:
    for language in ("zh", "en"):
        phrases = load_phrases(language)
        names = {key.split(".")[0] for key in phrases.under("xiaoan.doctor") if key.endswith(".name")}
        assert len(names) == len(CHECKS)


def test_a_program_that_hangs_is_not_waited_for() -> None:
    assert printed(["sleep", "60"], timeout_s=0.1) == ("", "no answer within 0 s")
    assert json.loads(printed(["echo", "[1]"])[0]) == [1]
