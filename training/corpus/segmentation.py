"""Sentences into the model's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from training.corpus.examples import hanzi

Cutter = Callable[[str], list[str]]


@dataclass(frozen=True)
class Vocabulary:
    """The words the model knows. `cut` splits Chinese text into them."""

    words: tuple[str, ...]
    cutter: Cutter = field(repr=False)

    def cut(self, text: str) -> list[str]:
        """The text's words; [] when a part of it is in no word."""
        known, found = frozenset(self.words), []
        for word in self.cutter(hanzi(text)):
            if word in known:
                found.append(word)
            elif all(char in known for char in word):
                found += word
            else:
                return []
        return found


def jieba_cutter(own_words: Iterable[str]) -> Cutter:
    """Cuts by jieba's dictionary, with these words kept whole and without guessing new ones."""
    import jieba

    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in own_words:
        tokenizer.add_word(word, freq=200_000)

    def cut(text: str) -> list[str]:
        return [str(word) for word in tokenizer.cut(text, HMM=False)]

    return cut


def build_vocabulary(
    weighted_texts: Iterable[tuple[str, int]], always: Iterable[str], cutter: Cutter, least: int
) -> Vocabulary:
    """Words that occur at least `least` times in the texts (text, times), and the words of `always`, sorted."""
    counts: Counter[str] = Counter()
    for text, times in weighted_texts:
        for word in cutter(hanzi(text)):
            counts[word] += times
    words = {word for word, count in counts.items() if count >= least}
    for text in always:
        words.update(cutter(hanzi(text)))
    return Vocabulary(tuple(sorted(word for word in words if re.fullmatch(r"[\u4e00-\u9fff]+", word))), cutter)
