"""Puts the configured voice together. Called by assistant/app.py."""

from __future__ import annotations

from pathlib import Path

from assistant.voice.cached_voice import CachedVoice
from assistant.voice.checked_voice import CheckedVoice
from assistant.voice.engine import Engine
from assistant.voice.espeak_voice import EspeakVoice
from assistant.voice.piper_voice import PiperVoice
from assistant.voice.pyttsx3_voice import Pyttsx3Voice
from config.settings import Language, VoiceSettings


def build_voice(settings: VoiceSettings, language: Language, cache_dir: Path) -> Engine:
    """The chosen engine first, the others that need nothing but espeak-ng behind it. Starts no process yet.

    `cache_dir` holds an engine's wav file while it is handed over.
    """
    espeak, pyttsx3 = EspeakVoice(language), Pyttsx3Voice(language, cache_dir)
    engines: tuple[Engine, ...]
    match settings.engine:
        case "pyttsx3":
            engines = (pyttsx3, espeak)
        case "espeak":
            engines = (espeak, pyttsx3)
        case "piper":
            engines = (PiperVoice(language, settings.piper_voice or Path("piper.onnx"), cache_dir), espeak, pyttsx3)
    return CachedVoice(CheckedVoice(engines, language))
