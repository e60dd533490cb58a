"""The Rasa project's sources keep their promises: names, numbers of examples, and the same actions as the skills."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from assistant.actions.naming import FORMS, action_names, action_of
from tests.assistant.dialogue.recording import INTENTS, Home
from tests.intents.sources import ENTITY, domain_actions, domain_files, examples, held_out, items, nlu_blocks, plain
from tests.rasa_server import INTENTS_DIR, ROOT

MANY = {
    "ask_weather": 60,
    "play_opera": 60,
    "set_reminder": 60,
    "call_person": 60,
    "call_for_help": 60,
    "start_check": 60,
    "out_of_scope": 100,
}


@pytest.mark.parametrize("intent", [*INTENTS, "out_of_scope"])
def test_every_intent_has_enough_examples_and_none_twice(intent: str) -> None:
    sentences = [plain(example) for example in examples()[intent]]
    assert len(set(sentences)) == len(sentences)
    assert len(sentences) >= MANY.get(intent, 30)


def test_no_sentence_is_an_example_of_two_intents() -> None:
    owners: dict[str, str] = {}
    for intent, sentences in examples().items():
        for sentence in map(plain, sentences):
            assert owners.setdefault(sentence, intent) == intent, sentence


def test_the_domain_has_the_products_intents_and_one_action_each() -> None:
    intents = {intent for domain in domain_files().values() for intent in domain.get("intents", ())}
    assert intents == {*INTENTS, "out_of_scope", "nlu_fallback"}
    assert {action_of(intent) for intent in intents} <= domain_actions()


def test_the_domain_and_the_action_server_know_the_same_actions() -> None:
    home = Home()
    assert domain_actions() == action_names(tuple(home.skills.values()), (home.form,))


def test_the_forms_of_the_domain_are_the_ones_served() -> None:
    forms = {
        name: tuple(form["required_slots"])
        for d in domain_files().values()
        for name, form in d.get("forms", {}).items()
    }
    assert forms == {form.name: form.slots for form in FORMS}
    slots = {slot for domain in domain_files().values() for slot in domain.get("slots", {})}
    assert {note for form in FORMS for note in form.notes} <= slots


def test_entities_are_the_documented_ones() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    documented = set(re.findall(r"`([a-z]+)`", text.split("Entities:")[1].split(".\n")[0]))
    declared = {entity for domain in domain_files().values() for entity in domain.get("entities", ())}
    marked = {match["name"] for sentences in examples().values() for s in sentences for match in ENTITY.finditer(s)}
    assert declared == documented
    assert marked <= declared


def test_each_skill_has_the_same_file_name_everywhere() -> None:
    names = [
        {file.stem for file in (INTENTS_DIR / folder).glob("*.yml")} for folder in ("domain", "data/nlu", "data/rules")
    ]
    assert all(one == other for one, other in combinations(names, 2))


def test_lookup_tables_name_the_longer_word_first() -> None:
    """A table becomes one alternation, in which 外孙 before 外孙女 would win."""
    for _, block in nlu_blocks():
        if "lookup" in block:
            words = items(block)
            assert len(words) == len(set(words)), block["lookup"]
            for at, word in enumerate(words):
                assert not any(later.startswith(word) for later in words[at + 1 :]), (block["lookup"], word)


def test_the_held_out_sentences_are_in_no_example() -> None:
    known = {plain(example) for sentences in examples().values() for example in sentences}
    assert not known & {text for _, text in held_out()}
    assert len(held_out()) >= 80
