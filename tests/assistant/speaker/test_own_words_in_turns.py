"""Own words are put right in what is understood, and in nothing that a life may hang on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import OwnWord, OwnWords
from assistant.speaker.attention import Addressed
from assistant.speaker.light_board import LightBoard
from assistant.speaker.listening import Listener
from assistant.speaker.turns import Turns
from config.phrases import load_phrases
from config.settings import HearingSettings
from tests.assistant.standins import RecordingLight

from .test_turns import Rig, rig

__all__ = ["rig"]

OWN = OwnWords([OwnWord("降压药", Kind.MEDICINE), OwnWord("李梅", Kind.PERSON), OwnWord("来得时", Kind.MEDICINE)])


class Shown:
    """Keeps what was shown."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def publish(self, kind: str, **fields: str) -> None:
        self.texts.append(fields["text"])


@pytest.fixture
async def turns(rig: Rig, tmp_path: Path) -> AsyncIterator[Turns]:
    yield with_own_words(rig, lambda text: OWN.correct(text).text)


def with_own_words(rig: Rig, put_right: object) -> Turns:
    assert callable(put_right)
    return Turns(
        rig.dialogue, rig.mouth, rig.help_line, rig.desk, LightBoard(RecordingLight()), rig.player,
        load_phrases("zh"), HearingSettings(), str, rig.ducked.append, lambda: False, put_right,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "held", "filled", "asked"),
    [
        ("小安小安八点提醒我吃将压药", False, "", "八点提醒我吃降压药"),
        ("八点提醒我吃将压药", True, "", "八点提醒我吃降压药"),
        ("小安小安八点提醒我", False, "小安小安八点提醒我吃来得时", "八点提醒我吃来得时"),
        ("小安小安", False, "小安小安来得时", "来得时"),
        ("", True, "来得时", "来得时"),
        ("今天天气怎么样", True, "", "今天天气怎么样"),
    ],
)
async def test_the_dialogue_gets_the_own_word_and_the_page_shows_it(
    rig: Rig, turns: Turns, text: str, held: bool, filled: str, asked: str
) -> None:
    shown = Shown()
    await Listener(turns, rig.desk, shown).take(text, held, filled)
    assert [request for request, _ in rig.dialogue.asked] == [asked]
    assert shown.texts == [asked if asked not in text else text]


async def test_what_was_heard_stays_in_the_turn(turns: Turns) -> None:
    turn = await turns.utterance("八点提醒我吃将压药", True)
    assert (turn.heard, turn.understood, turn.shown) == (
        "八点提醒我吃将压药",
        "八点提醒我吃降压药",
        "八点提醒我吃降压药",
    )


async def test_the_end_of_a_turn_is_judged_on_what_is_meant(rig: Rig) -> None:
    assert not await with_own_words(rig, str).is_complete("今天填企")
    assert await with_own_words(rig, lambda text: text.replace("填企", "天气")).is_complete("今天填企")


async def test_cries_and_the_wake_word_are_matched_on_what_was_heard(rig: Rig) -> None:
    """However wrong the own words are: one that turns everything into talk, one that turns talk into a cry."""
    deaf = with_own_words(rig, lambda _: "今天天气怎么样")
    await deaf.utterance("救命", False, "来得时")
    assert len(rig.alerts()) == 1
    crying = with_own_words(rig, lambda _: "小安小安救命")
    turn = await crying.utterance("今天天气怎么样", False, "小安小安救命")
    assert turn.addressed is Addressed.NOT
    await crying.utterance("今天天气怎么样", True, "救命")
    assert len(rig.alerts()) == 1
