"""Echo cancellation, where a sound server runs: the speaker must not take its own voice for speech."""

from __future__ import annotations

import subprocess
from pathlib import Path

from say import line

SCRIPT = Path("deploy/echo-cancel.sh")
LONGEST_S = 60
NO_SERVER = 3


def cancel_echo(script: Path = SCRIPT) -> bool:
    """True when it is on. A machine without a sound server, or without the module, is set up all the same."""
    try:
        done = subprocess.run([f"./{script}" if not script.is_absolute() else str(script)], capture_output=True,
                              text=True, check=False, timeout=LONGEST_S)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        line(f"echo cancellation was not set up: {type(error).__name__}")
        return False
    if done.returncode != NO_SERVER:
        line(done.stdout.strip() or "echo cancellation was not set up")
    return done.returncode == 0
