"""A station that dies by SIGKILL between COMMIT and PUBACK of its first message. Run by a test as a program."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from config.load import load_settings
from config.settings import HomeSettings
from station.app import open_migrated
from station.ingest.intake import Intake
from tests.station.support import Rig, Session


class DyingTaker:
    """Commits, and never returns."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def take(self, topic: str, body: bytes) -> None:
        self._intake.take(topic, body)
        os.kill(os.getpid(), signal.SIGKILL)

    def ready(self) -> bool:
        return self._intake.ready()


if __name__ == "__main__":
    settings = load_settings(Path(sys.argv[1]))
    rig = Rig(open_migrated(settings), HomeSettings())
    with Session(rig, settings, settings.broker, DyingTaker(rig.intake)):
        threading.Event().wait(300)
