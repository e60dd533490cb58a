"""The built-in model, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.hearing.vosk_recognizer import VoskRecognizer
from assistant.models.choose import choose_model


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> VoskRecognizer:
    return VoskRecognizer(choose_model("auto", "zh", tmp_path_factory.mktemp("models")))


@pytest.fixture
def recognizer(loaded: VoskRecognizer) -> VoskRecognizer:
    return loaded.another()


@pytest.fixture(scope="session")
def builtin() -> Path:
    return choose_model("xiaoan-zh-builtin", "zh", Path("/nonexistent")).folder
