"""Looks for own words where a speech model heard only that it does not know the words.

The same sound is heard again with a grammar of the own words alone, each spelled with the model's words of the same
sound. That grammar decides nothing else: what the model did understand stays as it is. Measured on the built-in model
with eight of its unseen voices: docs/own-words.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.hearing.ordinary import ordinary
from assistant.hearing.own_words import FEWEST_SYLLABLES, OwnWord, can_be_put_right
from assistant.hearing.vocabulary import Spelling, toneless
from hardware.ports import SAMPLE_RATE_HZ

UNKNOWN = frozenset({"[unk]", "<unk>", "<UNK>", "[UNK]"})
# A grammar is a bigram from counts: with one [unk] alone in it, anything sounds like an own word.
_REJECTING = ["[unk] [unk] [unk]"] * 30


@dataclass(frozen=True)
class Timed:
    """A word and the seconds from the start of the utterance between which it was heard."""

    text: str
    start_s: float
    end_s: float

    @property
    def unknown(self) -> bool:
        return self.text in UNKNOWN

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2


class GapFiller:
    """The own words that a model does not have and can spell. Not thread-safe."""

    def __init__(self, model: Any, words: Iterable[OwnWord], spelling: Spelling) -> None:
        """`model` is a vosk.Model."""
        self._model = model
        spelled: dict[tuple[str, ...], list[OwnWord]] = {}
        for word in words:
            pieces = spelling.spell(word.text) if can_be_put_right(word.text) and word.text not in spelling else None
            if pieces is not None:
                spelled.setdefault(pieces, []).append(word)
        self._spelled = {pieces: same[0] for pieces, same in spelled.items() if len(same) == 1}
        self._longest = max(map(len, self._spelled), default=0)
        phrases = [" ".join(pieces) for pieces in self._spelled]
        self._grammar = json.dumps([*phrases, *_REJECTING], ensure_ascii=False)

    def fill(self, heard: Sequence[Timed], sound: bytes) -> list[Timed]:
        """`heard`, with the own words found in `sound` (16 kHz, 16 bit) in place of the unknown words there."""
        if not self._spelled or not any(word.unknown for word in heard):
            return list(heard)
        filled = list(heard)
        for found, word in self._own_words_in(self._hear_again(sound)):
            filled = self._put(filled, found, word)
        return filled

    def _hear_again(self, sound: bytes) -> list[Timed]:
        import vosk

        kaldi = vosk.KaldiRecognizer(self._model, SAMPLE_RATE_HZ, self._grammar)
        kaldi.SetWords(True)
        ended = kaldi.AcceptWaveform(sound)
        results = [kaldi.Result()] if ended else []
        return [word for result in (*results, kaldi.FinalResult()) for word in timed_words(result)]

    def _own_words_in(self, heard: Sequence[Timed]) -> Iterable[tuple[Timed, OwnWord]]:
        index = 0
        while index < len(heard):
            for length in range(self._longest, 0, -1):
                part = heard[index : index + length]
                word = self._spelled.get(tuple(one.text for one in part))
                if word is not None and len(part) == length:
                    yield Timed(word.text, part[0].start_s, part[-1].end_s), word
                    index += length - 1
                    break
            index += 1

    def _put(self, heard: list[Timed], found: Timed, word: OwnWord) -> list[Timed]:
        """Only over unknown words, and for a short word only where such a one may stand."""
        inside = [index for index, one in enumerate(heard) if found.start_s <= one.middle_s <= found.end_s]
        if not inside or not all(heard[index].unknown for index in inside):
            return heard
        before, after = heard[: inside[0]], heard[inside[-1] + 1 :]
        if len(toneless(word.text)) == FEWEST_SYLLABLES and not ordinary().stands_where_one_may(
            word.kind, _known(before), _known(after)
        ):
            return heard
        return [*before, found, *after]


def timed_words(result: str, offset_s: float = 0.0) -> list[Timed]:
    """The words of a Vosk result that was made with SetWords(True)."""
    words = json.loads(result).get("result", [])
    return [
        Timed(str(one["word"]), float(one["start"]) - offset_s, float(one["end"]) - offset_s)
        for one in words
        if isinstance(one, dict)
    ]


def _known(words: Sequence[Timed]) -> str:
    return "".join(word.text for word in words if not word.unknown)
