"""The speech models that are known by name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from config.settings import Language

BUILTIN_NAME = "xiaoan-zh-builtin"
PUBLISHER = "https://alphacephei.com/vosk/models"


@dataclass(frozen=True)
class KnownModel:
    """A model of the list. `archive_bytes` is the zip's size, rounded where `md5` is None.

    `md5` is the publisher's (model-list.json at PUBLISHER); None where it was not seen: then the zip's own check sums
    and a test load stand for it, and the digest of the first fetch is kept and compared from then on.
    """

    name: str
    language: Language
    archive_bytes: int
    md5: str | None = None
    builtin: bool = False

    @property
    def url(self) -> str:
        """Where the publisher offers it; empty for the built-in model."""
        return "" if self.builtin else f"{PUBLISHER}/{self.name}.zip"


# Best first within a language: whoever fetched the large one has the memory for it.
KNOWN_MODELS = (
    KnownModel("vosk-model-cn-0.22", "zh", 1_300_000_000),
    KnownModel("vosk-model-small-cn-0.22", "zh", 43_898_754, "d1a8e82933dcc7632667c036b0bb3dbb"),
    KnownModel(BUILTIN_NAME, "zh", 1_800_000, builtin=True),
    KnownModel("vosk-model-small-en-us-0.15", "en", 41_205_931, "09ab50ccd62b674cbaa231b825f9c1cb"),
)


def known_model(name: str) -> KnownModel | None:
    """The model of that name."""
    return next((model for model in KNOWN_MODELS if model.name == name), None)


def models_for(language: Language) -> tuple[KnownModel, ...]:
    """The models of a language, best first."""
    return tuple(model for model in KNOWN_MODELS if model.language == language)


def recommended(language: Language) -> KnownModel:
    """The one to download first: the small one, which a Raspberry Pi can hold."""
    downloadable = [model for model in models_for(language) if not model.builtin]
    return min(downloadable, key=lambda model: model.archive_bytes)


def folder_of(model: KnownModel, models_dir: Path) -> Path:
    """Where the model lies or would lie."""
    if model.builtin:
        return Path(str(resources.files("assistant.models"))) / BUILTIN_NAME
    return models_dir / model.name
