"""The doses of today: taken, put off, and asked about."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from config.phrases import Phrases
from skills.ports import Answer, DueDose, ReminderBook, ReminderEntry, Request
from skills.recent_talk import RecentTalk
from skills.recurrence import occurrences
from skills.saying_time import clock_words, count_words, day_words, describe, in_a_row, joined
from skills.spoken_days import read_date

_MOST_NAMED = 5
_QUESTION = re.compile("吗|没有[？?]?$|了没[？?]?$|过没|是不是|有没有|did i|have i|\\?$|？$")
_NOT_TAKEN = re.compile(
    "没吃|没有吃|还没|没喝|没服|未吃|不吃|不想吃|忘了吃|忘吃|吃不下|haven'?t|not yet|didn'?t|forgot"
)
_EVERYTHING = re.compile("都有什么|有哪些|所有|全部|几个提醒|什么提醒|哪些提醒|all (?:my )?reminders|which reminders")
_OPEN = ("waiting", "reminding")


class DoseWords(Enum):
    """What is said of a dose."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    QUESTION = "question"


def dose_words(text: str) -> DoseWords:
    """吃过了 | 还没吃 | 我吃过了吗. Only the first may mark a dose as taken."""
    lowered = text.strip().lower()
    if _QUESTION.search(lowered):
        return DoseWords.QUESTION
    return DoseWords.NOT_TAKEN if _NOT_TAKEN.search(lowered) else DoseWords.TAKEN


class ConfirmDose:
    """吃过了."""

    intents = ("confirm_dose",)

    def __init__(self, book: ReminderBook, recent: RecentTalk, phrases: Phrases) -> None:
        self._book, self._recent, self._say = book, recent, phrases

    async def answer(self, request: Request) -> Answer:
        words = dose_words(request.text)
        if words is DoseWords.NOT_TAKEN:
            return Answer(self._say("skills.doses.not_taken"))
        if words is DoseWords.QUESTION:
            return Answer(self._what_was_taken(request))
        taken = self._book.confirm(request.resident)
        if not taken:
            return Answer(self._say("skills.doses.nothing_to_confirm"))
        self._recent.spoke_of(request, taken[0].medicine, taken[0].reminder)
        return Answer(self._say("skills.doses.taken", medicines=_names(taken, self._say)))

    def _what_was_taken(self, request: Request) -> str:
        past = [dose for dose in self._book.today(request.resident) if dose.due_at <= request.now]
        taken = [dose for dose in past if dose.state == "taken"]
        still = [dose for dose in past if dose.state != "taken"]
        said = []
        if taken:
            said.append(self._say("skills.doses.taken_today", doses=_listed(taken, request, self._say)))
        if still:
            said.append(self._say("skills.doses.not_confirmed", doses=_listed(still, request, self._say)))
        return in_a_row(said or [self._say("skills.doses.none_due_yet")], self._say)


class Snooze:
    """等一会儿."""

    intents = ("snooze",)

    def __init__(self, book: ReminderBook, snooze_s: float, phrases: Phrases) -> None:
        self._book, self._snooze_s, self._say = book, snooze_s, phrases

    async def answer(self, request: Request) -> Answer:
        put_off = self._book.snooze(request.resident)
        if not put_off:
            return Answer(self._say("skills.doses.nothing_to_put_off"))
        minutes = count_words(max(1, round(self._snooze_s / 60)), self._say)
        return Answer(self._say("skills.doses.put_off", minutes=minutes, medicines=_names(put_off, self._say)))


class AskReminders:
    """今天还有什么药, 明天要吃什么药, 我都有什么提醒."""

    intents = ("ask_reminders",)

    def __init__(self, book: ReminderBook, timezone: ZoneInfo, phrases: Phrases) -> None:
        self._book, self._timezone, self._say = book, timezone, phrases

    async def answer(self, request: Request) -> Answer:
        entries = self._book.entries(request.resident)
        if not entries:
            return Answer(self._say("skills.reminders.none"))
        if _EVERYTHING.search(request.text.lower()):
            return Answer(self._all(entries, request))
        if not request.clock_trusted:  # nobody knows what is over today
            return Answer(in_a_row([self._say("skills.clock.unknown"), self._all(entries, request)], self._say))
        day = read_date(request.text, request.now.date())
        if day is not None and day > request.now.date():
            return Answer(self._of_another_day(request, datetime.combine(day, datetime.min.time(), self._timezone)))
        return Answer(self._of_today(request))

    def _all(self, entries: tuple[ReminderEntry, ...], request: Request) -> str:
        today = request.now.date()
        items = [
            self._say("skills.reminders.item", when=describe(each.recurrence, self._say, today), medicine=each.medicine)
            for each in entries[:_MOST_NAMED]
        ]
        return self._say("skills.doses.all", count=count_words(len(entries), self._say), items=joined(items, self._say))

    def _of_today(self, request: Request) -> str:
        doses = self._book.today(request.resident)
        left = [dose for dose in doses if dose.state in _OPEN]
        missed = [dose for dose in doses if dose.state == "missed"]
        said = []
        if left:
            said.append(
                self._say(
                    "skills.doses.left_today",
                    count=count_words(len(left), self._say),
                    doses=_listed(left, request, self._say),
                )
            )
        elif doses and not missed:
            said.append(self._say("skills.doses.all_taken"))
        elif not doses:
            said.append(self._say("skills.doses.none_today"))
        if missed:
            said.append(self._say("skills.doses.missed_today", doses=_listed(missed, request, self._say)))
        return in_a_row(said, self._say)

    def _of_another_day(self, request: Request, midnight: datetime) -> str:
        due = sorted(
            (moment, entry.medicine)
            for entry in self._book.entries(request.resident)
            for moment in occurrences(entry.recurrence, midnight, midnight + timedelta(days=1), self._timezone)
        )
        day = day_words(midnight.date(), request.now.date(), self._say)
        if not due:
            return self._say("skills.doses.none_that_day", day=day)
        doses = [_dose(moment, medicine, self._say) for moment, medicine in due[:_MOST_NAMED]]
        return self._say("skills.doses.that_day", day=day, doses=joined(doses, self._say))


def _listed(doses: list[DueDose], request: Request, phrases: Phrases) -> str:
    local = [(dose.due_at.astimezone(request.now.tzinfo), dose.medicine) for dose in doses[:_MOST_NAMED]]
    return joined((_dose(due_at, medicine, phrases) for due_at, medicine in local), phrases)


def _dose(due_at: datetime, medicine: str, phrases: Phrases) -> str:
    return phrases("skills.doses.dose", clock=clock_words(due_at.hour, due_at.minute, phrases), medicine=medicine)


def _names(doses: tuple[DueDose, ...], phrases: Phrases) -> str:
    return joined(dict.fromkeys(dose.medicine for dose in doses), phrases)
