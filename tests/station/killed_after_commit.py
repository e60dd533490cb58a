"""A station that dies by SIGKILL between COMMIT and PUBACK of its first message. Run by a test as a program."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from config.load import load_settings
from config.settings import HomeSettings
from station.ingest.arrived import Arrived
from station.ingest.intake import Intake
from station.wiring.database import open_migrated
from tests.station.support import Rig, Session


class DyingTaker:
    """Commits, and never returns."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def take_all(self, messages: Sequence[Arrived]) -> None:
        self._intake.take_all(messages)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    settings = load_settings(Path(sys.argv[1]))
    rig = Rig(open_migrated(settings), HomeSettings())
    with Session(rig, settings, settings.broker, DyingTaker(rig.intake)):
        threading.Event().wait(300)
