"""停, 等一下, 小声点, 慢一点 and 再说一遍 work at any time; in the quiet of the room they are talk among people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.speaker.attention import Addressed
from config.phrases import load_phrases
from config.settings import HearingSettings
from skills.ports import Answer
from tests.assistant.speaker.test_turns import Rig

PHRASES = load_phrases("zh")


class VoiceSkills:
    """Keeps what it was asked; answers by the intent."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def answer(self, intent: str, text: str) -> Answer | None:
        self.asked.append((intent, text))
        return Answer(f"好{intent}。", expects_answer="等我" in text)


@pytest.fixture
def skills() -> VoiceSkills:
    return VoiceSkills()


@pytest.fixture
async def rig(tmp_path: Path, skills: VoiceSkills) -> AsyncIterator[Rig]:
    rig = Rig(tmp_path)
    rig.turns._at_once = skills.answer
    rig.turns._settings = HearingSettings(open_microphone_s=30)
    tasks = [asyncio.ensure_future(rig.mouth.run()), asyncio.ensure_future(rig.desk.run())]
    yield rig
    for task in tasks:
        task.cancel()


async def speaks(rig: Rig) -> None:
    """The mouth is in the middle of something."""
    rig.loudspeaker._hold = True
    rig.mouth.say("明天有雨出门带上伞")
    async with asyncio.timeout(60):
        while not rig.mouth.saying:
            await asyncio.sleep(0)


async def plays(rig: Rig, folder: Path) -> None:
    soundfile.write(folder / "a.wav", np.zeros(16_000, dtype=np.int16), 16_000)
    rig.player.play((folder / "a.wav",))


WORDS = [
    ("小声点", "change_volume"),
    ("声音大一点", "change_volume"),
    ("慢一点", "change_speech"),
    ("我说话慢，等等我", "change_speech"),
]


@pytest.mark.parametrize(("words", "intent"), WORDS)
async def test_louder_and_slower_while_it_speaks(rig: Rig, skills: VoiceSkills, words: str, intent: str) -> None:
    await speaks(rig)
    turn = await rig.turns.utterance(words, False)
    assert (turn.intent, turn.addressed, skills.asked) == (intent, Addressed.OPEN, [(intent, words)])
    assert rig.dialogue.asked == []
    rig.loudspeaker.finish()


async def test_quieter_while_music_plays(rig: Rig, skills: VoiceSkills, tmp_path: Path) -> None:
    await plays(rig, tmp_path)
    assert (await rig.turns.utterance("小声点", False)).replies == ("好change_volume。",)


@pytest.mark.parametrize("words", ["小声点", "慢一点", "再说一遍", "等一下", "停", "好的", "不用了", "是"])
async def test_in_a_quiet_room_they_are_talk_among_people(rig: Rig, skills: VoiceSkills, words: str) -> None:
    rig.mouth.last_said = "明天有雨。"
    rig.mouth.silent_since -= 60
    turn = await rig.turns.utterance(words, False)
    assert (turn.addressed, turn.replies, skills.asked, rig.dialogue.asked) == (Addressed.NOT, (), [], [])


async def test_say_it_again_while_it_speaks_begins_anew(rig: Rig) -> None:
    await speaks(rig)
    turn = await rig.turns.utterance("再说一遍", False)
    assert turn.replies == ("明天有雨出门带上伞",)
    assert rig.loudspeaker.stopped == 1


async def test_say_it_again_a_moment_later_and_without_the_engine(rig: Rig) -> None:
    rig.mouth.say("明天有雨出门带上伞")
    await rig.silent()
    rig.dialogue.dead = True
    rig.mouth.silent_since -= 5
    assert (await rig.turns.utterance("没听清，再说一遍", False)).replies == ("明天有雨出门带上伞",)


async def test_a_question_that_is_said_again_is_still_open(rig: Rig) -> None:
    rig.dialogue.expects_answer = True
    await rig.turns.utterance("小安小安提醒我吃药", False)
    await rig.silent()
    rig.mouth.silent_since -= 1
    again = await rig.turns.utterance("再说一遍", False)
    assert (again.replies, again.expects_answer) == (("回答提醒我吃药",), True)
    await rig.silent()
    rig.mouth.silent_since -= 1
    louder = await rig.turns.utterance("大点声", False)
    assert louder.replies == ("好change_volume。", "回答提醒我吃药")
    await rig.silent()
    rig.mouth.silent_since -= 1
    assert (await rig.turns.utterance("再说一遍", False)).replies == ("回答提醒我吃药",)
    assert len(rig.dialogue.asked) == 1


async def test_asked_how_she_feels_say_it_again_is_no_answer(rig: Rig) -> None:
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
    await rig.silent()
    rig.mouth.silent_since -= 1
    await rig.turns.utterance("再说一遍", False)
    assert rig.desk.asking
    await rig.silent()
    assert rig.said == [PHRASES("assistant.help.ask_unclear")] * 2
    rig.mouth.silent_since -= 1
    await rig.turns.utterance("没事没事", False)
    assert rig.alerts() == []


async def test_the_silence_counts_from_the_end_of_the_question_said_again(rig: Rig) -> None:
    rig.loudspeaker._hold = True
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.mouth.saying:
            await asyncio.sleep(0)
    rig.desk.say_again()
    rig.loudspeaker.finish()
    async with asyncio.timeout(60):
        while rig.desk._again is not None:
            await asyncio.sleep(0.01)
    assert rig.alerts() == []
    rig.loudspeaker.finish()
    async with asyncio.timeout(60):
        while not rig.alerts():
            await asyncio.sleep(0.01)


async def test_a_finding_is_asked_about_after_the_answer_to_another_question(rig: Rig) -> None:
    """One question at a time: 早上八点 must not be taken for how she feels."""
    rig.dialogue.expects_answer = True
    await rig.turns.utterance("小安小安提醒我吃药", False)
    rig.desk.ask(rig._unclear("手环"))
    await rig.silent()
    assert not rig.desk.asking
    rig.mouth.silent_since -= 1
    rig.dialogue.expects_answer = False
    await rig.turns.utterance("早上八点", False)
    assert [request for request, _ in rig.dialogue.asked] == ["提醒我吃药", "早上八点"]
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0.01)


async def test_an_unclear_cry_waits_for_no_other_question(rig: Rig) -> None:
    rig.dialogue.expects_answer = True
    await rig.turns.utterance("小安小安提醒我吃药", False)
    await rig.silent()
    rig.mouth.silent_since -= 1
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
