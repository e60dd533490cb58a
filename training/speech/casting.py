"""Who says what, and how. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence

from training.errors import TrainingError
from training.settings import Span, VoiceSettings
from training.speech.espeak import Manner
from training.speech.invented import invented_voices


def cast(lines: Sequence[str], voices: VoiceSettings, installed: Sequence[str], seed: int) -> list[tuple[str, Manner]]:
    """Each line of pinyin with a manner of its own. Raises TrainingError when a voice is not installed."""
    named = {*voices.unheard, *voices.trial, *voices.mainstream}
    missing = sorted(named - set(installed))
    if missing:
        raise TrainingError(
            f"espeak-ng lacks the voice variants {', '.join(missing)}; install Debian's espeak-ng-data, "
            "or name others in training/settings.toml"
        )
    invented = tuple(invented_voices(voices.invented, seed))
    kept_out = {*voices.unheard, *voices.left_out, *voices.trial, *invented}
    others = [variant for variant in installed if variant not in kept_out]
    groups = (voices.mainstream, invented, others)
    shares = (voices.mainstream_share, voices.invented_share, 1 - voices.mainstream_share - voices.invented_share)
    chance = random.Random(seed)
    drawn = chance.choices(groups, shares, k=len(lines))
    return [
        (line, manner(chance.choice(variants), voices, chance)) for line, variants in zip(lines, drawn, strict=True)
    ]


def cast_as(
    lines: Sequence[str], variants: Sequence[str], voices: VoiceSettings, seed: int
) -> list[tuple[str, Manner]]:
    """Each line in one of these voices."""
    chance = random.Random(seed)
    return [(line, manner(chance.choice(variants), voices, chance)) for line in lines]


def manner(variant: str, voices: VoiceSettings, chance: random.Random) -> Manner:
    """A manner of speaking drawn from the spans of the settings."""
    return Manner(
        variant,
        _within(voices.words_per_minute, chance),
        _within(voices.pitch, chance),
        _within(voices.pitch_range, chance),
    )


def _within(span: Span, chance: random.Random) -> int:
    return round(chance.uniform(*span))
