"""What the speaker says when it cannot start."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import app
from config.settings import DialogueSettings, HomeSettings, PageSettings, Resident, Settings, SpeakerSettings
from hardware.ports import DeviceError
from xiaoan.listening import free_ports


def test_a_device_that_was_asked_for_and_is_missing_is_a_message_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise DeviceError("lgpio is not installed")

    monkeypatch.setattr(app, "open_devices", missing)
    monkeypatch.setattr("structlog.configure", lambda **_: None)  # other tests keep their own logging
    ports = free_ports(("page", "actions"))
    dialogue = DialogueSettings(actions_port=ports["actions"])
    speaker = SpeakerSettings(page=PageSettings(port=ports["page"]), dialogue=dialogue)
    home = HomeSettings(residents=(Resident(id="wang", name="王奶奶"),))
    with pytest.raises(SystemExit) as ended:
        app.run(Settings(data=tmp_path, home=home, speaker=speaker))
    assert ended.value.code == "lgpio is not installed"
