"""Cut off, she goes on: what she says belongs together, and the speaker learns to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.speaker.attention import Addressed
from assistant.speaker.cut_off import LastTurn, learned_pause_s, went_on
from assistant.speaker.own_voice import HeardAt
from assistant.speaker.turns import Turns
from config.settings import HearingSettings
from messages.errors import OutboxError
from tests.assistant.speaker.test_turns import Rig


@pytest.mark.parametrize(
    ("began_at", "sounded_at", "goes_on"),
    [
        (102.5, 0.0, True),
        (102.5, 99.0, True),  # an answer to something earlier
        (102.5, 102.4, False),  # she has heard it
        (102.5, 102.6, True),
        (104.1, 0.0, False),  # too long ago
        (99.0, 0.0, False),
    ],
)
def test_who_went_on(began_at: float, sounded_at: float, goes_on: bool) -> None:
    assert went_on(LastTurn("提醒我", 100.0), began_at, sounded_at, pause_s=2.0) is goes_on


@pytest.mark.parametrize(
    ("after_s", "present_s", "learned_s"),
    [
        ([2.4], 2.0, None),
        ([2.4, 2.6], 2.0, 3.1),
        ([0.6, 0.7], 2.0, None),
        ([5.9, 5.9], 2.0, 6.0),
        ([2.1, 3.0], 4.0, None),
    ],
)
def test_twice_is_a_habit(after_s: list[float], present_s: float, learned_s: float | None) -> None:
    assert learned_pause_s(after_s, present_s) == learned_s


class Kept:
    pause_s = 2.0

    def set_pause_s(self, seconds: float) -> None:
        self.pause_s = seconds


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """The mouth says nothing until a test runs it."""
    yield Rig(tmp_path)


def turns_of(rig: Rig, kept: Kept) -> Turns:
    rig.turns._resuming._pauses = kept
    return rig.turns


async def test_what_she_goes_on_with_is_put_together(rig: Rig) -> None:
    rig.dialogue.expects_answer = True
    await rig.turns.utterance("小安小安每天早上八点", False, heard=HeardAt(100.0, 102.0))
    turn = await rig.turns.utterance("吃降压药", False, heard=HeardAt(104.5, 105.5))
    assert turn.addressed is Addressed.OPEN
    assert [request for request, _ in rig.dialogue.asked] == ["每天早上八点", "每天早上八点吃降压药"]


async def test_after_a_whole_request_talk_in_the_room_is_not_hers(rig: Rig) -> None:
    await rig.turns.utterance("小安小安今天天气怎么样", False, heard=HeardAt(100.0, 102.0))
    assert (await rig.turns.utterance("吃饭了吗", False, heard=HeardAt(103.0, 104.0))).addressed is Addressed.NOT


async def test_a_call_for_it_begins_anew(rig: Rig) -> None:
    rig.dialogue.expects_answer = True
    await rig.turns.utterance("小安小安每天早上八点", False, heard=HeardAt(100.0, 102.0))
    await rig.turns.utterance("小安小安几号了呀今天", False, heard=HeardAt(104.5, 105.5))
    assert [request for request, _ in rig.dialogue.asked] == ["每天早上八点", "几号了呀今天"]


async def test_the_wake_word_and_the_request_with_a_breath_between(rig: Rig) -> None:
    await rig.turns.utterance("小安小安", False, heard=HeardAt(100.0, 101.0))
    await rig.turns.utterance("今天天气怎么样", False, heard=HeardAt(101.7, 103.0))
    assert [request for request, _ in rig.dialogue.asked] == ["今天天气怎么样"]


async def test_cut_off_twice_it_waits_longer_for_good(rig: Rig) -> None:
    kept, rig.dialogue.expects_answer = Kept(), True
    turns = turns_of(rig, kept)
    for start in (100.0, 200.0):
        assert kept.pause_s == 2.0
        await turns.utterance("小安小安每天早上八点", False, heard=HeardAt(start, start + 2))
        await turns.utterance("吃降压药", False, heard=HeardAt(start + 4.6, start + 5))
    assert kept.pause_s == 3.1


class FullDisk(Kept):
    def set_pause_s(self, seconds: float) -> None:
        raise OutboxError("home.db cannot be written: OperationalError")


async def test_a_pause_that_cannot_be_kept_costs_her_no_request(rig: Rig) -> None:
    kept, rig.dialogue.expects_answer = FullDisk(), True
    turns = turns_of(rig, kept)
    with capture_logs() as logs:
        for start in (100.0, 200.0):
            await turns.utterance("小安小安每天早上八点", False, heard=HeardAt(start, start + 2))
            turn = await turns.utterance("吃降压药", False, heard=HeardAt(start + 4.6, start + 5))
    assert turn.addressed is Addressed.OPEN
    assert rig.dialogue.asked[-1][0] == "每天早上八点吃降压药"
    assert kept.pause_s == 2.0
    assert [(each["log_level"], "pause" in each["event"]) for each in logs if "reason" in each] == [("error", True)]


async def test_what_is_typed_is_never_put_together(rig: Rig) -> None:
    rig.dialogue.expects_answer = True
    await rig.turns.utterance("每天早上八点", True)
    await rig.turns.utterance("吃降压药", True)
    assert [request for request, _ in rig.dialogue.asked] == ["每天早上八点", "吃降压药"]


async def test_an_answer_counts_from_when_it_began(rig: Rig) -> None:
    """Eight seconds are to begin in, not to end in."""
    rig.dialogue.expects_answer = True
    rig.turns._settings = HearingSettings(open_microphone_s=30)
    task = asyncio.ensure_future(rig.mouth.run())
    await rig.turns.utterance("小安小安提醒我吃药", False)
    await rig.silent()
    task.cancel()
    open_until_s = rig.turns._attention.open_until_s
    late = HeardAt(open_until_s - 0.1, open_until_s + 6)
    rig.mouth.silent_since -= 60
    assert (await rig.turns.utterance("每天早上八点", False, heard=late)).addressed is Addressed.OPEN
    rig.turns._resuming._last = None
    later = HeardAt(open_until_s + 0.1, open_until_s + 6)
    assert (await rig.turns.utterance("每天早上八点", False, heard=later)).addressed is Addressed.NOT
