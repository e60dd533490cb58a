"""training/settings.toml as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import TrainingError

Span = tuple[float, float]


@dataclass(frozen=True)
class CorpusSettings:
    """How many utterances of which kind; the counts are of utterances, not of recordings."""

    words_at_least: int
    expansions: int
    wake_share: float
    commands: int
    cries: int
    random_words: int
    single_words: int
    syllables: int
    trial_sentences: int


@dataclass(frozen=True)
class VoiceSettings:
    """Variants of espeak-ng, by the names of their files."""

    unheard: tuple[str, ...]
    left_out: tuple[str, ...]
    trial: tuple[str, ...]
    mainstream: tuple[str, ...]
    mainstream_share: float
    invented: int
    invented_share: float
    words_per_minute: Span
    pitch: Span
    pitch_range: Span


@dataclass(frozen=True)
class SynthesisSettings:
    shard: int
    processes: int


@dataclass(frozen=True)
class AugmentSettings:
    """Spans are drawn from evenly."""

    copies: int
    speed: Span
    quiet_share: float
    signal_to_noise_db: Span
    reverberant_share: float
    peak_db: Span
    silence_s: Span


@dataclass(frozen=True)
class NetworkSettings:
    tones: bool
    width: int
    epochs: int
    batch_frames: int
    learning_rate: float
    dropout: float


@dataclass(frozen=True)
class GraphSettings:
    unknown_share: float
    unknown_again: float
    openness: float
    order: int


@dataclass(frozen=True)
class Settings:
    """All of settings.toml."""

    seed: int
    corpus: CorpusSettings
    voices: VoiceSettings
    synthesis: SynthesisSettings
    augment: AugmentSettings
    network: NetworkSettings
    graph: GraphSettings


_TABLES = {
    "corpus": CorpusSettings,
    "voices": VoiceSettings,
    "synthesis": SynthesisSettings,
    "augment": AugmentSettings,
    "network": NetworkSettings,
    "graph": GraphSettings,
}


def load_settings(file: Path) -> Settings:
    """Raises TrainingError that names the key which is missing, unknown or no TOML."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TrainingError(f"{file}: {error}") from error
    try:
        tables = {name: kind(**_frozen(content.pop(name))) for name, kind in _TABLES.items()}
        return Settings(**tables, **content)
    except (KeyError, TypeError) as error:
        raise TrainingError(f"{file}: a key is missing or unknown ({error})") from error


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
