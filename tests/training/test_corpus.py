"""The corpus from the project's own files."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from training.corpus.build import Corpus, build_corpus
from training.corpus.cry_phrases import cry_phrases, written_out
from training.corpus.examples import hanzi, read_examples
from training.corpus.time_phrases import time_phrase, time_words
from training.errors import TrainingError
from training.run import HERE, read_pinyin
from training.settings import CorpusSettings, load_settings

ROOT = HERE.parent
SMALL = CorpusSettings(
    words_at_least=1, expansions=1, wake_share=0.3, commands=200, cries=40, random_words=100, single_words=40,
    syllables=30, trial_sentences=30,
)  # fmt: skip


TEMPLATE_OF_NO_LIST = "templates: [{intent: greet, each: 1, lines: '你好{nothing}'}]"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build_corpus(ROOT, SMALL, 7, read_pinyin)


def test_every_example_of_the_intents_is_in_the_words(corpus: Corpus) -> None:
    examples = read_examples(ROOT / "intents")
    unknown = [each.text for each in examples.templates if not corpus.vocabulary.cut(each.text)]
    assert len(examples.templates) > 1700  # by hand, and of each sentence template
    assert unknown == []


def test_words_make_up_the_text_they_were_cut_from(corpus: Corpus) -> None:
    for text in corpus.spoken:
        assert "".join(corpus.vocabulary.cut(text)) == hanzi(text)


def test_every_word_has_a_reading_of_as_many_syllables(corpus: Corpus) -> None:
    assert set(corpus.readings) == set(corpus.vocabulary.words)
    for word, ways in corpus.readings.items():
        assert ways
        assert all(len(way) == len(word) for way in ways)


def test_nothing_of_the_trial_is_trained_on(corpus: Corpus) -> None:
    assert len(corpus.trial) == SMALL.trial_sentences
    assert not set(corpus.trial) & set(corpus.spoken)
    assert not set(corpus.trial_unknown) & set(corpus.spoken)


def test_the_same_seed_makes_the_same_corpus(corpus: Corpus) -> None:
    again = build_corpus(ROOT, SMALL, 7, read_pinyin)
    assert (again.spoken, again.unknown, again.readings) == (corpus.spoken, corpus.unknown, corpus.readings)
    assert build_corpus(ROOT, SMALL, 8, read_pinyin).spoken != corpus.spoken


def test_a_word_without_pinyin_is_named() -> None:
    with pytest.raises(TrainingError, match=r"the word .+ has no pinyin"):
        build_corpus(ROOT, SMALL, 7, lambda _text: "")


def test_cries_are_the_products_own_written_out() -> None:
    definite, unclear = cry_phrases(ROOT)
    assert {"救命", "我摔倒了", "快叫人"} <= set(definite)
    assert "不舒服" in unclear
    assert written_out("{快,赶紧}叫{人,个人}") == ["快叫人", "快叫个人", "赶紧叫人", "赶紧叫个人"]
    assert written_out("help me") == []


def test_spoken_times_end_in_words_of_time() -> None:
    words, chance = time_words(), random.Random(1)
    phrases = {time_phrase(words, chance) for _ in range(300)}
    assert len(phrases) > 150
    assert all(hanzi(phrase) == phrase for phrase in phrases)


def test_a_folder_without_examples_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no examples"):
        read_examples(tmp_path)
    folder = tmp_path / "data/nlu"
    folder.mkdir(parents=True)
    (folder / "broken.yml").write_text("nlu: [unclosed")
    with pytest.raises(TrainingError, match=r"broken\.yml"):
        read_examples(tmp_path)


def test_a_sentence_template_that_names_no_list_is_said(tmp_path: Path) -> None:
    for name, text in {"data/nlu/a.yml": "nlu: []", "sentences/a.yml": TEMPLATE_OF_NO_LIST}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(TrainingError, match=r"sentences: there is no list \{nothing\}"):
        read_examples(tmp_path)


@pytest.mark.parametrize("text", ["", "seed = 1", "not toml ["])
def test_settings_that_are_wrong_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(TrainingError, match=r"settings\.toml"):
        load_settings(file)
