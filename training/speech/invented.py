"""Voices that belong to nobody, so that the network learns words and not voices: variants of espeak-ng by seed. Pure.

The keywords are those of espeak-ng's voice files (docs/voices.md in its sources); percentages are of the usual voice.
"""

from __future__ import annotations

import random

PREFIX = "invented-"
_FORMANTS = range(9)
_BREATHY_SHARE = 0.15


def invented_voices(count: int, seed: int) -> dict[str, str]:
    """`count` variants: the contents of their files by name."""
    chance = random.Random(seed)
    return {f"{PREFIX}{number:03}": _voice(f"{PREFIX}{number:03}", chance) for number in range(count)}


def _voice(name: str, chance: random.Random) -> str:
    """Some are like anybody's; others are hoarse, dull, thin or oddly shaped."""
    lowest_hz = chance.uniform(65, 220)
    lines = ["language variant", f"name {name}", f"pitch {lowest_hz:.0f} {lowest_hz * chance.uniform(1.3, 1.8):.0f}"]
    size, oddness = chance.uniform(0.85, 1.15), chance.uniform(0.02, 0.25)
    for formant in _FORMANTS:
        place = 100 * size * chance.lognormvariate(0, oddness if formant else 0.02)
        lines.append(f"formant {formant} {place:.0f} {chance.uniform(60, 110):.0f} {chance.uniform(70, 170):.0f}")
    lines += [
        f"voicing {chance.uniform(50, 130):.0f}",
        f"consonants {chance.uniform(60, 160):.0f} {chance.uniform(60, 160):.0f}",
        f"roughness {chance.randint(0, 4)}",
        f"flutter {chance.randint(0, 20)}",
        f"tone {_tone(chance)}",
    ]
    if chance.random() < _BREATHY_SHARE:
        lines.append("breath " + " ".join(f"{chance.uniform(5, 60):.0f}" for _ in range(6)))
    return "\n".join(lines) + "\n"


def _tone(chance: random.Random) -> str:
    """Pairs of a frequency in Hz and the amplitude there (0-255): more or less treble."""
    falls = chance.uniform(0.35, 1.05)
    amplitudes = [chance.uniform(160, 255) * falls**step for step in range(4)]
    places = zip((600, 1200, 2000, 3000), amplitudes, strict=True)
    return " ".join(f"{hz} {min(255, amplitude):.0f}" for hz, amplitude in places)
