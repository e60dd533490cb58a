"""Step 1 as a whole: what is to be spoken, the words, and the text the language model is counted from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from training.corpus.cry_phrases import cry_phrases
from training.corpus.examples import Examples, hanzi, read_examples
from training.corpus.segmentation import Vocabulary, build_vocabulary, jieba_cutter
from training.corpus.sentences import WAKE_WORD, SentenceMaker
from training.corpus.time_phrases import TimeWords, time_words
from training.errors import TrainingError
from training.phones import phones_of
from training.settings import CorpusSettings
from training.syllables import all_syllables

Reading = Callable[[str], str]
"""Chinese text to tone-numbered pinyin with pauses."""

KEPT_WHOLE = ("medicine", "place", "genre", "title", "performer")
_LONGEST_NAME = 8


@dataclass(frozen=True)
class Corpus:
    """`spoken`: texts to learn from; `unknown`: pinyin that makes no word. `trial_*` are held back.

    `readings`: how each word is said, as tone-numbered syllables. `model_text`: sentences in words.
    """

    vocabulary: Vocabulary
    spoken: tuple[str, ...]
    unknown: tuple[str, ...]
    trial: tuple[str, ...]
    trial_unknown: tuple[str, ...]
    readings: dict[str, tuple[tuple[str, ...], ...]]
    model_text: tuple[tuple[str, ...], ...]


def build_corpus(root: Path, settings: CorpusSettings, seed: int, reading: Reading) -> Corpus:
    """Everything from the project's own files under `root`. Raises TrainingError."""
    chance = random.Random(seed)
    examples, times = read_examples(root / "intents"), time_words()
    definite, unclear = cry_phrases(root)
    names = [name for entity in KEPT_WHOLE for name in examples.values.get(entity, ()) if len(name) <= _LONGEST_NAME]
    vocabulary = _vocabulary(examples, times, [*definite, *unclear], names, settings.words_at_least)
    short_cries = [text for text in definite if len(text) <= 6]
    maker = SentenceMaker(examples, times, (*definite, *short_cries, *short_cries, *unclear), settings.wake_share)
    model_text = tuple(
        tuple(words) for words in map(vocabulary.cut, _model_sentences(maker, settings, chance)) if words
    )
    trial = _trial(maker, vocabulary, settings.trial_sentences, chance)
    spoken = _spoken(maker, vocabulary, settings, {*trial, *examples.not_meant}, chance)
    return Corpus(
        vocabulary,
        tuple(spoken),
        tuple(_in_no_word(settings.syllables, chance)),
        tuple(trial),
        examples.not_meant,
        _readings(vocabulary, [*spoken, *trial], reading),
        model_text,
    )


def _vocabulary(
    examples: Examples, times: TimeWords, cries: Iterable[str], names: Iterable[str], least: int
) -> Vocabulary:
    texts = [(template.text, 1) for template in examples.templates]
    texts += [(value, 1) for values in examples.values.values() for value in values]
    texts += [(text, 1) for text in cries]
    return build_vocabulary(texts, [WAKE_WORD, *times.all()], jieba_cutter(["小安", *names]), least)


def _model_sentences(maker: SentenceMaker, settings: CorpusSettings, chance: random.Random) -> Iterable[str]:
    for template in maker.examples.templates:
        for number in range(settings.expansions):
            text = maker.filled(template, chance)
            yield WAKE_WORD + text if number % 3 == 0 else text
    for text in maker.cries:
        yield text
    for number in range(len(maker.examples.templates) // 2):
        yield maker.cry(chance) if number % 2 else WAKE_WORD


def _trial(maker: SentenceMaker, vocabulary: Vocabulary, count: int, chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        text = maker.cry(chance) if chance.random() < 0.2 else maker.sentence(chance)
        if vocabulary.cut(text):
            found[text] = None
    return list(found)


def _spoken(
    maker: SentenceMaker, vocabulary: Vocabulary, settings: CorpusSettings, held_back: set[str], chance: random.Random
) -> list[str]:
    """Sentences, cries, words in no order and single words, mixed. Nothing of `held_back` is among them."""
    every_word = list(vocabulary.words)
    texts: list[str] = []
    kinds: list[tuple[int, Callable[[], str]]] = [
        (settings.commands, lambda: maker.sentence(chance)),
        (settings.cries, lambda: maker.cry(chance)),
        (settings.random_words, lambda: _in_no_order(every_word, chance)),
        (settings.single_words, lambda: chance.choice(every_word)),
    ]
    for count, make in kinds:
        made: list[str] = []
        while len(made) < count:
            text = make()
            if text not in held_back and vocabulary.cut(text):
                made.append(text)
        texts += made
    chance.shuffle(texts)
    return texts


def _in_no_order(words: list[str], chance: random.Random) -> str:
    chosen: list[str] = []
    while len(chosen) < 3 or (len(chosen) < 6 and chance.random() < 0.5):
        chosen.append(chance.choice(words))
    return ("，" if chance.random() < 0.1 else "").join(chosen)


def _in_no_word(count: int, chance: random.Random) -> list[str]:
    """Lines of three to ten syllables in no order."""
    known = all_syllables()
    return [" ".join(chance.choice(known) for _ in range(chance.randint(3, 10))) for _ in range(count)]


def _readings(vocabulary: Vocabulary, texts: Iterable[str], reading: Reading) -> dict[str, tuple[tuple[str, ...], ...]]:
    """How each word is said: by itself, and as its neighbours change its tones in the texts.

    Raises TrainingError for a word without pinyin.
    """
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for word in vocabulary.words:
        syllables = tuple(reading(word).split())
        if len(syllables) != len(word):
            raise TrainingError(f"the word {word} has no pinyin; give it one in assistant/voice/pronunciations.toml")
        for syllable in syllables:
            phones_of(syllable, tones=True)
        found[word] = {syllables: 3}
    for text in texts:
        words, said = vocabulary.cut(text), reading(text).replace(",", " ").replace(".", " ").split()
        if sum(map(len, words)) != len(said) or hanzi(text) != "".join(words):
            continue
        start = 0
        for word in words:
            syllables = tuple(said[start : start + len(word)])
            found[word][syllables] = found[word].get(syllables, 0) + 1
            start += len(word)
    return {word: tuple(said for said, count in ways.items() if count >= 2) for word, ways in found.items()}
