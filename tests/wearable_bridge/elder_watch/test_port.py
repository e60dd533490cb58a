"""Real TCP clients that behave like watches, and some that do not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from config.elder_watch import WatchEntry
from config.errors import ConfigError
from messages.payloads import Metric
from tests.wearable_bridge.elder_watch.support import NUMBERS, WITHIN_S, Stand, hung_up, settings_with, standing
from wearable_bridge.elder_watch.orders import MeasureNow, SosNumber
from wearable_bridge.elder_watch.register import register_of
from wearable_bridge.ports import AlarmKind, SourceAlarm, SourceReading, SourceState
from xiaoan.bands.contents import SOS_BIT, position
from xiaoan.bands.watch_client import WatchClient


async def still_served(stand: Stand, who: str = "li") -> None:
    """Another watch gets its answer all the same."""
    other = await stand.dial(who)
    assert (await other.say("LK,1,0,90", WITHIN_S)).content == b"LK"
    other.hang_up()


def alarm(status: int = SOS_BIT, kind: str = "AL_LTE") -> str:
    return position(kind, datetime.now(UTC), 10, 80, status)


async def test_a_watch_reports_and_every_report_is_answered() -> None:
    async with standing() as stand:
        watch = await stand.dial()
        assert (await watch.say("LK,2345,0,77", WITHIN_S)).content == b"LK"
        assert (await watch.say("bphrt,131,79,66,,,,", WITHIN_S)).content == b"bphrt"
        assert (await watch.say("oxygen,0,97", WITHIN_S)).content == b"oxygen,1"
        assert (await watch.say("btemp2,1,36.4", WITHIN_S)).content == b"btemp2"
        await stand.wait_for(SourceReading, lambda reading: reading.metric is Metric.TEMPERATURE)
    readings = {each.metric: each.value for each in stand.taken if isinstance(each, SourceReading)}
    assert readings == {
        Metric.STEPS: 2345,
        Metric.SYSTOLIC: 131,
        Metric.DIASTOLIC: 79,
        Metric.HEART_RATE: 66,
        Metric.SPO2: 97,
        Metric.TEMPERATURE: 36.4,
    }
    assert all(isinstance(each, SourceReading | SourceState) and each.resident == "wang" for each in stand.taken)
    states = [each for each in stand.taken if isinstance(each, SourceState)]
    assert [(each.connected, each.battery_percent, each.worn) for each in states[:3]] == [
        (True, None, None),
        (None, 77, None),
        (None, None, True),
    ]


async def test_frames_in_pieces_and_several_at_once_with_an_index() -> None:
    async with standing() as stand:
        watch = await stand.dial(maker="ZJ", index="00AF")
        frames = b"".join(b"[ZJ*1234567890*00AF*0008*heart,%d]" % pulse for pulse in (61, 62, 63))
        for start in range(0, len(frames), 7):
            watch.write(frames[start : start + 7])
            await asyncio.sleep(0)
        await stand.wait_for(SourceReading, lambda reading: reading.value == 63)
        answer = await watch.say("LK", WITHIN_S)
    assert (answer.maker, answer.index) == ("ZJ", "00AF")


async def test_an_alarm_is_answered_when_it_is_safe_and_not_before() -> None:
    async with standing() as stand:
        watch = await stand.dial()
        stand.may_take.clear()
        said = asyncio.create_task(watch.say(alarm(), WITHIN_S))
        assert (await watch.say("LK,1,0,80", WITHIN_S)).content == b"LK"  # came after the alarm, and is answered
        assert not said.done()
        stand.may_take.set()
        assert (await said).content == b"AL_LTE"
        told = await stand.wait_for(SourceAlarm)
    assert (told.kind, told.resident) == (AlarmKind.SOS, "wang")


async def test_an_alarm_that_is_said_again_until_it_is_answered_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wearable_bridge.elder_watch.alarm_queue.CALL_AGAIN_S", 3600.0)
    async with standing() as stand:
        stand.may_take.clear()
        watch = await stand.dial()
        for _ in range(20):
            watch.send(alarm().encode())
        said = asyncio.create_task(watch.say(alarm(), WITHIN_S))
        await watch.say("LK,1,0,80", WITHIN_S)
        stand.may_take.set()
        await said
        await watch.say(alarm(), WITHIN_S)  # and once more after its answer
        await watch.say("heart,64", WITHIN_S)
        await stand.wait_for(SourceReading, lambda reading: reading.metric is Metric.HEART_RATE)
    assert [each.kind for each in stand.taken if isinstance(each, SourceAlarm)] == [AlarmKind.SOS]


async def test_a_low_battery_hides_no_call_and_an_alarm_without_a_name_is_one() -> None:
    async with standing() as stand:
        wang, li = await stand.dial(), await stand.dial("li")
        await wang.say(alarm(SOS_BIT | 1 << 17 | 1 << 21 | 1), WITHIN_S)
        await li.say(alarm(0, "AL"), WITHIN_S)
        await stand.wait_for(SourceAlarm, lambda told: told.kind is AlarmKind.UNNAMED)
    told = {(each.resident, each.kind) for each in stand.taken if isinstance(each, SourceAlarm)}
    assert told == {("wang", AlarmKind.SOS), ("wang", AlarmKind.FALL), ("li", AlarmKind.UNNAMED)}


async def test_back_fill_is_marked_and_calls_nobody() -> None:
    async with standing() as stand:
        watch = await stand.dial()
        earlier = datetime.now(UTC) - timedelta(hours=3)
        watch.send(position("UD2", earlier, 4321, 80, SOS_BIT).encode())
        kept = await stand.wait_for(SourceReading)
        await watch.say("LK", WITHIN_S)
    assert kept.backfill
    assert abs((kept.at - earlier).total_seconds()) < 2
    assert not [each for each in stand.taken if isinstance(each, SourceAlarm)]


async def test_a_newer_connection_replaces_the_older_one() -> None:
    async with standing() as stand:
        older = await stand.dial()
        await older.say("LK,1,0,80", WITHIN_S)
        newer = await stand.dial()
        await newer.say("LK,2,0,80", WITHIN_S)
        await hung_up(older)
        assert stand.source.connected == 1
        assert stand.source.order(MeasureNow(watch="watch-wang")) is True
        await asyncio.wait_for(newer.ordered.wait(), WITHIN_S)
        newer.hang_up()
        await stand.wait_for(SourceState, lambda state: state.connected is False)
    connected = [each.connected for each in stand.taken if isinstance(each, SourceState) and each.connected is not None]
    assert connected == [True, False]


async def test_an_unknown_watch_is_reported_once_and_not_served(capsys: pytest.CaptureFixture[str]) -> None:
    async with standing() as stand:
        for _ in range(3):
            stranger = await stand.dial("5550001234")
            with pytest.raises(ConnectionResetError):
                await stranger.say("LK,1,0,80", WITHIN_S)
        await still_served(stand)
        assert stand.source.refused["unknown_watch"] == 3
    shown = capsys.readouterr().out
    assert shown.count("number_ends=1234") == 1
    assert "5550001234" not in shown
    assert not [each for each in stand.taken if isinstance(each, SourceReading) and each.resident != "li"]


async def test_a_connection_speaks_for_one_watch() -> None:
    async with standing() as stand:
        watch = await stand.dial()
        await watch.say("LK,1,0,80", WITHIN_S)
        watch.write(b"[3G*%s*0009*heart,180]" % NUMBERS["li"].encode())
        await watch.say("LK,2,0,80", WITHIN_S)
        assert stand.source.refused["another_watch_s_id"] == 1
    assert not [each for each in stand.taken if isinstance(each, SourceReading) and each.resident == "li"]


async def test_orders_go_down_now_or_when_the_watch_dials_and_are_acknowledged() -> None:
    async with standing() as stand:
        assert stand.source.order(SosNumber(watch="watch-wang", number="13800000001")) is False
        assert stand.source.order(SosNumber(watch="watch-wang", number="13800000002")) is False  # the newest counts
        assert stand.source.order(MeasureNow(watch="watch-nobody")) is None
        watch = await stand.dial()
        await watch.say("LK,1,0,80", WITHIN_S)
        assert stand.source.order(MeasureNow(watch="watch-wang")) is True
        measured = await stand.wait_for(SourceReading, lambda reading: reading.metric is Metric.HEART_RATE)
        assert measured.value == 71
    assert watch.orders[:2] == [b"SOS1,13800000002", b"hrtstart,1"]


@pytest.mark.parametrize("junk", [b"\x00" * 4096, b"[" * 9000, b"[3G*1*0002*a" * 800, b"GET / HTTP/1.1\r\n" * 600])
async def test_a_megabyte_of_anything_ends_with_its_connection_alone(junk: bytes) -> None:
    async with standing() as stand:
        for known in (False, True):
            hostile = await stand.dial()
            if known:
                await hostile.say("LK,1,0,80", WITHIN_S)
            await pour(hostile, junk)
            await hung_up(hostile)
        await still_served(stand)
        assert stand.source.refused["too_many_bytes"] == 2


async def pour(client: WatchClient, junk: bytes) -> None:
    """A megabyte, or as much as the server takes."""
    try:
        for _ in range(1_000_000 // len(junk)):
            client.write(junk)
            await asyncio.sleep(0)
    except ConnectionResetError:
        return


async def test_a_watch_that_floods_is_bounded_and_its_call_for_help_still_comes_through() -> None:
    async with standing(frames_a_minute=50) as stand:
        watch = await stand.dial()
        for pulse in range(300):
            watch.send(f"heart,{60 + pulse % 40}".encode())
        await watch.say(alarm(), WITHIN_S)
        await stand.wait_for(SourceAlarm)
        await still_served(stand)
        assert stand.source.refused["flood"] == 250
    pulses = [each for each in stand.taken if isinstance(each, SourceReading) and each.metric is Metric.HEART_RATE]
    assert len(pulses) == 50


async def test_who_does_not_say_which_watch_it_is_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wearable_bridge.elder_watch.source.SWEEP_EVERY_S", 0.1)
    async with standing(named_within_s=0.3) as stand:
        mute, trickling = await stand.dial(), await stand.dial()
        trickling.write(b"[3G*1234567890*00")
        await hung_up(mute)
        await hung_up(trickling)
        assert stand.source.refused["never_named"] == 2


async def test_a_watch_that_has_fallen_silent_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wearable_bridge.elder_watch.source.SWEEP_EVERY_S", 0.1)
    async with standing(silent_after_s=0.3) as stand:
        silent = await stand.dial()
        silent.send(b"LK,1,0,80")
        await hung_up(silent)
        assert stand.source.refused["silent"] == 1


async def test_more_connections_than_allowed_are_turned_away_and_the_first_ones_stay() -> None:
    async with standing(connections_at_most=2) as stand:
        wang, li = await stand.dial(), await stand.dial("li")
        await wang.say("LK,1,0,80", WITHIN_S)
        await li.say("LK,1,0,80", WITHIN_S)
        await hung_up(await stand.dial())
        assert stand.source.refused["too_many_connections"] == 1
        assert (await wang.say("heart,70", WITHIN_S)).content == b"heart"


async def test_a_port_that_is_taken_is_tried_again() -> None:
    taken = asyncio.Event()
    settings = settings_with()
    other = await asyncio.start_server(lambda _reader, _writer: taken.set(), settings.host, settings.port)
    stand = Stand(settings)
    task = asyncio.create_task(stand.work())
    other.close()
    await other.wait_closed()
    await asyncio.wait_for(stand.source.listening.wait(), WITHIN_S)
    await still_served(stand)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_watch_whose_clock_is_years_off_is_heard_now_and_its_back_fill_left_out() -> None:
    wrong = datetime.now(UTC) - timedelta(days=3000)
    async with standing() as stand:
        watch = await stand.dial()
        watch.send(position("UD2", wrong, 111, 80).encode())
        watch.send(position("UD", wrong, 222, 80).encode())
        await watch.say(position("AL_LTE", wrong, 333, 80, SOS_BIT), WITHIN_S)
        alarm = await stand.wait_for(SourceAlarm)
        await stand.wait_for(SourceReading, lambda reading: reading.value == 333)
        await still_served(stand)
        assert stand.source.refused["clock_off"] == 3
    steps = [each for each in stand.taken if isinstance(each, SourceReading) and each.resident == "wang"]
    assert [(each.value, each.clock_trusted) for each in steps] == [(222, False), (333, False)]
    assert min(alarm.at, *(each.at for each in steps)) > wrong + timedelta(days=2000)


async def test_the_log_tells_what_was_refused_in_numbers_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("wearable_bridge.elder_watch.source.TOLD_EVERY_S", 0.0)
    shown = ""
    async with standing() as stand:
        watch = await stand.dial()
        watch.write(b"noise 73519 [3G*1234567890*0009*half 73519")
        watch.send(b"heart,73519x")
        watch.send(b"MYSTERY,73519")
        watch.write(b"[3G*%s*0009*heart,73519]" % NUMBERS["li"].encode())
        async with asyncio.timeout(WITHIN_S):
            while "another_watch_s_id=1" not in shown:
                await watch.say("LK,1,0,80", WITHIN_S)
                shown += capsys.readouterr().out
    assert {"garbage=1", "half_frame=1", "unreadable=1", "unknown_command=1"} <= set(shown.split())
    assert "73519" not in shown
    assert not [number for number in NUMBERS.values() if number in shown]


@pytest.mark.parametrize(
    "entries",
    [
        [("watch-1", "1234567890", "wang"), ("watch-2", "1234567890", "li")],
        [("watch-1", "1234567890", "wang"), ("watch-1", "1234567891", "li")],
        [("watch-1", "1234567890", "nobody")],
    ],
)
def test_a_register_that_cannot_be_meant_is_refused(entries: list[tuple[str, str, str]]) -> None:
    watches = [WatchEntry(name=name, number=number, resident=who) for name, number, who in entries]
    with pytest.raises(ConfigError, match=r"bridge\.elder_watch\.watches"):
        register_of(watches, ["wang", "li"])
