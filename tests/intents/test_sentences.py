"""Examples grown from templates: the same each time, well marked, of one intent, and none from the cases outside."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from tests.intents.sources import ENTITY, domain_files, examples, module, plain
from tests.rasa_server import INTENTS_DIR, ROOT

SENTENCES = module("intents/components/sentences.py")
CASES = ROOT.parent / "shared/cases"
FREE_CHARACTERS = 4  # shorter sentences, such as 下雨吗, nobody owns
MANY = {"ask_weather": 300, "play_opera": 300, "set_reminder": 300, "call_person": 200, "send_message": 200}


@lru_cache(maxsize=1)
def grown() -> tuple[tuple[str, str], ...]:
    return tuple(SENTENCES.sampled(INTENTS_DIR))


def project(folder: Path, lines: str, lists: Mapping[str, str] | None = None) -> Path:
    for name in ("sentences", "data/nlu"):
        (folder / name).mkdir(parents=True)
    block = {"intent": "play_opera", "each": 5, "lines": lines}
    text = json.dumps({"lists": dict(lists or {}), "templates": [block]}, ensure_ascii=False)
    (folder / "sentences/opera.yml").write_text(text, encoding="utf-8")
    return folder


def test_the_same_files_give_the_same_examples() -> None:
    assert tuple(SENTENCES.sampled(INTENTS_DIR)) == grown()


def test_there_are_hundreds_of_the_great_skills() -> None:
    counts = Counter(intent for intent, _ in grown())
    assert {intent: counts[intent] for intent in MANY if counts[intent] < MANY[intent]} == {}


def test_intents_and_entities_are_declared() -> None:
    domain = domain_files().values()
    entities = {entity for file in domain for entity in file.get("entities", ())}
    assert {intent for intent, _ in grown()} <= {intent for file in domain for intent in file.get("intents", ())}
    assert {match["name"] for _, example in grown() for match in ENTITY.finditer(example)} <= entities
    assert not [example for _, example in grown() if re.search(r"[\[\](){}<>|]", plain(example))]


def test_no_sentence_belongs_to_two_intents() -> None:
    written = [(intent, plain(example)) for intent, each in examples().items() for example in each]
    owners: dict[str, str] = {}
    for intent, sentence in [*written, *((intent, plain(example)) for intent, example in grown())]:
        assert owners.setdefault(sentence, intent) == intent, sentence


@pytest.mark.skipif(not CASES.exists(), reason="the cases from outside are not at hand")
def test_no_example_is_taken_from_the_cases() -> None:
    outside: set[str] = set()
    for file in CASES.glob("*.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            outside |= {_bare(str(case[key])) for key in ("text", "ref", "hyp") if key in case}
    written = {plain(example) for each in examples().values() for example in each}
    ours = {_bare(sentence) for sentence in written | {plain(example) for _, example in grown()}}
    assert {sentence for sentence in ours & outside if len(sentence) > FREE_CHARACTERS} == set()


def _bare(sentence: str) -> str:
    return re.sub(r"\W", "", sentence)


def test_a_template_gives_words_marks_and_alternatives(tmp_path: Path) -> None:
    lists = {"song": "茉莉花", "mood": "欢快"}
    found = list(SENTENCES.sampled(project(tmp_path, "[请](放|播){mood}的{song:title}", lists)))
    assert set(found) == {
        ("play_opera", f"{please}{verb}欢快的[茉莉花](title)") for please in ("", "请") for verb in "放播"
    }


def test_words_of_one_entity_side_by_side_are_one_value(tmp_path: Path) -> None:
    lists = {"day": "明天", "hour": "八点"}
    found = list(SENTENCES.sampled(project(tmp_path, "{day:time}{hour:time}叫我", lists)))
    assert found == [("play_opera", "[明天八点](time)叫我")]


@pytest.mark.parametrize("line", ["放{nothing}", "放<nothing>"])
def test_a_name_that_does_not_exist_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(SENTENCES.TemplateError, match="nothing"):
        list(SENTENCES.sampled(project(tmp_path, line)))
