"""Which words follow which: n-gram counts, smoothed by Witten and Bell (1991), as a weighted automaton. Pure.

Residents say what no example says. So the smoothing is made more open than theirs, and the share of a single word is by
the square root of its count.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNKNOWN = "[unk]"
_BEGIN, _END = "<s>", "</s>"
History = tuple[str, ...]


@dataclass(frozen=True)
class Arc:
    """`word` is None where the model gives up a history for a shorter one. `cost` is a negative natural logarithm."""

    origin: int
    target: int
    word: str | None
    cost: float


@dataclass(frozen=True)
class Grammar:
    """State 0 is where an utterance begins. `ends`: the cost of ending in a state."""

    arcs: tuple[Arc, ...]
    ends: dict[int, float]


class LanguageModel:
    """`unknown_share` of the mass of single words is the unknown word's; it follows itself with `unknown_again`.

    `openness` 1 is Witten and Bell's share for words that never followed; more is more.
    """

    def __init__(
        self,
        sentences: Iterable[Sequence[str]],
        words: Iterable[str],
        order: int,
        unknown_share: float,
        unknown_again: float,
        openness: float,
    ) -> None:
        self._order, self._openness = order, openness
        self._unknown_share, self._unknown_again = unknown_share, unknown_again
        self._after_unknown = (1 - unknown_again) / (1 - unknown_share)
        self._words = tuple(words)
        self._following: dict[History, Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            line = (_BEGIN, *sentence, _END)
            for at in range(1, len(line)):
                for length in range(order):
                    if length <= at:
                        self._following[line[at - length : at]][line[at]] += 1
        single = self._following[()]
        self._roots = sum(math.sqrt(single[word] + 1) for word in (*self._words, _END))

    def share(self, history: History, word: str) -> float:
        """The probability of `word` (or of the end) after `history`, all shorter histories mixed in."""
        if not history:
            return self._single(word)
        if history == (UNKNOWN,):
            return self._unknown_again if word == UNKNOWN else self._after_unknown * self._single(word)
        following = self._following.get(history)
        if following is None:
            return self.share(history[1:], word)
        total, kinds = following.total(), self._openness * len(following)
        return (following[word] + kinds * self.share(history[1:], word)) / (total + kinds)

    def _single(self, word: str) -> float:
        if word == UNKNOWN:
            return self._unknown_share
        following = self._following[()]
        return (1 - self._unknown_share) * math.sqrt(following[word] + 1) / self._roots

    def grammar(self) -> Grammar:
        """The automaton: a state for each history that was seen, one for none, one for the unknown word."""
        histories = [(_BEGIN,), (), (UNKNOWN,)]
        histories += sorted(each for each in self._following if each and each != (_BEGIN,) and _END not in each)
        number = {history: index for index, history in enumerate(histories)}
        arcs: list[Arc] = []
        ends: dict[int, float] = {}
        for history in histories:
            origin = number[history]
            for word in self._next_words(history):
                cost = -math.log(self.share(history, word))
                if word == _END:
                    ends[origin] = cost
                else:
                    arcs.append(Arc(origin, number[self._longest((*history, word), number)], word, cost))
            if history:
                arcs.append(Arc(origin, number[self._longest(history[1:], number)], None, self._give_up(history)))
        return Grammar(tuple(arcs), ends)

    def _next_words(self, history: History) -> list[str]:
        if not history:
            return [*self._words, UNKNOWN, _END]
        if history == (UNKNOWN,):
            return [UNKNOWN]
        return sorted(self._following[history])

    def _longest(self, history: History, known: dict[History, int]) -> History:
        """The longest end of a history that has a state."""
        tail = history[-(self._order - 1) :] if self._order > 1 else ()
        while tail not in known:
            tail = tail[1:]
        return tail

    def _give_up(self, history: History) -> float:
        if history == (UNKNOWN,):
            return -math.log(self._after_unknown)
        following = self._following[history]
        kinds = self._openness * len(following)
        return -math.log(kinds / (following.total() + kinds))
