"""A check survives what happens in a home: a cry, silence, a device that drops, a bridge that is away, a reminder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from sqlalchemy import text

from config.settings import HearingSettings
from messages.guided_check import CheckOutcome, Measuring
from messages.payloads import AlertKind, EventKind, Finding, Metric, Urgency
from skills.ports import CheckStart
from tests.assistant.guided_check.rig import ALL, PATIENT, QUICK, CheckRig, running

PULSE, OXYGEN, UPPER, LOWER, WARMTH = ALL


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[CheckRig]:
    async with running(tmp_path) as made:
        yield made


async def test_it_goes_from_step_to_step_and_is_kept_and_told(rig: CheckRig) -> None:
    assert (await rig.begins()).metrics == set(ALL)
    await rig.hears("现在量心跳")
    for metric, value in ((PULSE, 72), (OXYGEN, 97), (UPPER, 138), (LOWER, 85), (WARMTH, 36.5)):
        await rig.measures(metric, value)
    assert "都量完了" in await rig.hears("体温三十六点五度")
    report = await rig.ended()
    assert report.outcome is CheckOutcome.DONE
    assert report.values == {PULSE: (72,), OXYGEN: (97,), UPPER: (138,), LOWER: (85,), WARMTH: (36.5,)}
    assert rig.check_book.last("wang") == report.detail()
    async with asyncio.timeout(60):
        while rig.wanted[-1].for_s:
            await asyncio.sleep(0.005)


async def test_the_bridge_is_told_what_is_measured_now(rig: CheckRig) -> None:
    await rig.begins(OXYGEN)
    await rig.hears("现在量血氧")
    async with asyncio.timeout(60):
        while rig.wanted[-1].metric is not OXYGEN:
            await asyncio.sleep(0.005)
    assert len({wanted.check for wanted in rig.wanted}) == 1


@pytest.mark.parametrize(
    ("offered", "start"), [((), CheckStart.NO_DEVICE), ((UPPER,), CheckStart.NO_DEVICE), (ALL, CheckStart.BEGUN)]
)
async def test_it_begins_only_with_something_to_measure(
    rig: CheckRig, offered: tuple[Metric, ...], start: CheckStart
) -> None:
    rig.offered = offered
    assert (await rig.begins()).start is start
    assert (await rig.begins()).start is (CheckStart.ALREADY if start is CheckStart.BEGUN else start)


async def test_a_bridge_that_does_not_answer_and_a_broker_that_is_gone(rig: CheckRig) -> None:
    rig.offered = None
    assert (await rig.begins()).start is CheckStart.AWAY
    rig.deaf = True
    assert (await rig.begins()).start is CheckStart.AWAY
    assert rig.reports() == []


async def test_her_words_need_no_wake_word_and_the_others_do(rig: CheckRig) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    assert await rig.says("今天天气怎么样") == ()
    assert await rig.says("跳过") == ("好，心跳先不量。现在量血氧。把手指夹好，手放平，别动。",)
    assert await rig.says("等一下") == ("好，我等您。弄好了跟我说一声。",)
    assert await rig.says("嗯") == ("好，咱们接着量血氧。",)
    assert await rig.says("嗯") == ()
    assert await rig.turns.is_complete("跳过")
    assert await rig.says("小安小安，今天天气怎么样") == ("回答今天天气怎么样",)
    assert await rig.says("不做了") == ("好，那就不做了。",)
    assert (await rig.ended()).outcome is CheckOutcome.STOPPED
    assert await rig.says("跳过") == ()
    assert not await rig.turns.is_complete("跳过")


async def test_stop_ends_it_even_while_it_speaks(rig: CheckRig) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    rig.mouth.say("很长的一句话。" * 40)
    rig.turns.partial("停")
    await rig.says("停")
    assert (await rig.ended()).outcome is CheckOutcome.STOPPED


async def test_stop_silences_everything_and_the_check_hears_it_too(rig: CheckRig, tmp_path: Path) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    await rig.silent()
    piece = tmp_path / "a.wav"
    soundfile.write(piece, np.zeros(60 * 8_000, dtype=np.int16), 8_000)
    rig.player.play((piece,))
    assert await rig.says("等一下") == ("好，我等您。弄好了跟我说一声。",)
    assert rig.player.paused
    assert rig.reports() == []
    await rig.says("停")
    assert (await rig.ended()).outcome is CheckOutcome.STOPPED


async def test_a_few_known_words_in_talk_about_something_else_are_none_of_its_words(rig: CheckRig) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    await rig.silent()
    assert (await rig.turns.utterance("跳过", False, unknown_share=0.9)).replies == ()
    assert (await rig.turns.utterance("跳过", False)).replies != ()


@pytest.mark.parametrize("how", ["cry", "button", "band"])
async def test_a_cry_ends_it_and_nothing_more_is_said_of_it(rig: CheckRig, how: str) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    if how == "cry":
        rig.turns.cry("救命")
    elif how == "button":
        rig.help_line.press()
    else:
        await rig.gets(
            rig.reporter.alert(AlertKind.BAND_SOS, Urgency.EMERGENCY).model_copy(update={"device": "bridge-1"})
        )
    said = len(rig.said)
    await rig.measures(PULSE, 72)
    assert (await rig.ended()).outcome is CheckOutcome.CRY
    await rig.silent()
    assert [line for line in rig.said[said:] if "心跳" in line or "量" in line] == []
    assert rig.said[-1] in {"别怕，我这就叫人。", "您的手环在替您叫人。别怕，我陪着您。"}


async def test_a_cry_while_the_bridge_is_asked_wins_too(rig: CheckRig) -> None:
    rig.offered = None
    beginning = asyncio.create_task(rig.begins())
    async with asyncio.timeout(60):
        while not rig.wanted:
            await asyncio.sleep(0)
    rig.turns.cry("救命")
    await rig.gets(rig.answer(rig.wanted[0].check, ALL))
    await beginning
    assert (await rig.ended()).outcome is CheckOutcome.CRY


async def test_silence_is_asked_about_and_then_it_ends_and_says_so(tmp_path: Path) -> None:
    async with running(tmp_path, QUICK) as rig:
        await rig.begins()
        await rig.hears("您还好吗")
        await rig.hears("那先做到这儿")
        assert (await rig.ended()).outcome is CheckOutcome.SILENT
        assert rig.alerts() == []


@pytest.mark.parametrize(
    ("answer", "outcome", "alert"),
    [
        ("还好，就是没弄明白", None, False),
        ("不做了", CheckOutcome.STOPPED, False),
        ("头晕得厉害", CheckOutcome.CRY, True),
    ],
)
async def test_what_she_answers_to_the_silence(
    tmp_path: Path, answer: str, outcome: CheckOutcome | None, alert: bool
) -> None:
    async with running(tmp_path, QUICK) as rig:
        rig.desk._settings = rig.desk._settings.model_copy(update={"silence_is_yes_s": 60})
        await rig.begins(PULSE, OXYGEN)
        await rig.hears("您还好吗")
        await rig.says(answer)
        if outcome is None:
            await rig.hears("现在量血氧")
        else:
            assert (await rig.ended()).outcome is outcome
        assert [each.kind for each in rig.alerts()] == ([AlertKind.UNWELL] if alert else [])
        await rig.says("停")


async def test_a_device_that_drops_in_the_middle_is_left(rig: CheckRig) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    await rig.says("跳过")
    rig.offered = (UPPER, LOWER)
    await rig.gets(rig.answer(rig.wanted[-1].check, rig.offered))
    assert "现在量血压" in await rig.hears("量血氧的断开了")


async def test_what_two_bridges_offer_is_taken_together(rig: CheckRig) -> None:
    rig.offered = (PULSE,)
    await rig.begins()
    await rig.hears("现在量心跳")
    watch = rig.answer(rig.wanted[-1].check, (UPPER, LOWER)).model_copy(update={"device": "watches"})
    await rig.gets(watch)
    assert await rig.says("再说一遍") == ("现在量心跳。手环戴紧一点，手放着别动。",)


async def test_a_bridge_that_goes_away_in_the_middle_ends_it(tmp_path: Path) -> None:
    async with running(tmp_path, replace(PATIENT, away_s=0.2)) as rig:
        await rig.begins()
        rig.deaf = True
        await rig.hears("连不上手环那边了")
        assert (await rig.ended()).outcome is CheckOutcome.AWAY


async def test_a_finding_is_asked_about_in_between_and_the_check_goes_on(rig: CheckRig) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    finding = Finding(
        home="home-1", resident="wang", device="bridge-1", at=rig.clock.now(), kind="band_off",
        urgency=Urgency.ATTENTION, reason="手环没戴在手上",
    )  # fmt: skip
    await rig.gets(finding)
    async with asyncio.timeout(60):
        while not rig.desk.asking:
            await asyncio.sleep(0)
    assert await rig.says("好的我戴上") == ("好，谢谢您。",)
    await rig.measures(PULSE, 72)
    await rig.hears("现在量血氧")


async def test_a_reminder_that_is_due_is_said_and_its_answer_is_none_of_the_check_s(rig: CheckRig) -> None:
    await rig.begins()
    await rig.hears("现在量心跳")
    rig.reminding = True
    rig.mouth.say("该吃降压药了。")
    await rig.measures(PULSE, 72)
    await rig.hears("该吃降压药了")
    await rig.hears("现在量血氧")
    assert await rig.says("吃过了") == ("回答吃过了",)
    await rig.measures(OXYGEN, 97)
    await rig.hears("现在量血压")


async def test_no_to_another_question_is_no_word_of_the_check(rig: CheckRig) -> None:
    rig.turns._settings = HearingSettings(open_microphone_s=600)
    await rig.begins()
    await rig.hears("现在量心跳")
    rig.dialogue.expects_answer = True
    await rig.says("小安小安，给小李打电话")
    await rig.silent()
    rig.dialogue.expects_answer = False
    assert await rig.says("不用了") == ("回答不用了",)
    await rig.silent()
    assert await rig.says("不用了") == ("好，那就不做了。",)


async def test_what_cannot_be_kept_is_said(rig: CheckRig) -> None:
    with rig.engine.begin() as connection:
        connection.execute(text("DROP TABLE guided_check"))
    await rig.begins(PULSE)
    await rig.hears("现在量心跳")
    await rig.measures(PULSE, 72)
    await rig.hears("没能记下来")
    assert EventKind.GUIDED_CHECK not in rig.events()
    assert (await rig.begins(PULSE)).start is CheckStart.BEGUN


async def test_a_value_of_another_check_is_nobody_s(rig: CheckRig) -> None:
    await rig.begins(PULSE)
    await rig.hears("现在量心跳")
    first = rig.wanted[-1].check
    await rig.says("停")
    await rig.ended()
    await rig.begins(PULSE)
    await rig.hears("现在量心跳", times=2)
    late = rig.wanted[-1].model_copy(update={"check": first})
    rig.wanted.append(late)
    await rig.measures(PULSE, 72)
    assert not [line for line in rig.said if "七十二" in line]


def test_a_hint_s_states_are_those_of_the_contract() -> None:
    from tests.assistant.speaker.test_turns import PHRASES

    known = {key.rsplit(".", 1)[1] for key in PHRASES.under("skills.check.hint")}
    assert known <= {"slow", *Measuring}
