"""Its own voice is no request and no cry, and a person's cry is never taken for it twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.speaker.attention import Addressed
from tests.assistant.speaker.test_turns import Rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    yield Rig(tmp_path)


def sounding(rig: Rig, sentence: str, item: int = 1) -> None:
    """The mouth is in the middle of saying it."""
    rig.mouth.saying = rig.mouth.last_said = f"我刚醒。{sentence}"
    rig.mouth.sounding, rig.mouth.item = sentence, item


async def test_the_speakers_own_voice_is_no_cry_and_no_request(rig: Rig) -> None:
    sounding(rig, "要叫人，喊救命就行。")
    for heard in ("喊救命", "救命", "喊救命就行"):
        rig.turns.cry(heard)
    await rig.turns.utterance("喊救命就行", False)
    assert rig.alerts() == []
    assert (await rig.turns.utterance("我刚醒", False)).addressed is Addressed.NOT


async def test_a_cry_repeated_while_the_speaker_names_it_is_a_persons(rig: Rig) -> None:
    sounding(rig, "要叫人，喊救命就行。")
    rig.turns.cry("救命")
    await rig.turns.utterance("救命", False)
    assert rig.alerts() == []
    rig.turns.cry("救命")
    assert len(rig.alerts()) == 1


async def test_each_time_it_is_said_it_may_echo_once(rig: Rig) -> None:
    for item in (1, 2):
        sounding(rig, "要叫人，喊救命就行。", item)
        await rig.turns.utterance("救命", False)
    assert rig.alerts() == []


@pytest.mark.parametrize("cry", ["救命救命", "救命啊救命", "快来人救命"])
async def test_more_of_a_cry_than_was_said_is_a_persons(rig: Rig, cry: str) -> None:
    sounding(rig, "要叫人，喊救命就行。")
    rig.turns.cry(cry)
    assert len(rig.alerts()) == 1


async def test_a_cry_into_another_sentence_of_the_same_answer_is_a_persons(rig: Rig) -> None:
    sounding(rig, "这件事过一会儿再跟我说。")
    rig.mouth.saying += "要叫人，喊救命就行。"
    rig.turns.cry("救命")
    assert len(rig.alerts()) == 1
