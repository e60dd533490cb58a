"""The forms of the roster's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, time

from nicegui import ui

from config.phrases import Phrases
from station.duty.roster import Day, Shift, Substitute
from station.web.parts import button, text

NOBODY = 0  # no account has this id


def shift_form(people: Mapping[int, str], phrases: Phrases, add: Callable[[list[Shift]], Awaitable[None]]) -> None:
    """A person, days and times; one line of the book for each day."""
    days = {int(day): phrases(f"station.day.{day.name.lower()}") for day in Day}
    text(phrases("station.roster.new_shift"), "big")
    person = _people("person", people, phrases).classes("shift-person")
    chosen = ui.select(days, multiple=True, value=[], label=phrases("station.roster.days")).props("outlined use-chips")
    chosen.classes("shift-days")
    starts = _field("starts", "time", phrases, "08:00")
    ends = _field("ends", "time", phrases, "18:00")

    async def submit() -> None:
        first, last = _time(starts.value), _time(ends.value)
        if person.value is None or not chosen.value or first is None or last is None:
            _incomplete(phrases)
            return
        await add([Shift(int(person.value), Day(day), first, last) for day in sorted(chosen.value)])

    button(phrases("station.action.add"), submit, "primary add-shift")


def substitute_form(people: Mapping[int, str], phrases: Phrases, add: Callable[[Substitute], Awaitable[None]]) -> None:
    """Who is away, who comes instead, from when to when."""
    text(phrases("station.roster.new_substitute"), "big")
    absent = _people("absent", people, phrases)
    instead = _people("instead", {NOBODY: phrases("station.roster.no_one"), **people}, phrases)
    first = _field("first", "date", phrases)
    last = _field("last", "date", phrases)

    async def submit() -> None:
        begins, ends = _date(first.value), _date(last.value)
        if absent.value is None or instead.value is None or begins is None or ends is None:
            _incomplete(phrases)
            return
        await add(Substitute(int(absent.value), int(instead.value) or None, begins, ends))

    button(phrases("station.action.add"), submit, "primary add-substitute")


def holiday_form(phrases: Phrases, add: Callable[[date, str], Awaitable[None]]) -> None:
    """A day and its name."""
    text(phrases("station.roster.new_holiday"), "big")
    day = _field("holiday", "date", phrases)
    name = ui.input(phrases("station.roster.holiday_name")).props("outlined maxlength=40")

    async def submit() -> None:
        chosen = _date(day.value)
        if chosen is None:
            _incomplete(phrases)
            return
        await add(chosen, str(name.value or "").strip())

    button(phrases("station.action.add"), submit, "primary add-holiday")


def _people(name: str, people: Mapping[int, str], phrases: Phrases) -> ui.select:
    return ui.select(dict(people), label=phrases(f"station.roster.{name}")).props("outlined")


def _field(name: str, kind: str, phrases: Phrases, value: str = "") -> ui.input:
    """A field of the browser's own for a date or a time."""
    return ui.input(phrases(f"station.roster.{name}"), value=value).props(f"outlined stack-label type={kind}")


def _incomplete(phrases: Phrases) -> None:
    ui.notify(phrases("station.roster.incomplete"), type="negative", position="top")


def _time(words: object) -> time | None:
    try:
        return time.fromisoformat(str(words)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None


def _date(words: object) -> date | None:
    try:
        return date.fromisoformat(str(words))
    except ValueError:
        return None
