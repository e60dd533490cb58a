"""The weather, told as advice and to the point of the question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from config.phrases import Phrases
from skills.pending import PendingQuestions
from skills.ports import Answer, Contacts, Day, Forecast, Request, WeatherError, WeatherProvider
from skills.saying_time import age_words, day_words, in_a_row, number_words
from skills.weather_advice import Advice, Feel, Outlook, judge, sky_of
from skills.weather_question import Aspect, Question, city_by_sound, weather_question
from skills.where_they_live import WhereTheyLive, city_in_answer

_MOST_ADVICE = 2
_FOLLOW_UP_WITHIN = timedelta(seconds=120)
_MENTION_CHANGE_FROM_C = 3
_COLD = (Feel.FREEZING, Feel.COLD, Feel.COOL)
_HOT = (Feel.WARM, Feel.HOT, Feel.SCORCHING)
_CLOTHES = (Advice.WRAP_UP, Advice.ADD_LAYER)


@dataclass(frozen=True)
class _Asked:
    at: datetime
    question: Question


class AskWeather:
    """今天冷不冷, 明天要不要带伞, 那北京呢. A place or day not said again is that of the question before."""

    intents = ("ask_weather",)

    def __init__(
        self,
        weather: WeatherProvider,
        city: str,
        contacts: Contacts,
        pending: PendingQuestions,
        phrases: Phrases,
        fresh_for_s: float = 1800.0,
    ) -> None:
        self._weather, self._city, self._pending, self._say = weather, city, pending, phrases
        self._theirs = WhereTheyLive(contacts)
        self._stale_after = timedelta(seconds=fresh_for_s)
        self._last: dict[str, _Asked] = {}

    async def answer(self, request: Request) -> Answer:
        person = self._theirs.person(request)
        place = self._theirs.city(request.resident, person) if person else None
        if person and not place and weather_question(request.text, request.now.date()).place is None:
            self._pending.ask(request, lambda reply: self._where(reply, person, request))
            return Answer(self._say("skills.weather.where_lives", person=person), expects_answer=True)
        return await self._tell(self._with_what_went_before(request, place), request)

    async def _where(self, reply: Request, person: str, asked: Request) -> Answer | None:
        """The answer to "where does she live?"."""
        place = city_in_answer(reply)
        if place is None:
            return None
        answer = await self._tell(self._with_what_went_before(replace(asked, now=reply.now), place), reply)
        last = self._last.get(reply.resident)
        if last is not None and last.at == reply.now:
            self._theirs.remember(reply.resident, person, last.question.place or place)
        return answer

    async def _tell(self, question: Question, request: Request) -> Answer:
        try:
            question, forecast = await self._forecast(question)
        except WeatherError as error:
            if error.unknown_place and question.place:
                return Answer(self._say("skills.weather.unknown_place", place=question.place))
            return Answer(self._say("skills.weather.unreachable"))
        self._last[request.resident] = _Asked(request.now, question)
        return Answer(in_a_row(self._sentences(question, forecast, request.now), self._say))

    async def _forecast(self, question: Question) -> tuple[Question, Forecast]:
        """The forecast for the place as it was written; where nobody knows that, for the known one that sounds so."""
        try:
            return question, await self._weather.forecast(question.place or self._city)
        except WeatherError as error:
            alike = city_by_sound(question.place) if error.unknown_place and question.place else None
            if alike is None:
                raise
            return replace(question, place=alike), await self._weather.forecast(alike)

    def _with_what_went_before(self, request: Request, place: str | None) -> Question:
        """`place`: where the person lives whom she asks about."""
        spoken = place or request.entity("place")
        asked = weather_question(request.text, request.now.date(), spoken, request.entity("date"))
        last = self._last.get(request.resident)
        is_follow_up = asked.aspect is Aspect.GENERAL and "天气" not in request.text and (asked.place or asked.day)
        if last is None or not is_follow_up or request.now - last.at > _FOLLOW_UP_WITHIN:
            return asked
        before = last.question
        return Question(before.aspect, asked.day or before.day, asked.place or before.place)

    def _sentences(self, question: Question, forecast: Forecast, now: datetime) -> list[str]:
        today = now.date()
        wanted = question.day or today
        day = _find(forecast, wanted)
        if day is None:
            return [self._say("skills.weather.too_far", day=day_words(wanted, today, self._say))]
        when = day_words(wanted, today, self._say)
        outlook = judge(day, _find(forecast, wanted - timedelta(days=1)))
        stale = now - forecast.fetched_at > self._stale_after
        said = [self._say("skills.weather.old", age=age_words(forecast.fetched_at, now, self._say))] if stale else []
        said.append(
            self._point(question.aspect, when if question.place is None else f"{question.place}{when}", day, outlook)
        )
        if question.aspect is Aspect.GENERAL:
            said += self._now_or_change(forecast, day, wanted, today, stale)
        return said + [self._advice(item) for item in _worth_saying(question.aspect, outlook)]

    def _point(self, aspect: Aspect, when: str, day: Day, outlook: Outlook) -> str:
        low, high = (number_words(round(value), self._say) for value in (day.low_c, day.high_c))
        wind = "strong" if outlook.strong_wind else "fresh" if Advice.WINDY in outlook.advice else "light"
        key = {
            Aspect.GENERAL: "general",
            Aspect.DEGREES: "degrees",
            Aspect.OUTING: "degrees",
            Aspect.CLOTHES: f"feel.{outlook.feel}",
            Aspect.COLD: f"cold.{'yes' if outlook.feel in _COLD else 'no'}",
            Aspect.HOT: f"hot.{'yes' if outlook.feel in _HOT else 'no'}",
            Aspect.RAIN: f"rain.{'yes' if outlook.rain else 'snow' if outlook.snow else 'no'}",
            Aspect.SNOW: f"snow.{'yes' if outlook.snow else 'no'}",
            Aspect.WIND: f"wind.{wind}",
        }[aspect]
        return self._say(
            f"skills.weather.point.{key}",
            when=when,
            low=low,
            high=high,
            sky=self._say(f"skills.weather.sky.{outlook.sky}"),
            feel=self._say(f"skills.weather.feels.{outlook.feel}"),
            chance=number_words(day.rain_chance_percent, self._say),
        )

    def _now_or_change(self, forecast: Forecast, day: Day, wanted: date, today: date, stale: bool) -> list[str]:
        if wanted == today:
            if stale:
                return []
            degrees = number_words(round(forecast.temperature_c), self._say)
            return [
                self._say(
                    "skills.weather.now", degrees=degrees, sky=self._say(f"skills.weather.sky.{sky_of(forecast.code)}")
                )
            ]
        before = _find(forecast, wanted - timedelta(days=1))
        change = round(day.high_c - before.high_c) if before else 0
        if wanted != today + timedelta(days=1) or abs(change) < _MENTION_CHANGE_FROM_C:
            return []
        key = "colder" if change < 0 else "warmer"
        return [self._say(f"skills.weather.{key}", degrees=number_words(abs(change), self._say))]

    def _advice(self, item: Advice) -> str:
        return self._say(f"skills.weather.advice.{item}")


def _find(forecast: Forecast, wanted: date) -> Day | None:
    return next((day for day in forecast.days if day.day == wanted), None)


def _worth_saying(aspect: Aspect, outlook: Outlook) -> tuple[Advice, ...]:
    """At most two pieces of advice; those that the point of the answer holds already are left out."""
    advice = outlook.advice
    if aspect is Aspect.CLOTHES:
        advice = tuple(item for item in advice if item not in (*_CLOTHES, Advice.FINE))
    if aspect is Aspect.COLD and outlook.feel in _COLD:
        clothes = tuple(item for item in advice if item in _CLOTHES)
        return (clothes + tuple(item for item in advice if item not in clothes))[:_MOST_ADVICE]
    if aspect is Aspect.RAIN:
        advice = tuple(item for item in advice if item is not Advice.UMBRELLA)
        return advice[:1] if outlook.rain or outlook.snow else ()
    if aspect in (Aspect.COLD, Aspect.HOT, Aspect.WIND, Aspect.SNOW, Aspect.DEGREES):
        advice = tuple(item for item in advice if item is not Advice.FINE)
    if aspect is Aspect.WIND:
        advice = tuple(item for item in advice if item is not Advice.WINDY)
        return advice[:1] if outlook.strong_wind else ()
    return advice[:_MOST_ADVICE]
