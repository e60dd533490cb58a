"""How the Rasa server is started: on loopback only, without telemetry, without what was said in its log."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from config.settings import DialogueSettings

MODEL = Path("models/xiaoan-zh.tar.gz")  # inside the folder intents/
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "PYTHONWARNINGS": "ignore",
}


def actions_url(settings: DialogueSettings) -> str:
    """Where Rasa reaches the skills."""
    return f"http://127.0.0.1:{settings.actions_port}/webhook"


def rasa_command(
    intents_dir: Path, settings: DialogueSettings, environ: Mapping[str, str] | None = None
) -> tuple[list[str], dict[str, str]]:
    """The command line and the whole environment of the server; run it with `intents_dir` as working directory.

    Rasa's token does not protect its REST channel, so the server must never listen beyond loopback.
    """
    folder = intents_dir.absolute()
    command = [
        str(folder / ".venv/bin/rasa"), "run", "--enable-api",
        "--interface", "127.0.0.1", "--port", str(settings.rasa_port),
        "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
        "--model", str(MODEL),
    ]  # fmt: skip
    environment = {
        **(os.environ if environ is None else environ),
        **QUIET,
        "XIAOAN_ACTIONS_URL": actions_url(settings),
        "XIAOAN_FALLBACK_CONFIDENCE": str(settings.fallback_confidence),
    }
    return command, environment
