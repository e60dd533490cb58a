"""What the bench says is in its right group, and is not what the intents are taught."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from xiaoan.bench import turn
from xiaoan.bench.hear.sentences import Sentences, load_sentences, misplaced
from xiaoan.demo import stories

ROOT = Path(__file__).resolve().parents[3]


def taught() -> set[str]:
    """The intents' examples without their marks."""
    lines = [line for file in (ROOT / "intents/data/nlu").glob("*.yml") for line in file.read_text().splitlines()]
    examples = (line.strip().removeprefix("- ") for line in lines if line.startswith("    - "))
    return {re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", example) for example in examples}


def known_words() -> str:
    """All that the intents and the skills' tables hold, a line each."""
    tables = [tomllib.loads(file.read_text()) for file in (ROOT / "skills/data").glob("*.toml")]
    names = [name for table in tables for value in table.values() if isinstance(value, list) for name in value]
    return "\n".join([*taught(), *map(str, names), "小安小安"])


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return load_sentences()


@pytest.mark.parametrize(
    ("group", "least"), [("commands", 120), ("cries", 14), ("near_cries", 60), ("others", 80), ("out_of_domain", 60)]
)
def test_each_group_is_large_enough_and_says_nothing_twice(sentences: Sentences, group: str, least: int) -> None:
    texts = getattr(sentences, group)
    assert len(texts) >= least
    assert [text for text, count in Counter(texts).items() if count > 1] == []


def test_no_command_is_an_example_of_the_intents(sentences: Sentences) -> None:
    examples = taught()
    assert len(examples) > 500
    assert sorted(examples & set(sentences.commands)) == []


def test_an_ordinary_assistant_knows_the_words_of_the_commands(sentences: Sentences) -> None:
    words = known_words()
    common = {char for char, count in Counter(words).items() if count >= 5}
    assert [text for text in sentences.commands if not made_of(text, words, common)] == []


def made_of(text: str, words: str, common: set[str]) -> bool:
    """Whether the text falls into pieces of two or more known characters, and common single ones."""
    reached = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        reached[end] = any(
            reached[start] and (text[start:end] in words if end - start > 1 else text[start] in common)
            for start in range(end)
        )
    return reached[-1]


def test_all_that_is_said_in_the_demonstration_and_the_bench_of_turns_is_measured(sentences: Sentences) -> None:
    spoken = re.findall(r'\.speak\(\s*"([^"]+)"', inspect.getsource(stories))
    assert len(spoken) >= 5
    assert {*spoken, *turn.REQUESTS} - set(sentences.demonstration) == set()


def test_every_sentence_is_in_its_right_group(sentences: Sentences) -> None:
    assert misplaced(sentences) == []


@pytest.mark.parametrize(
    ("group", "text"),
    [
        ("cries", "今天冷不冷"),
        ("commands", "快叫救护车"),
        ("others", "救命啊"),
        ("near_cries", "叫人送饭来"),  # an alert is raised before the rest is said
        ("others", "小安小安你好"),
        ("broken_off", "救命"),
        ("broken_off", "今天冷不冷"),
        ("out_of_domain", "着火了"),
    ],
)
def test_a_sentence_in_the_wrong_group_is_told(group: str, text: str) -> None:
    nothing = Sentences((), (), (), (), (), (), ())
    assert [told.partition(":")[0] for told in misplaced(replace(nothing, **{group: (text,)}))] == [text]
