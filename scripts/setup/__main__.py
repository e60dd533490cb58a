"""Sets a fresh machine up: `python3 scripts/setup run|test|train|lock`. Standard library only, Python 3.9 or later.

run: what `xiaoan up` needs; test: what the tests need as well; train: what makes the recognizer model;
lock: pins the requirements anew.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path

import environments
import lock
import sound
from say import SetupError, fail, line
from system import TO_RUN, TO_TEST, TO_TRAIN, install_packages

ROOT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> int:
    """0 done; 2 something must be mended first; 130 interrupted."""
    if words not in (["run"], ["test"], ["train"], ["lock"]):
        print(__doc__, file=sys.stderr)
        return 2
    os.chdir(ROOT)
    before = time.monotonic()
    try:
        with Path(".setup.lock").open("w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)
            work(words[0])
    except SetupError as error:
        fail(error)
        return 2
    except KeyboardInterrupt:
        fail(SetupError("interrupted; the next run goes on from here"))
        return 130
    line(f"ready after {time.monotonic() - before:.1f} s")
    return 0


def work(what: str) -> None:
    """The steps in their order; each is skipped when it is current."""
    if what == "lock":
        lock.lock()
        return
    install_packages(TO_RUN + {"run": (), "test": TO_TEST + TO_TRAIN, "train": TO_TRAIN}[what])
    environments.ours("dev" if what == "test" else "runtime")
    if what == "train":
        environments.training()
        return
    environments.rasa()
    environments.model()
    if what == "run":
        sound.cancel_echo()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
