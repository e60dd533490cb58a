"""What is a cry for help, what may be one, and what is not. The tables are the promise."""

from __future__ import annotations

import json
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.hearing.cry import classify_cry
from assistant.ports import Cry

from .support import CASES

TABLE = tomllib.loads((Path(__file__).parent / "cries.toml").read_text(encoding="utf-8"))
HARMLESS = tomllib.loads((Path(__file__).parent / "harmless.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", TABLE["definite"])
def test_a_definite_cry(text: str) -> None:
    assert classify_cry(text) is Cry.DEFINITE


@pytest.mark.parametrize("text", TABLE["unclear"])
def test_an_unclear_cry(text: str) -> None:
    assert classify_cry(text) is Cry.UNCLEAR


@pytest.mark.parametrize("text", TABLE["none"])
def test_no_cry(text: str) -> None:
    assert classify_cry(text) is Cry.NONE


@pytest.mark.parametrize("text", HARMLESS["harmless"])
def test_what_is_near_to_a_cry_raises_no_alert(text: str) -> None:
    assert classify_cry(text) is not Cry.DEFINITE


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    assert classify_cry(text) in set(Cry)


_PIECES = st.sampled_from([*"救命我摔倒了不没别喊快来人叫疼头晕，。 ", "help ", "me ", "电视里"])


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_jumble_of_cries_has_an_answer(text: str) -> None:
    assert classify_cry(text) in set(Cry)


@pytest.mark.parametrize("unit", ["今天天气很好", "哎哟", "救命稻草", "我没摔倒", "a b ", "。", "help me find "])
def test_ten_thousand_characters_are_fast(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    classify_cry("热身")
    began = time.process_time()
    classify_cry(text)
    assert time.process_time() - began < 20


def test_a_partial_costs_little() -> None:
    classify_cry("热身")
    began = time.process_time()
    for _ in range(100):
        classify_cry("小安小安今天外面冷不冷我想出去走一走")
    assert (time.process_time() - began) / 100 < 0.1


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases from outside are not here")
def test_ordinary_talk_of_old_people_is_hardly_ever_a_cry() -> None:
    lines = (CASES / "elder_speech.jsonl").read_text(encoding="utf-8").splitlines()
    found = [classify_cry(json.loads(line)["text"]) for line in lines]
    definite, unclear = found.count(Cry.DEFINITE), found.count(Cry.UNCLEAR)
    print(f"of {len(lines)}: {definite} definite, {unclear} unclear")
    assert definite <= len(lines) // 2000
    assert unclear <= len(lines) // 500
