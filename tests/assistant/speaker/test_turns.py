"""What each utterance is taken for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.help_line.book import AlertBook
from assistant.help_line.help_line import HelpLine
from assistant.ports import DialogueError, Reply, Understanding
from assistant.reporter import Reporter
from assistant.speaker.attention import Addressed
from assistant.speaker.light_board import LightBoard
from assistant.speaker.mouth import Mouth
from assistant.speaker.question_desk import QuestionDesk
from assistant.speaker.questions import Question, UnclearCryQuestion
from assistant.speaker.turns import Turns
from assistant.store.tables import Base
from config.phrases import load_phrases
from config.settings import HearingSettings, HelpSettings
from hardware.ports import DeviceError, LightState
from hardware.silent_player import SilentPlayer
from messages.database import open_sqlite
from messages.outbox import Outbox
from messages.payloads import Alert, AlertKind, Event, EventKind
from tests.assistant.standins import (
    FixedLoudness,
    ReadyLines,
    RecordingLight,
    RecordingLoudspeaker,
    SetClock,
    ToneVoice,
)

PHRASES = load_phrases("zh")


class ScriptedDialogue:
    """Answers every request with its own text; fails when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.dead = False
        self.expects_answer = False

    async def ready(self) -> bool:
        return not self.dead

    async def parse(self, text: str) -> Understanding:
        if self.dead:
            raise DialogueError("dead")
        return Understanding(text, "ask_weather", 0.9 if "天气" in text else 0.3)

    async def respond(self, text: str, conversation: str) -> Reply:
        if self.dead:
            raise DialogueError("dead")
        self.asked.append((text, conversation))
        return Reply((f"回答{text}",), self.expects_answer, "ask_weather")


class Rig:
    def __init__(self, folder: Path) -> None:
        self.clock = SetClock()
        self.engine = open_sqlite(folder / "home.db")
        Base.metadata.create_all(self.engine)
        self.outbox = Outbox(self.engine, self.clock)
        self.outbox.create()
        self.book = AlertBook(self.engine, self.outbox)
        self.loudspeaker = RecordingLoudspeaker()
        self.mouth = Mouth(ToneVoice(), self.loudspeaker, FixedLoudness(), lambda text: [text], lambda on: None)
        self.said: list[str] = []
        self.mouth.on_said(self.said.append)
        self.reporter = Reporter("home-1", "wang", "speaker-1", self.clock)
        self.light = RecordingLight()
        self.board = light = LightBoard(self.light)
        help_settings = HelpSettings(silence_is_yes_s=0.1)
        self.help_line = HelpLine(self.book, self.reporter, self.mouth, ReadyLines(), light, PHRASES, help_settings)
        self.desk = QuestionDesk(self.mouth, self.clock, help_settings, self._unclear)
        self.dialogue = ScriptedDialogue()
        self.player = SilentPlayer()
        self.untold = ""
        self.ducked: list[bool] = []
        self.reminding = False
        self.turns = Turns(
            self.dialogue, self.mouth, self.help_line, self.desk, light, self.player, PHRASES,
            HearingSettings(open_microphone_s=0.5), self._take_untold, self.ducked.append,
            lambda: self.reminding,
        )  # fmt: skip

    def alerts(self) -> list[Alert]:
        rows = self.outbox.due(self.clock.now(), 100)
        return [payload for payload in (row.payload() for row in rows) if isinstance(payload, Alert)]

    def events(self) -> list[EventKind]:
        rows = self.outbox.due(self.clock.now(), 100)
        return [payload.kind for payload in (row.payload() for row in rows) if isinstance(payload, Event)]

    async def silent(self) -> None:
        async with asyncio.timeout(60):
            while self.mouth.speaking:
                await asyncio.sleep(0)
            await asyncio.sleep(0)  # what follows the end of speaking

    def _take_untold(self) -> str:
        """Given once, as the reminder table does."""
        untold, self.untold = self.untold, ""
        return untold

    def _unclear(self, said: str) -> Question:
        return UnclearCryQuestion(said, self.help_line, self.reporter, PHRASES)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    rig = Rig(tmp_path)
    tasks = [asyncio.ensure_future(rig.mouth.run()), asyncio.ensure_future(rig.desk.run())]
    yield rig
    for task in tasks:
        task.cancel()


@pytest.mark.parametrize(
    ("text", "held", "addressed", "asked"),
    [
        ("小安小安今天天气怎么样", False, Addressed.WAKE_WORD, "今天天气怎么样"),
        ("今天天气怎么样", True, Addressed.HELD, "今天天气怎么样"),
        ("小安小安今天天气怎么样", True, Addressed.HELD, "今天天气怎么样"),
        ("今天天气怎么样", False, Addressed.NOT, ""),
        ("她说小安这孩子真好", False, Addressed.NOT, ""),
    ],
)
async def test_only_what_is_meant_for_the_speaker_is_answered(
    rig: Rig, text: str, held: bool, addressed: Addressed, asked: str
) -> None:
    turn = await rig.turns.utterance(text, held)
    assert turn.addressed is addressed
    assert [request for request, _ in rig.dialogue.asked] == ([asked] if asked else [])
    assert turn.replies == ((f"回答{asked}",) if asked else ())


async def test_the_wake_word_alone_opens_the_microphone_once_the_voice_is_silent(rig: Rig) -> None:
    rig.turns._settings = HearingSettings(open_microphone_s=30)
    turn = await rig.turns.utterance("小安小安", False)
    assert turn.expects_answer
    await rig.silent()
    rig.mouth.silent_since -= 10
    assert (await rig.turns.utterance("今天天气怎么样", False)).addressed is Addressed.OPEN
    await rig.silent()
    rig.mouth.silent_since -= 10
    assert (await rig.turns.utterance("今天天气怎么样", False)).addressed is Addressed.NOT


async def test_a_definite_cry_needs_no_wake_word_and_no_dialogue(rig: Rig) -> None:
    rig.dialogue.dead = True
    rig.turns.cry("救命")
    rig.turns.cry("救命啊救命")
    turn = await rig.turns.utterance("救命啊救命", False)
    assert turn.intent == "call_for_help"
    assert [alert.kind for alert in rig.alerts()] == [AlertKind.CRY]


async def test_the_light_goes_out_when_nobody_answers_an_open_microphone(rig: Rig) -> None:
    await rig.turns.utterance("小安小安", False)
    await rig.silent()
    assert LightState.LISTENING in rig.light.states
    async with asyncio.timeout(60):
        while rig.light.states[-1].value != "idle":
            await asyncio.sleep(0.01)


async def test_the_end_of_an_open_microphone_puts_out_no_newer_light(rig: Rig) -> None:
    await rig.turns.utterance("小安小安", False)
    await rig.silent()
    closing = rig.turns._closing
    assert closing is not None
    rig.turns.partial("小安小安")
    assert closing.cancelled()


@pytest.mark.parametrize(
    ("answer", "raised"), [("没事没事", False), ("不用", False), ("我头晕得厉害", True), ("嗯那个", True)]
)
async def test_an_unclear_cry_is_asked_about_and_the_answer_decides(rig: Rig, answer: str, raised: bool) -> None:
    turn = await rig.turns.utterance("哎哟我不舒服", False)
    assert turn.expects_answer
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
    await rig.turns.utterance(answer, True)
    assert bool(rig.alerts()) is raised
    if raised:
        assert rig.alerts()[0].kind is AlertKind.UNWELL
        assert rig.alerts()[0].answered == answer


async def test_a_noise_without_words_is_no_answer(rig: Rig) -> None:
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
    await rig.turns.utterance("", False)
    assert rig.desk.asking
    await rig.turns.utterance("没事没事", False)
    assert rig.alerts() == []


async def test_silence_after_an_unclear_cry_counts_as_yes_and_it_is_asked_once_in_ten_minutes(rig: Rig) -> None:
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.alerts():
            await asyncio.sleep(0.01)
    assert rig.alerts()[0].answered == ""
    assert not (await rig.turns.utterance("哎哟我不舒服", False)).expects_answer
    rig.clock.forward(601)
    assert (await rig.turns.utterance("哎哟我不舒服", False)).expects_answer


async def test_i_am_fine_cancels_an_open_alert_without_the_dialogue(rig: Rig) -> None:
    rig.dialogue.dead = True
    await rig.turns.utterance("救命", False)
    await rig.silent()
    rig.mouth.silent_since -= 10
    turn = await rig.turns.utterance("我没事了", False)
    assert turn.intent == "cancel_help"
    assert rig.events() == [EventKind.CANCEL]


async def test_stop_pauses_the_music_at_once_without_the_wake_word(rig: Rig, tmp_path: Path) -> None:
    piece = tmp_path / "a.wav"
    soundfile.write(piece, np.zeros(16_000, dtype=np.int16), 16_000)
    rig.player.play((piece,))
    turn = await rig.turns.utterance("停", False)
    assert turn.intent == "stop"
    assert rig.player.paused


async def test_the_music_steps_back_at_the_wake_word_and_comes_back_when_nothing_is_said(rig: Rig) -> None:
    rig.turns.partial("小安小安")
    assert rig.ducked == [True]
    await rig.turns.utterance("这不是跟它说的", False)
    assert rig.ducked == [True, False]


@pytest.mark.parametrize(
    ("text", "reminding", "answered"),
    [
        ("吃过了", True, True), ("我已经吃了药了", True, True), ("好的吃完了", True, True), ("等会儿再吃", True, True),
        ("吃过了", False, False), ("还没吃", True, False), ("吃过了吗", True, False), ("她吃了三个饺子了", True, False),
    ],
)  # fmt: skip
async def test_taken_needs_no_wake_word_while_a_dose_is_waited_for(
    rig: Rig, text: str, reminding: bool, answered: bool
) -> None:
    rig.reminding = reminding
    assert bool((await rig.turns.utterance(text, False)).replies) is answered


async def test_a_cry_settles_the_question_that_is_open(rig: Rig) -> None:
    await rig.turns.utterance("哎哟我不舒服", False)
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
    await rig.turns.utterance("救命", False)
    assert not rig.desk.asking


async def test_a_dead_dialogue_is_told_kindly(rig: Rig) -> None:
    rig.dialogue.dead = True
    turn = await rig.turns.utterance("今天天气怎么样", True)
    assert turn.replies == (PHRASES("assistant.turn.later"),)


async def test_what_was_missed_is_told_after_the_answer_but_not_into_a_question(rig: Rig) -> None:
    rig.untold = "八点的药没有提醒您。"
    rig.dialogue.expects_answer = True
    assert (await rig.turns.utterance("今天天气怎么样", True)).replies == ("回答今天天气怎么样",)
    rig.dialogue.expects_answer = False
    assert (await rig.turns.utterance("今天天气怎么样", True)).replies[-1] == "八点的药没有提醒您。"


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("小安小安今天天气怎么样", True),
        ("小安小安", True),
        ("停", True),
        ("救命", True),
        ("提醒我", False),
        ("那北京呢", True),
        ("那北京", False),
    ],
)
async def test_completeness_comes_from_meaning(rig: Rig, text: str, complete: bool) -> None:
    assert await rig.turns.is_complete(text) is complete


class DeadPlayer(SilentPlayer):
    """A player whose core has gone."""

    @property
    def playing(self) -> Path | None:
        raise DeviceError("The music player failed.")


async def test_a_dead_music_player_does_not_end_the_listening(rig: Rig) -> None:
    turns = Turns(
        rig.dialogue, rig.mouth, rig.help_line, rig.desk, LightBoard(RecordingLight()), DeadPlayer(), PHRASES,
        HearingSettings(), str, rig.ducked.append, lambda: False,
    )  # fmt: skip
    turns.partial("快来")
    turns.cry("快来人啊救命")
    assert len(rig.alerts()) == 1
    assert (await turns.utterance("小安小安今天天气怎么样", False)).replies


async def test_noise_that_never_ends_does_not_put_off_the_silence_for_ever(rig: Rig) -> None:
    rig.desk.speech_going_on = True
    rig.desk.ask_unclear("哎哟")
    async with asyncio.timeout(60):
        while not rig.alerts():
            await asyncio.sleep(0.01)
    assert not rig.desk.asking
