"""The recognizer's phones: each sound as it begins, stands within, ends, or is a whole word.

The four share their densities; they let Vosk tell where words begin and end (graph/phones/word_boundary.int).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from training.phones import SILENCE, inventory

_PLACES = {"B": "begin", "I": "internal", "E": "end", "S": "singleton"}


@dataclass(frozen=True)
class PhoneSet:
    """`names` are numbered from 1: SIL, then b_B, b_I, b_E, b_S, …"""

    tones: bool

    @cached_property
    def sounds(self) -> tuple[str, ...]:
        return inventory(self.tones)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (SILENCE, *(f"{sound}_{place}" for sound in self.sounds[1:] for place in _PLACES))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.names, 1)}

    @property
    def silence(self) -> int:
        return 1

    def density_count(self) -> int:
        return 2 * len(self.sounds)

    def densities(self, number: int) -> tuple[int, int]:
        """(entered with, repeated with) of a phone by its number."""
        sound = 0 if number == self.silence else 1 + (number - 2) // len(_PLACES)
        return 2 * sound, 2 * sound + 1

    def placed(self, sounds: Sequence[str]) -> tuple[int, ...]:
        """The numbers of a word's sounds."""
        if len(sounds) == 1:
            return (self._numbers[f"{sounds[0]}_S"],)
        places = ["B", *"I" * (len(sounds) - 2), "E"]
        return tuple(self._numbers[f"{sound}_{place}"] for sound, place in zip(sounds, places, strict=True))

    def enters(self, number: int) -> int:
        """The transition that begins a phone."""
        return 2 * (number - 1) + 2

    def repeats(self, number: int) -> int:
        """The transition that goes on with a phone."""
        return 2 * (number - 1) + 1

    def word_boundaries(self) -> str:
        """graph/phones/word_boundary.int."""
        lines = [f"{self.silence} nonword"]
        for number, name in enumerate(self.names[1:], 2):
            lines.append(f"{number} {_PLACES[name.rsplit('_', 1)[1]]}")
        return "\n".join(lines) + "\n"
