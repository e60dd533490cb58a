"""A random secret of the station, made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from config.errors import ConfigError


def kept_secret(file: Path) -> str:
    """The secret in `file`, readable by its owner only. Raises ConfigError when the folder cannot be used."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(32))
        return file.read_text(encoding="ascii")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be used ({error.strerror}). Check the data folder.") from error
