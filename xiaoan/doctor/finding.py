"""What a check found."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from config.phrases import Phrases
from config.settings import Settings

PROGRAM_TIMEOUT_S = 60.0


class State(StrEnum):
    """`failed`: the speaker could not serve."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """`check` is the key of the check, `mend` is empty when nothing is to be done."""

    check: str
    state: State
    found: str
    mend: str = ""


Check = Callable[[Settings, Phrases], Finding]


class Words:
    """The phrases of one check, and findings made of them."""

    def __init__(self, check: str, phrases: Phrases) -> None:
        self._check = check
        self._phrases = phrases

    def ok(self, key: str = "good", **values: object) -> Finding:
        return Finding(self._check, State.OK, self._text(key, values))

    def warning(self, key: str, **values: object) -> Finding:
        return Finding(self._check, State.WARNING, self._text(key, values), self._text("mend", values))

    def failed(self, key: str, **values: object) -> Finding:
        return Finding(self._check, State.FAILED, self._text(key, values), self._text("mend", values))

    def _text(self, key: str, values: dict[str, object]) -> str:
        return self._phrases(f"xiaoan.doctor.{self._check}.{key}", **values)


def printed(command: Sequence[str], timeout_s: float = PROGRAM_TIMEOUT_S) -> tuple[str, str]:
    """(what a program printed, ""), or ("", why it failed)."""
    try:
        done = subprocess.run(
            list(command), capture_output=True, text=True, errors="replace", timeout=timeout_s, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        return "", error.strerror or str(error)
    except subprocess.TimeoutExpired:
        return "", f"no answer within {timeout_s:.0f} s"
    if done.returncode == 0:
        return done.stdout.strip(), ""
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return "", lines[-1][:200]
