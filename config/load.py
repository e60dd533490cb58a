"""Reads settings from TOML files, with errors that a person can act on."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.enrolment import enrolment_file, merged, read_enrolment
from config.errors import ConfigError
from config.settings import Settings

CONFIG_VARIABLE = "XIAOAN_CONFIG"
DATA_VARIABLE = "XIAOAN_DATA"
SECRETS = ("password", "database_url", "notify_url", "device_token")  # keys whose values are never shown
LONGEST_SHOWN = 80


def load_settings(
    file: Path | None = None, data: Path | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings from `file`, else from $XIAOAN_CONFIG, else the defaults; `data` and $XIAOAN_DATA override `data`.

    What `xiaoan home enrol` or `xiaoan station init` wrote into the data folder comes last.
    Raises ConfigError naming the file, the key and what is allowed.
    """
    env = os.environ if environ is None else environ
    if file is None and env.get(CONFIG_VARIABLE):
        file = Path(env[CONFIG_VARIABLE])
    raw = _read(file) if file is not None else {}
    if data is not None or env.get(DATA_VARIABLE):
        raw["data"] = str(data if data is not None else env[DATA_VARIABLE])
    settings = _validated(raw, file)
    enrolled = read_enrolment(settings.data_dir)
    return _validated(merged(raw, enrolled), enrolment_file(settings.data_dir)) if enrolled else settings


def _validated(raw: Mapping[str, Any], file: Path | None) -> Settings:
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        raise ConfigError(_explain(file, error)) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}). Give a TOML file that exists.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not valid TOML: {error}") from error


def _explain(file: Path | None, error: ValidationError) -> str:
    """One line per wrong key: file, key, what is wrong or allowed, what was given (never a secret's value)."""
    where = str(file) if file is not None else "settings"
    lines = []
    for item in error.errors(include_url=False):
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            lines.append(f"{where}: unknown key '{key}'. See config/default.toml for the keys that exist.")
            continue
        lines.append(f"{where}: key '{key}': {item['msg']}{_given(key, item['input'])}")
    return "\n".join(lines)


def _given(key: str, value: object) -> str:
    """What was given, unless it is a secret or a table or list that may hold one."""
    if any(word in key for word in SECRETS) or not isinstance(value, bool | int | float | str):
        return ""
    text = repr(value)
    return f" (given: {text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + '…'})"
