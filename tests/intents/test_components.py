"""The pure parts of the pipeline."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.intents.sources import items, module, nlu_blocks

SOUND = module("intents/components/sound.py")
SETTLING = module("intents/components/settling.py")
TIMES = [re.compile(item) for _, block in nlu_blocks() if block.get("regex") == "time" for item in items(block)]


@pytest.mark.parametrize(
    ("syllable", "sound"),
    [("zhang", "zan"), ("zan", "zan"), ("shui", "sui"), ("cheng", "cen"), ("xing", "xin"), ("qiang", "qian"),
     ("ma", "ma"), ("huang", "huan"), ("a", "a"), ("", "")],
)  # fmt: skip
def test_sound_alikes_are_one(syllable: str, sound: str) -> None:
    assert SOUND.merged(syllable) == sound


@pytest.mark.parametrize(("character", "sound"), [("药", "yao"), ("a", "a"), ("A", "a"), ("38", "38"), ("ABC", "abc")])
def test_the_sound_of_a_token(character: str, sound: str) -> None:
    assert SOUND.sound_of(character) == sound


def found(text: str, *entities: tuple[str, str, str]) -> list[tuple[str, str]]:
    given: list[dict[str, Any]] = [
        {
            "entity": name,
            "value": value,
            "start": text.index(value),
            "end": text.index(value) + len(value),
            "extractor": by,
        }
        for name, value, by in entities
    ]
    return [(entity["entity"], entity["value"]) for entity in SETTLING.settled(given, text)]


CRF, TABLE = "CRFEntityExtractor", "RegexEntityExtractor"


def test_what_both_found_stands_once() -> None:
    assert found("吃降压药", ("medicine", "降压药", CRF), ("medicine", "降压药", TABLE)) == [("medicine", "降压药")]


def test_the_longer_of_two_stands() -> None:
    assert found("放智取威虎山", ("title", "威虎山", CRF), ("title", "智取威虎山", TABLE)) == [("title", "智取威虎山")]


def test_a_name_loses_its_particle() -> None:
    assert found("唱空城计吧", ("title", "空城计吧", CRF), ("title", "空城计", TABLE)) == [("title", "空城计")]


def test_a_time_that_swallowed_other_words_yields_to_the_pattern() -> None:
    text = "每天早上吃你提醒我"
    assert found(text, ("time", "每天早上吃你", CRF), ("time", "每天早上", TABLE)) == [("time", "每天早上")]


def test_a_longer_learned_time_made_of_time_words_stands() -> None:
    assert found("从明天起每天八点", ("time", "从明天起每天八点", CRF), ("time", "每天八点", TABLE)) == [
        ("time", "从明天起每天八点")
    ]


def test_two_times_become_one_and_a_date_in_them_stays() -> None:
    text = "明天早上八点和晚上九点吃"
    entities = (("time", "明天早上八点", CRF), ("time", "晚上九点", CRF), ("date", "明天", TABLE))
    assert found(text, *entities) == [("time", "明天早上八点和晚上九点"), ("date", "明天")]


def test_two_times_with_words_between_stay_two() -> None:
    text = "不是八点是九点"
    assert found(text, ("time", "八点", TABLE), ("time", "九点", TABLE)) == [("time", "八点"), ("time", "九点")]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("每天早上八点提醒我", "每天早上八点"),
        ("下午一点叫我", "下午一点"),
        ("八点二十吃", "八点二十"),
        ("十点四十五分叫我", "十点四十五分"),
        ("早上8点30分吃", "早上8点30分"),
        ("07:30吃药", "07:30"),
        ("每周一三五早上九点半吃", "每周一三五早上九点半"),
        ("早上八点和晚上八点吃", "早上八点和晚上八点"),
        ("每天早饭前半小时吃", "每天早饭前半小时"),
        ("过半个小时叫我", "过半个小时"),
        ("二十分钟后叫我", "二十分钟后"),
        ("每天早上和晚上都吃", "每天早上和晚上"),
        ("临睡前吃一片", "临睡前"),
    ],
)
def test_time_phrases_are_found_whole(text: str, phrase: str) -> None:
    hits = [match.group() for pattern in TIMES for match in pattern.finditer(text)]
    assert max(hits, key=len) == phrase


@pytest.mark.parametrize("text", ["声音大一点", "晚一点再说", "有一点疼", "说慢一点", "今天冷不冷", "我吃了两片"])
def test_what_is_no_time(text: str) -> None:
    assert [match.group() for pattern in TIMES for match in pattern.finditer(text)] == []
