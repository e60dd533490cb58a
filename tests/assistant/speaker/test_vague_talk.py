"""Talk of which a few words happened to be known: nothing comes of it but a cry and 停."""

from __future__ import annotations

import asyncio

import pytest

from assistant.speaker.attention import Addressed
from config.phrases import load_phrases
from messages.payloads import EventKind

from .test_turns import Rig, rig

__all__ = ["rig"]

MOSTLY_UNKNOWN = 0.7


async def test_it_is_asked_for_again_where_it_was_meant_for_the_speaker(rig: Rig) -> None:
    turn = await rig.turns.utterance("小安小安今天", False, "", MOSTLY_UNKNOWN)
    assert (turn.intent, turn.expects_answer) == ("nlu_fallback", True)
    assert turn.replies == (load_phrases("zh")("assistant.turn.not_heard"),)
    assert rig.dialogue.asked == []


async def test_it_is_nothing_where_it_was_not(rig: Rig) -> None:
    turn = await rig.turns.utterance("今天天气", False, "", MOSTLY_UNKNOWN)
    assert (turn.addressed, turn.replies) == (Addressed.NOT, ())
    assert rig.dialogue.asked == []


async def test_it_is_no_answer_and_takes_no_cry_back(rig: Rig) -> None:
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
    assert (await rig.turns.utterance("没事没事", False, "", MOSTLY_UNKNOWN)).replies == ()
    assert rig.desk.asking
    rig.help_line.call("救命")
    await rig.turns.utterance("我没事了", False, "", MOSTLY_UNKNOWN)
    assert EventKind.CANCEL not in rig.events()


@pytest.mark.parametrize("text", ["救命", "快叫人救命"])
async def test_a_cry_counts_all_the_same(rig: Rig, text: str) -> None:
    turn = await rig.turns.utterance(text, False, "", 0.9)
    assert turn.intent == "call_for_help"
    assert len(rig.alerts()) == 1


async def test_a_few_unknown_words_do_no_harm(rig: Rig) -> None:
    await rig.turns.utterance("小安小安每天八点提醒我吃", False, "", 0.25)
    assert [text for text, _ in rig.dialogue.asked] == ["每天八点提醒我吃"]
