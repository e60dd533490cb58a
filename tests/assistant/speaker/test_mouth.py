"""One thing is said at a time; safety lines before all else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from assistant.speaker.mouth import Mouth
from tests.assistant.standins import FixedLoudness, RecordingLoudspeaker, ToneVoice


def by_stop(text: str) -> list[str]:
    return [part + "。" for part in text.split("。") if part]


class Rig:
    def __init__(self, hold: bool) -> None:
        self.loudspeaker = RecordingLoudspeaker(hold)
        self.voice = ToneVoice()
        self.ducked: list[bool] = []
        self.said: list[str] = []
        self.mouth = Mouth(self.voice, self.loudspeaker, FixedLoudness(), by_stop, self.ducked.append)
        self.mouth.on_said(self.said.append)


@asynccontextmanager
async def speaking(hold: bool = False) -> AsyncIterator[Rig]:
    rig = Rig(hold)
    task = asyncio.ensure_future(rig.mouth.run())
    try:
        yield rig
    finally:
        task.cancel()


async def until_said(rig: Rig, lines: int) -> None:
    async with asyncio.timeout(60):
        while len(rig.said) < lines:
            await asyncio.sleep(0)


async def test_sentences_are_said_in_order_and_the_music_is_ducked_meanwhile() -> None:
    async with speaking() as rig:
        await rig.mouth.say("今天冷。多穿点。")
        assert rig.said == ["今天冷。", "多穿点。"]
        assert [volume for _, volume in rig.loudspeaker.played] == [70, 70]
        assert rig.ducked == [True, False]
        assert rig.mouth.last_said == "今天冷。多穿点。"
        assert not rig.mouth.speaking


async def test_a_safety_line_breaks_off_what_is_being_said_and_drops_what_waits() -> None:
    async with speaking(hold=True) as rig:
        long = rig.mouth.say("一段很长的话。还有一段。")
        waiting = rig.mouth.say("这句还没有说。")
        await until_said(rig, 1)
        rig.mouth.say_first("别怕，我这就叫人。")
        await until_said(rig, 2)
        assert rig.said == ["一段很长的话。", "别怕，我这就叫人。"]
        assert rig.loudspeaker.stopped == 1
        assert rig.loudspeaker.played[-1][1] == 100
        assert long.done()
        assert waiting.done()


async def test_nothing_hushes_a_safety_line() -> None:
    async with speaking(hold=True) as rig:
        rig.mouth.say_first("别怕，我这就叫人。")
        await until_said(rig, 1)
        rig.mouth.hush()
        assert rig.loudspeaker.stopped == 0
        rig.mouth.say_first("已经通知社区了。")
        assert rig.loudspeaker.stopped == 0
        rig.loudspeaker.finish()
        await until_said(rig, 2)


async def test_safety_lines_that_are_out_of_date_are_dropped() -> None:
    async with speaking(hold=True) as rig:
        rig.mouth.say_first("别怕，我这就叫人。")
        await until_said(rig, 1)
        late = rig.mouth.say_first("已经通知社区了。")
        rig.mouth.drop_waiting()
        rig.mouth.say_first("好的，您没事了。")
        rig.loudspeaker.finish()
        await until_said(rig, 2)
        assert rig.said == ["别怕，我这就叫人。", "好的，您没事了。"]
        assert late.done()


@pytest.mark.parametrize("extra", [0, 10, 40])
async def test_a_reminder_can_be_louder(extra: int) -> None:
    async with speaking() as rig:
        await rig.mouth.say("该吃药了。", extra)
        assert rig.loudspeaker.played[0][1] == min(100, 70 + extra)


async def test_a_remark_is_not_what_is_said_again() -> None:
    async with speaking() as rig:
        await rig.mouth.say("明天有雨。")
        await rig.mouth.say("好，我说大声点。", remark=True)
        assert (rig.mouth.last_said, rig.mouth.last_told) == ("好，我说大声点。", "明天有雨。")
