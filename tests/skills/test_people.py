"""Calls and messages through the station, with names found by sound, and the truth about what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.settings import Contact, Resident
from skills.contacts import ContactsByName
from skills.people_words import person_and_message, person_to_call
from tests.skills.conftest import House


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("给女儿打电话", "女儿"),
        ("给我女儿打个电话", "女儿"),
        ("打电话给儿子", "儿子"),
        ("联系一下李梅", "李梅"),
        ("帮我找我闺女来", "闺女"),
        ("跟老王通个电话", "老王"),
        ("call my daughter", "daughter"),
        ("打电话", None),
        ("今天冷吗", None),
    ],
)
def test_person_to_call(text: str, person: str | None) -> None:
    assert person_to_call(text) == person


@pytest.mark.parametrize(
    ("text", "person", "message"),
    [
        ("跟女儿说我晚上不回来吃饭", "女儿", "我晚上不回来吃饭"),
        ("给儿子发个消息说我很好", "儿子", "我很好"),
        ("告诉闺女明天不用来", "闺女", "明天不用来"),
        ("给女儿带个话，家里米没了", "女儿", "家里米没了"),
        ("跟女儿说一声", "女儿", None),
        ("发消息", None, None),
        ("tell my daughter that i am fine", "daughter", "i am fine"),
    ],
)
def test_person_and_message(text: str, person: str | None, message: str | None) -> None:
    assert person_and_message(text) == (person, message)


RESIDENTS = (
    Resident(
        id="wang",
        name="王秀英",
        contacts=(
            Contact(name="李梅", called=("女儿", "闺女")),
            Contact(name="王强", called=("儿子",)),
            Contact(name="张大夫"),
        ),
    ),
    Resident(id="li", name="李四"),
)


@pytest.mark.parametrize(
    ("spoken", "name"),
    [
        ("女儿", "李梅"),
        ("我女儿", "李梅"),
        ("女而", "李梅"),
        ("归女", "李梅"),
        ("李妹", "李梅"),
        ("给儿子打电话", "王强"),
        ("张大福", "张大夫"),
        ("章大夫", "张大夫"),
        ("老刘", None),
        ("", None),
        ("，", None),
    ],
)
def test_contacts_by_sound(spoken: str, name: str | None) -> None:
    assert ContactsByName(RESIDENTS).find("wang", spoken) == name


def test_each_resident_has_her_own() -> None:
    contacts = ContactsByName(RESIDENTS)
    assert contacts.names("wang") == ("女儿", "儿子", "张大夫")
    assert contacts.names("li") == contacts.names("nobody") == ()
    assert contacts.find("li", "女儿") is None


async def test_a_call_is_asked_of_the_community(house: House) -> None:
    answer = await house.hear("call_person", "给女儿打电话", person="女儿")
    assert house.station.asked == [("call", {"person": "李梅"})]
    assert answer.text == "我打不了电话，已经请社区帮您联系女儿了。"
    assert (await house.hear("call_person", "联系王强")).text.endswith("联系王强了。")


async def test_whom_to_call(house: House) -> None:
    answer = await house.hear("call_person", "打个电话")
    assert answer.text == "您想找谁？我记着女儿和儿子。" and answer.expects_answer
    await house.hear("fallback", "儿子")
    assert house.station.asked == [("call", {"person": "王强"})]


async def test_somebody_unknown(house: House) -> None:
    answer = await house.hear("call_person", "给老刘打电话")
    assert "没有老刘" in answer.text and answer.expects_answer and house.station.asked == []
    assert "告诉社区" in (await house.hear("affirm", "好的")).text
    assert [kind for kind, _ in house.station.asked] == ["community"]
    await house.hear("call_person", "给老刘打电话")
    assert "不找" in (await house.hear("deny", "不用了")).text
    assert len(house.station.asked) == 1


async def test_a_message(house: House) -> None:
    answer = await house.hear("send_message", "跟女儿说我晚上不回来吃饭")
    assert answer.text == "我这样告诉女儿：我晚上不回来吃饭。对吗？" and answer.expects_answer
    assert house.station.asked == []
    assert (await house.hear("affirm", "对")).text == "我已经请社区转告女儿：我晚上不回来吃饭。"
    assert house.station.asked == [("message", {"person": "李梅", "message": "我晚上不回来吃饭"})]


@pytest.mark.parametrize("reply", ["就这么说吧", "发吧", "嗯", "对", "没错"])
async def test_a_message_is_sent_when_she_agrees(house: House, reply: str) -> None:
    await house.hear("send_message", "跟女儿说米没了")
    await house.hear("fallback", reply)
    assert house.station.asked == [("message", {"person": "李梅", "message": "米没了"})]


@pytest.mark.parametrize(
    ("reply", "intent", "person", "message"),
    [
        ("不是女儿，是儿子", "call_person", "王强", "米没了"),
        ("不对，是面没了", "deny", "李梅", "面没了"),
    ],
)
async def test_a_message_is_put_right_before_it_is_sent(
    house: House, reply: str, intent: str, person: str, message: str
) -> None:
    await house.hear("send_message", "跟女儿说米没了")
    assert message in (await house.hear(intent, reply)).text
    assert house.station.asked == []
    await house.hear("affirm", "对")
    assert house.station.asked == [("message", {"person": person, "message": message})]


async def test_a_message_said_anew_or_not_at_all(house: House) -> None:
    await house.hear("send_message", "跟女儿说米没了")
    assert (await house.hear("deny", "不对")).text == "那您要我跟女儿怎么说？"
    assert (await house.hear("fallback", "米和面都没了")).text == "我这样告诉女儿：米和面都没了。对吗？"
    assert (await house.hear("deny", "算了")).text == "好，那先不说了。"
    await house.hear("affirm", "对")
    assert house.station.asked == []


async def test_a_call_is_put_right_afterwards(house: House) -> None:
    await house.hear("call_person", "给女儿打电话", person="女儿")
    assert (await house.hear("call_person", "不是女儿，是儿子", person="女儿")).text.endswith("联系儿子了。")
    assert [detail["person"] for _, detail in house.station.asked] == ["李梅", "王强"]


async def test_a_name_heard_by_its_sound_alone_is_asked_about(house: House) -> None:
    assert (await house.hear("call_person", "给归女打电话", person="归女")).text == "您是要找李梅，对吗？"
    assert house.station.asked == []
    assert (await house.hear("affirm", "对")).text.endswith("联系李梅了。")
    await house.hear("call_person", "给归女打电话", person="归女")
    assert (await house.hear("deny", "不是")).text == "好，那先不找了。"
    assert len(house.station.asked) == 1


async def test_what_is_missing_of_a_message_is_asked_for(house: House) -> None:
    assert (await house.hear("send_message", "发个消息")).text == "您想告诉谁？我记着女儿和儿子。"
    assert (await house.hear("call_person", "闺女")).text == "您想跟李梅说什么？"
    assert (await house.hear("ask_weather", "天冷了多穿点")).text == "我这样告诉李梅：天冷了多穿点。对吗？"
    assert (await house.hear("affirm", "对对")).text == "我已经请社区转告李梅：天冷了多穿点。"


async def test_a_request_that_cannot_be_kept_is_told(house: House) -> None:
    house.station.broken = True
    await house.hear("send_message", "跟女儿说我很好")
    for intent, text in (("affirm", "对"), ("call_person", "给女儿打电话"), ("ask_community", "叫社区的人来")):
        assert "没有送出去" in (await house.hear(intent, text)).text


async def test_long_messages_fit_the_contract(house: House) -> None:
    await house.hear("send_message", "跟女儿说" + "很" * 10_000)
    await house.hear("affirm", "对")
    await house.hear("ask_community", "找社区" + "啊" * 10_000)
    assert all(len(value) <= 500 for _, detail in house.station.asked for value in detail.values())


async def test_the_community(house: House) -> None:
    assert "告诉社区" in (await house.hear("ask_community", "叫社区的人来一下")).text
    assert house.station.asked == [("community", {"said": "叫社区的人来一下"})]


async def test_a_message_without_her_word_is_asked_about_twice_and_then_left(house: House) -> None:
    await house.hear("send_message", "跟女儿说米没了")
    for asked in (True, True, False, False):
        house.now += timedelta(minutes=10)
        answer = await house.hear("ask_time", "现在几点")
        assert ("米没了" in answer.text, answer.expects_answer) == (asked, asked)
    assert house.station.asked == []


@pytest.mark.parametrize(("reply", "sent"), [("要", 1), ("发吧", 1), ("不要", 0), ("不发了", 0), ("算了", 0)])
async def test_asked_about_it_she_decides(house: House, reply: str, sent: int) -> None:
    await house.hear("send_message", "跟女儿说米没了")
    house.now += timedelta(hours=3)
    await house.hear("ask_time", "现在几点")
    await house.hear("fallback", reply)
    assert len(house.station.asked) == sent
    assert "米没了" not in (await house.hear("ask_time", "现在几点")).text


async def test_the_next_day_it_is_out_of_date(house: House) -> None:
    await house.hear("send_message", "跟女儿说晚上不回来")
    house.now += timedelta(hours=13)
    assert not (await house.hear("ask_time", "现在几点")).expects_answer


async def test_a_question_of_another_kind_is_no_answer_to_the_reading_back(house: House) -> None:
    await house.hear("send_message", "跟女儿说米没了")
    answer = await house.hear("ask_weather", "今天冷不冷")
    assert "度" in answer.text and "要发吗" in answer.text
