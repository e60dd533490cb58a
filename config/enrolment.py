"""The settings that `xiaoan home enrol` and `xiaoan station init` write: they come after the settings file."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.errors import ConfigError

FILE_NAME = "enrolment.toml"
Value = str | int | bool
_HEAD = "# Written by xiaoan. These come after the settings file; take this file away to go back.\n"


def enrolment_file(data: Path) -> Path:
    """Where it lies in a data folder."""
    return data / FILE_NAME


def read_enrolment(data: Path) -> dict[str, Any]:
    """The tables of the file; empty when there is none. Raises ConfigError when it cannot be read."""
    file = enrolment_file(data)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # the second is told by whoever makes the folder
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({error}). Enrol again, or take the file away.") from error


def write_enrolment(data: Path, tables: Mapping[str, Mapping[str, Value]]) -> Path:
    """Writes the file, readable by its owner only. Raises ConfigError."""
    file = enrolment_file(data)
    lines = [_HEAD]
    for table, values in tables.items():
        # A JSON string is a TOML basic string.
        lines += [f"[{table}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())]
        lines.append("")
    write_private(file, "\n".join(lines))
    return file


def write_private(file: Path, text: str) -> None:
    """Puts a whole new file (mode 0600) in the place of the old one, or leaves the old one. Raises ConfigError."""
    fresh = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        fresh.replace(file)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror}). Check the data folder.") from error


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Tables laid over tables; a value of `over` wins."""
    both = dict(under)
    for key, value in over.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return both
