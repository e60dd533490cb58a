"""The time, the date, the weekday and the lunar date."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

from lunar_python import Solar  # type: ignore[import-untyped]  # the library carries no types

from config.phrases import Phrases
from skills.ports import Answer, Request
from skills.saying_time import clock_words, day_words, number_words
from skills.spoken_days import read_date


class TimeQuestion(Enum):
    """What about the time is asked."""

    CLOCK = "clock"
    DATE = "date"
    WEEKDAY = "weekday"
    LUNAR = "lunar"
    SOLAR_TERM = "solar_term"


_WORDS = (
    (TimeQuestion.LUNAR, "农历|阴历|旧历|初几|lunar"),
    (TimeQuestion.SOLAR_TERM, "节气|solar term"),
    (TimeQuestion.WEEKDAY, "(?:周|星期|礼拜)几|what day|weekday"),
    (TimeQuestion.DATE, "几号|几月|日期|什么日子|哪一?天|哪一年|今年|多少号|date|what month"),
)


def time_question(text: str) -> TimeQuestion:
    """Which of the questions a text asks; the clock when it names none."""
    lowered = text.lower()
    return next((question for question, words in _WORDS if re.search(words, lowered)), TimeQuestion.CLOCK)


def lunar_day(day: date) -> str:
    """The day in the Chinese calendar: 十月十三."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return f"{lunar.getMonthInChinese()}月{lunar.getDayInChinese()}"


def solar_term(day: date) -> str:
    """The solar term that the day lies in or opens: 立冬."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return str(lunar.getPrevJieQi(True).getName())


class AskTime:
    """现在几点, 今天几号, 明天星期几, 今天农历几号."""

    intents = ("ask_time",)

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases

    async def answer(self, request: Request) -> Answer:
        if not request.clock_trusted:
            return Answer(self._say("skills.clock.unknown"))
        question = time_question(request.text)
        if question is TimeQuestion.CLOCK:
            words = clock_words(request.now.hour, request.now.minute, self._say)
            return Answer(self._say("skills.clock.now", clock=words))
        today = request.now.date()
        day = read_date(request.entity("date") or request.text, today) or read_date(request.text, today) or today
        return Answer(self._about(question, day, today))

    def _about(self, question: TimeQuestion, day: date, today: date) -> str:
        name = day_words(day, today, self._say)
        if question is TimeQuestion.LUNAR:
            return self._say("skills.clock.lunar", day=name, lunar=lunar_day(day))
        if question is TimeQuestion.SOLAR_TERM:
            return self._say("skills.clock.solar_term", term=solar_term(day))
        weekday = self._say(f"skills.time.weekday.{day.weekday()}")
        if question is TimeQuestion.WEEKDAY:
            return self._say("skills.clock.weekday", day=name, weekday=weekday)
        return self._say(
            "skills.clock.date",
            day=name,
            month=self._say(f"skills.time.month.{day.month}"),
            number=number_words(day.day, self._say),
            weekday=weekday,
        )
