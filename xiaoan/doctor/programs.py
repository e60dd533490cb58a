"""The programs and libraries that the speaker is built on."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import sys

from assistant.dialogue.server import MODEL
from config.phrases import Phrases
from config.settings import Settings
from xiaoan.broker import mosquitto_command
from xiaoan.doctor.finding import Finding, Words, printed
from xiaoan.places import INTENTS, TRAINER

FIRST_PYTHON, AFTER_LAST_PYTHON = (3, 11), (3, 14)
ASK_RASA = "import sys, tensorflow, rasa; from rasa.version import __version__; print(__version__)"


def python(_settings: Settings, phrases: Phrases) -> Finding:
    words = Words("python", phrases)
    version = platform.python_version()
    if FIRST_PYTHON <= sys.version_info[:2] < AFTER_LAST_PYTHON:
        return words.ok(version=version)
    return words.failed("bad", version=version)


def rasa_environment(_settings: Settings, phrases: Phrases) -> Finding:
    """Really imports Rasa and TensorFlow, which takes seconds: a wheel for another processor dies only there."""
    words = Words("rasa_environment", phrases)
    interpreter = INTENTS / ".venv" / "bin" / "python"
    if not interpreter.exists():
        return words.failed("missing", folder=INTENTS / ".venv")
    quiet = ["env", "TF_CPP_MIN_LOG_LEVEL=3", "RASA_TELEMETRY_ENABLED=false", "SQLALCHEMY_SILENCE_UBER_WARNING=1"]
    version, reason = printed([*quiet, str(interpreter), "-W", "ignore", "-c", ASK_RASA])
    return words.failed("broken", reason=reason) if reason else words.ok(version=version)


def rasa_model(_settings: Settings, phrases: Phrases) -> Finding:
    words = Words("rasa_model", phrases)
    if not (INTENTS / MODEL).is_file():
        return words.failed("missing")
    _, stale = printed([sys.executable, str(TRAINER), "--check"])
    return words.warning("stale", model=MODEL.name) if stale else words.ok(model=MODEL.name)


def espeak(_settings: Settings, phrases: Phrases) -> Finding:
    words = Words("espeak", phrases)
    version, reason = printed(["espeak-ng", "--version"])
    return words.failed("missing") if reason else words.ok(version=version.splitlines()[0] if version else "")


def portaudio(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("portaudio", phrases)
    if _loads("libportaudio.so.2"):
        return words.ok()
    needed = "sounddevice" in (settings.speaker.hearing.microphone, settings.speaker.voice.output)
    return words.failed("missing") if needed else words.warning("missing")


def mpv(_settings: Settings, phrases: Phrases) -> Finding:
    words = Words("mpv", phrases)
    return words.ok() if _loads("libmpv.so.2") or _loads("libmpv.so.1") else words.warning("missing")


def mosquitto(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("mosquitto", phrases)
    if not settings.broker.own:
        return words.ok("unneeded")
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    if shutil.which("mosquitto", path=places) is None:
        return words.failed("missing")
    return words.ok(path=mosquitto_command(settings.data_dir / "broker")[0])


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
