"""The stories of docs/conversation.md about reminders: real Rasa, real skills and table; only the clock is put."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from skills.ports import Recurrence
from tests.assistant.dialogue.story_home import ZONE, Dwelling, StoryHome

pytestmark = pytest.mark.rasa


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


async def test_story_a_reminder_is_put_right_in_the_middle_and_afterwards(story: StoryHome) -> None:
    assert "每天上午九点" in await story.hears("每天早上八点，不对，九点提醒我吃降压药")
    assert "早上八点" in await story.hears("不是九点，是八点")
    assert "上午九点" in await story.hears("不对，是九点", called=False)  # in the next breath it need not be called
    assert "早上八点" in await story.hears("不是九点，是八点")
    (entry,) = story.book_of_doses.entries("wang")
    assert entry.recurrence.times == ("08:00",)


async def test_story_two_slots_in_one_answer(story: StoryHome) -> None:
    await story.hears("给我设个吃药提醒")
    assert "每天晚上九点" in await story.hears("每天晚上九点吃钙片", called=False)


async def test_story_the_power_fails_at_night_and_at_eight_she_is_reminded_until_she_has_taken_it(
    dwelling: Dwelling,
) -> None:
    assert "每天早上八点" in await dwelling.home.hears("每天早上八点提醒我吃降压药")
    dwelling.power_fails()
    assert await dwelling.power_is_back(at(7, 59)) == []
    story = dwelling.home
    assert "该吃降压药了" in "".join(await story.at(at(8)))
    assert "还没有吃" in "".join(await story.at(at(8, 10)))
    assert story.loudspeaker.played[-1][1] > story.kept.volume
    assert "我记下了" in await story.hears("吃过了", called=False)
    assert await story.at(at(8, 20)) == []
    assert story.posted() == [("dose_taken", {"medicine": "降压药"})]
    assert "都吃过了" in await story.hears("今天还有什么药")


async def test_story_a_dose_is_put_off_asked_about_moved_and_taken(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    assert len(await story.at(at(8))) == 1
    assert "十五分钟" in await story.hears("等会儿再吃", called=False)
    assert await story.at(at(8, 14)) == []
    assert len(await story.at(at(8, 15))) == 1
    assert "降压药" in await story.hears("吃过了", called=False)
    assert await story.at(at(8, 30)) == []
    assert "吃过" in await story.hears("今天还有什么药")
    assert "上午九点" in await story.hears("改到九点")
    assert len(await story.at(at(9, day=23))) == 1
    assert "不再提醒" in await story.hears("取消吃降压药的提醒")
    assert await story.at(at(9, day=24)) == []


@pytest.mark.parametrize(
    ("times", "back", "given", "state"),
    [
        ("每天早上八点", at(9, 59), True, "reminding"),
        ("每天早上八点", at(10), False, "missed"),
        ("每天早上八点和九点半", at(8, 44), True, "reminding"),
        ("每天早上八点和九点半", at(8, 45), False, "missed"),
    ],
)
async def test_story_the_power_comes_back_and_a_late_dose_is_given_only_far_from_the_next_one(
    dwelling: Dwelling, times: str, back: datetime, given: bool, state: str
) -> None:
    """Under two hours and under half the interval late it is given; the table says the same."""
    assert "降压药" in await dwelling.home.hears(f"{times}提醒我吃降压药")
    dwelling.power_fails()
    said = await dwelling.power_is_back(back)
    story = dwelling.home
    assert bool(said) is given
    assert [dose.state for dose in story.book_of_doses.today("wang") if dose.due_at == at(8)] == [state]
    answer = await story.hears("现在几点了")
    assert ("早上八点的降压药没有提醒您" in answer and "先别补" in answer) is not given
    assert ("错过" in await story.hears("今天还有什么药")) is not given
    assert "没有提醒您" not in await story.hears("现在几点了")
    assert [kind for kind, _ in story.posted()] == ([] if given else ["dose_missed"])


async def test_story_nobody_is_told_to_take_a_dose_close_to_the_next_one(dwelling: Dwelling) -> None:
    """Neither again, nor after it was put off."""
    await dwelling.home.hears("每天早上八点和九点提醒我吃降压药")
    dwelling.power_fails()
    assert "该吃降压药了" in "".join(await dwelling.power_is_back(at(8, 29)))
    story = dwelling.home
    assert "十五分钟" in await story.hears("等一会儿", called=False)
    assert "这一次先别补" in "".join(await story.at(at(8, 31)))
    assert await story.at(at(8, 44)) == []
    assert [kind for kind, _ in story.posted()] == ["dose_missed"]
    assert "该吃降压药了" in "".join(await story.at(at(9)))


async def test_story_never_confirmed_it_is_said_four_times_more_each_louder_and_then_reported(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    assert "该吃降压药了" in "".join(await story.at(at(8)))
    for minute in (10, 20, 30, 40):
        assert await story.at(at(8, minute - 1)) == []
        assert "还没有吃" in "".join(await story.at(at(8, minute)))
    volumes = [volume for _, volume in story.loudspeaker.played[-5:]]
    assert volumes[0] == story.kept.volume and volumes[-1] == 100
    assert all(before < after for before, after in pairwise(volumes))
    assert await story.at(at(8, 50)) == []
    assert story.posted() == [("dose_missed", {"medicine": "降压药", "due": "08:00", "reason": "unconfirmed"})]
    assert await story.at(at(9)) == []


async def test_story_until_the_time_is_known_it_says_so_instead_of_reminding_wrongly(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    story.clock.trusted = False
    assert "对上时间" in "".join(await story.at(at(8)))
    assert await story.at(at(8, 30)) == []
    assert "对上时间" in "".join(await story.at(at(9)))
    assert "对上时间" in await story.hears("现在几点了")
    assert "对上时间" in await story.hears("二十分钟后提醒我吃钙片")
    left = await story.hears("今天还有什么药")
    assert "对上时间" in left and "每天早上八点吃降压药" in left
    assert "对上时间" in await story.hears("把降压药改到明天九点")
    (entry,) = story.book_of_doses.entries("wang")
    assert (entry.medicine, entry.recurrence) == ("降压药", Recurrence(("08:00",)))
    assert story.posted() == []
    story.clock.trusted = True
    assert "该吃降压药了" in "".join(await story.at(at(9, 30)))


async def test_story_what_it_says_it_has_set_is_what_the_table_holds(
    story: StoryHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table keeps another time than was said, and that is what she hears."""
    add, change = story.book_of_doses.add, story.book_of_doses.change
    half_past_seven = Recurrence(("07:30",))
    monkeypatch.setattr(story.book_of_doses, "add", lambda who, what, _, *of: add(who, what, half_past_seven, *of))
    monkeypatch.setattr(story.book_of_doses, "change", lambda which, _: change(which, Recurrence(("10:45",))))
    assert "每天早上七点半" in await story.hears("每天早上八点提醒我吃降压药")
    assert "每天上午十点四十五分" in await story.hears("改到九点")


async def test_story_what_there_is_to_take_is_asked_in_many_ways(story: StoryHome) -> None:
    await story.hears("每天晚上八点提醒我吃钙片")
    for words in ("我都设了哪些提醒", "看看我的提醒", "有没有什么要我做的", "今天还有什么药"):
        answer = await story.hears(words)
        assert "晚上八点" in answer and "钙片" in answer, words


async def test_story_his_medicine_is_not_taken_among_hers(story: StoryHome) -> None:
    assert "老伴的药" in await story.hears("给老伴也设一个晚上七点吃降糖药的提醒")
    assert story.book_of_doses.entries("wang") == ()
    assert "您还没有" in await story.hears("今天还有什么药")
