"""Sentences as residents would say them, made of the examples with their slots filled in anew."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training.corpus.examples import Examples, Slot, Template
from training.corpus.time_phrases import TimeWords, time_phrase

WAKE_WORD = "小安小安"
_FREE = ("message", "amount", "date")  # slots whose text fits only near what stood there


@dataclass(frozen=True)
class SentenceMaker:
    """Draws sentences. `cries` are phrases that stand for themselves."""

    examples: Examples
    times: TimeWords
    cries: tuple[str, ...]
    wake_share: float

    def sentence(self, chance: random.Random) -> str:
        """Any intent's example with other values, now and then called by the wake word."""
        return self._called(self.filled(chance.choice(self.examples.templates), chance), chance)

    def cry(self, chance: random.Random) -> str:
        """A cry for help, sometimes twice or after the wake word."""
        text = chance.choice(self.cries)
        if chance.random() < 0.15:
            text += "，" + text
        return self._called(text, chance)

    def filled(self, template: Template, chance: random.Random) -> str:
        """The template with each slot kept (a third of the time) or given another value of its entity."""
        return "".join(piece if isinstance(piece, str) else self._value(piece, chance) for piece in template.pieces)

    def _value(self, slot: Slot, chance: random.Random) -> str:
        if slot.entity in _FREE or chance.random() < 0.34:
            return slot.value
        if slot.entity == "time":
            return time_phrase(self.times, chance)
        return chance.choice(self.examples.values[slot.entity])

    def _called(self, text: str, chance: random.Random) -> str:
        if chance.random() >= self.wake_share:
            return text
        return WAKE_WORD + chance.choice(["，", ""]) + text
