"""Weather told to the point, as advice, with its age when it is old."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from config.settings import Contact, Resident
from skills.contacts import ContactsByName
from skills.ports import Day
from skills.weather_advice import Advice, Feel, Sky, feel_of, judge, sky_of
from skills.weather_question import Aspect, weather_question
from tests.skills.conftest import NOW, House, day

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("text", "aspect", "ahead"),
    [
        ("今天天气怎么样", Aspect.GENERAL, 0),
        ("今天冷不冷", Aspect.COLD, 0),
        ("明天热吗", Aspect.HOT, 1),
        ("要不要带伞", Aspect.RAIN, None),
        ("后天会下雨吗", Aspect.RAIN, 2),
        ("外面风大不大", Aspect.WIND, None),
        ("明天穿什么", Aspect.CLOTHES, 1),
        ("会下雪吗", Aspect.SNOW, None),
        ("今天能出门遛弯吗", Aspect.OUTING, 0),
        ("现在多少度", Aspect.DEGREES, None),
        ("星期一冷吗", Aspect.COLD, 2),
        ("大后天呢", Aspect.GENERAL, 3),
        ("is it cold today", Aspect.COLD, 0),
        ("will it rain tomorrow", Aspect.RAIN, 1),
        ("do i need an umbrella", Aspect.RAIN, None),
    ],
)
def test_the_question(text: str, aspect: Aspect, ahead: int | None) -> None:
    question = weather_question(text, TODAY)
    assert (question.aspect, question.day) == (aspect, None if ahead is None else TODAY + timedelta(days=ahead))


@pytest.mark.parametrize(
    ("text", "entity", "place"),
    [
        ("北京天气怎么样", None, "北京"),
        ("天气怎么样", None, None),
        ("威海冷吗", "威海", "威海"),
        ("外面冷吗", "外面", None),
        ("今天冷吗", "今天", None),
        ("泰安热不热", "热", "泰安"),
        ("weather in Beijing", None, "北京 Beijing"),
    ],
)
def test_the_place(text: str, entity: str | None, place: str | None) -> None:
    found = weather_question(text, TODAY, place=entity).place
    assert found == place or (found is not None and place is not None and found in place.split())


DAY = Day(TODAY, 1, 15, 22, 0, 10)


def changed(code: int = 1, low: float = 15, high: float = 22, rain: int = 0, wind: float = 10) -> Day:
    return Day(TODAY, code, low, high, rain, wind)


@pytest.mark.parametrize(
    ("of", "advice"),
    [
        (changed(), {Advice.FINE}),
        (changed(high=8, low=1), {Advice.WRAP_UP}),
        (changed(high=15), {Advice.ADD_LAYER}),
        (changed(high=33, low=25), {Advice.DRINK_WATER}),
        (changed(high=38, low=28), {Advice.STAY_IN_HEAT, Advice.DRINK_WATER}),
        (changed(code=61), {Advice.UMBRELLA}),
        (changed(rain=50), {Advice.UMBRELLA}),
        (changed(rain=49), {Advice.FINE}),
        (changed(code=73, low=-3, high=0.5), {Advice.SLIPPERY, Advice.WRAP_UP}),
        (changed(code=63, low=-1, high=4), {Advice.SLIPPERY, Advice.UMBRELLA, Advice.WRAP_UP}),
        (changed(code=66, low=-1, high=2), {Advice.STAY_IN_ICE, Advice.SLIPPERY, Advice.UMBRELLA, Advice.WRAP_UP}),
        (changed(code=95), {Advice.STAY_IN_STORM, Advice.UMBRELLA}),
        (changed(wind=39), {Advice.STAY_IN_WIND}),
        (changed(code=61, wind=45), {Advice.STAY_IN_WIND}),
        (changed(wind=30), {Advice.WINDY}),
        (changed(code=45), {Advice.FOG}),
    ],
)
def test_the_advice(of: Day, advice: set[Advice]) -> None:
    assert set(judge(of).advice) == advice


def test_much_colder_than_the_day_before_calls_for_a_layer() -> None:
    assert Advice.ADD_LAYER in judge(DAY, changed(high=27)).advice
    assert Advice.ADD_LAYER not in judge(DAY, changed(high=26)).advice


@pytest.mark.parametrize(
    ("high", "feel"),
    [
        (-1, Feel.FREEZING),
        (0, Feel.COLD),
        (10, Feel.COOL),
        (18, Feel.MILD),
        (26, Feel.WARM),
        (30, Feel.HOT),
        (35, Feel.SCORCHING),
    ],
)
def test_how_a_day_feels(high: float, feel: Feel) -> None:
    assert feel_of(high) is feel


def test_every_code_of_the_service_has_a_sky() -> None:
    codes = [0, 1, 2, 3, 45, 48, 51, 53, 55, 56, 57, 61, 63, 65, 66, 67, 71, 73, 75, 77, 80, 81, 82, 85, 86, 95, 96, 99]
    assert {sky_of(code) for code in codes} == set(Sky)
    assert sky_of(42) is Sky.CLOUDY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今天冷不冷", "今天有点凉，最低三度，最高十度。加件衣服。"),
        ("今天天气怎么样", "今天晴天，三度到十度。现在七度，晴天。加件衣服。"),
        ("今天要不要带伞", "今天不像要下雨，不用带伞。"),
        ("后天要不要带伞", "后天可能下雨，机会有百分之八十，出门带上伞。加件衣服。"),
        ("明天冷吗", "明天挺冷的，最低零下二度，最高四度。多穿些，戴上帽子和围巾。地上滑，走路要慢，最好别出门。"),
        (
            "明天天气",
            "明天有雪，零下二度到四度。比前一天冷六度。地上滑，走路要慢，最好别出门。多穿些，戴上帽子和围巾。",
        ),
        ("今天热不热", "今天不热，最高十度。加件衣服。"),
        ("今天风大吗", "今天风不大。"),
        ("明天下雪吗", "明天要下雪。地上滑，走路要慢，最好别出门。多穿些，戴上帽子和围巾。"),
        ("今天穿什么", "今天有点凉，最高十度，毛衣外面加件外套。"),
    ],
)
async def test_to_the_point(house: House, text: str, said: str) -> None:
    assert (await house.hear("ask_weather", text)).text == said
    assert house.weather.asked == ["济南"]


async def test_another_place_is_named_in_the_answer(house: House) -> None:
    answer = await house.hear("ask_weather", "北京明天冷不冷", place="北京")
    assert house.weather.asked == ["北京"]
    assert answer.text.startswith("北京明天")


async def test_a_follow_up_keeps_point_and_day(house: House) -> None:
    await house.hear("ask_weather", "明天冷不冷")
    answer = await house.hear("ask_weather", "那北京呢", place="北京")
    assert answer.text.startswith("北京明天挺冷的")
    answer = await house.hear("ask_weather", "后天呢", date="后天")
    assert answer.text.startswith("北京后天有点凉")


async def test_where_somebody_lives_is_asked_once(house: House) -> None:
    assert (await house.hear("ask_weather", "闺女那边冷不冷", person="闺女")).text == "闺女住在哪个城市？"
    assert (await house.hear("fallback", "她在临清")).text.startswith("临清今天")
    assert (await house.hear("ask_weather", "闺女那边明天冷不冷")).text.startswith("临清明天")
    assert house.weather.asked == ["临清", "临清"]
    assert (await house.hear("ask_weather", "我儿子在青岛那边冷不冷", place="青岛")).text.startswith("青岛今天")


@pytest.mark.parametrize("reply", ["不知道", "我忘了", "算了"])
async def test_she_need_not_know_where_somebody_lives(house: House, reply: str) -> None:
    await house.hear("ask_weather", "闺女那边冷不冷")
    await house.hear("deny", reply)
    assert house.weather.asked == []


async def test_a_place_nobody_knows_is_not_remembered(house: House) -> None:
    house.weather.unknown = {"鬼门关"}
    await house.hear("ask_weather", "闺女那边冷不冷")
    assert "没找到鬼门关" in (await house.hear("fallback", "在鬼门关")).text
    assert "哪个城市" in (await house.hear("ask_weather", "闺女那边冷不冷")).text


@pytest.mark.parametrize("text", ["山那边冷不冷", "这边冷不冷", "那边冷不冷"])
async def test_what_is_no_person_is_not_asked_about(house: House, text: str) -> None:
    await house.hear("ask_weather", text)
    assert house.weather.asked == ["济南"]


async def test_the_settings_may_say_where_somebody_lives() -> None:
    grandson = Contact(name="小宝", called=("孙子",), city="烟台")
    contacts = ContactsByName((Resident(id="wang", name="王秀英", contacts=(grandson,)),))
    assert (contacts.city("wang", "孙子"), contacts.city("wang", "闺女"), contacts.city("li", "孙子")) == (
        "烟台",
        "",
        "",
    )


async def test_a_follow_up_is_one_only_for_two_minutes(house: House) -> None:
    await house.hear("ask_weather", "北京明天冷不冷")
    house.now = NOW + timedelta(minutes=3)
    answer = await house.hear("ask_weather", "今天呢")
    assert house.weather.asked[-1] == "济南"
    assert answer.text.startswith("今天晴天")


async def test_an_old_forecast_is_told_with_its_age(house: House) -> None:
    house.weather.fetched_at = NOW - timedelta(hours=3)
    answer = await house.hear("ask_weather", "今天天气怎么样")
    assert answer.text.startswith("现在连不上网，我说的是三个小时前的预报。今天晴天")
    assert "现在七度" not in answer.text


async def test_failures_are_answers(house: House) -> None:
    house.weather.unknown.add("火星城")
    assert "火星城" in (await house.hear("ask_weather", "火星城冷吗", place="火星城")).text
    house.weather.down = True
    assert "连不上" in (await house.hear("ask_weather", "今天冷吗")).text


async def test_a_day_without_a_forecast(house: House) -> None:
    assert "还没有预报" in (await house.hear("ask_weather", "十二月二十五号冷吗")).text


async def test_every_point_has_words_in_both_languages(house: House, english_house: House) -> None:
    """Every aspect over every kind of day speaks, and never for long: sixty syllables are some fifteen seconds."""
    texts = ("天气", "冷吗", "热吗", "带伞吗", "下雪吗", "风大吗", "穿什么", "出门行吗", "多少度")
    skies = ((1, 0, 5), (61, 80, 45), (73, 70, 30), (66, 60, 5), (45, 0, 5), (95, 90, 5))
    days = [day(0, low, low + 6, *sky) for low in (-12, 2, 10, 20, 26, 31) for sky in skies]
    for one in days:
        for text in texts:
            for home in (house, english_house):
                home.weather.days = (one,)
                said = (await home.hear("ask_weather", text)).text
                assert "{" not in said and len(said) <= (60 if home is house else 190), said


def test_a_date_is_a_date() -> None:
    assert weather_question("那天", date(2026, 1, 1)).day is None
