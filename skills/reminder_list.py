"""What is still to come: 今天还有什么药, 今天还有什么事, 我都有什么提醒, 我定了几点的闹钟."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.phrases import Phrases
from skills.doses import MOST_NAMED, dose_words_at, listed
from skills.ports import Answer, ReminderBook, ReminderEntry, ReminderKind, Request
from skills.recurrence import occurrences
from skills.reminder_words import due_item, due_words, item_words
from skills.saying_time import count_words, day_words, in_a_row, joined
from skills.spoken_days import read_date

_EVERYTHING = re.compile("都有什么|有哪些|所有|全部|几个提醒|什么提醒|哪些提醒|all (?:my )?reminders|which reminders")
_MEDICINE = re.compile("药|吃|服|medicine|pills?|dose")
_ALARMS = re.compile("闹钟|闹铃|闹表|倒计时|叫我|alarm|timer")
_OPEN = ("waiting", "reminding")


class AskReminders:
    """Where only medicine is kept, or asked about, the answer is of medicine alone."""

    intents = ("ask_reminders",)

    def __init__(self, book: ReminderBook, timezone: ZoneInfo, phrases: Phrases) -> None:
        self._book, self._timezone, self._say = book, timezone, phrases

    async def answer(self, request: Request) -> Answer:
        text = request.text.lower()
        entries = self._book.entries(request.resident)
        others = [entry for entry in entries if entry.kind is not ReminderKind.MEDICINE]
        if _MEDICINE.search(text):
            entries, others = tuple(entry for entry in entries if entry not in others), []
        elif _ALARMS.search(text):
            return Answer(self._alarms(entries, request))
        if not entries:
            return Answer(self._nothing_kept(bool(_MEDICINE.search(text)), request))
        if not request.clock_trusted:  # nobody knows what is over today
            return Answer(in_a_row([self._say("skills.clock.unknown"), self._all(entries, request)], self._say))
        day = read_date(request.text, request.now.date())
        if day is not None and day > request.now.date():
            midnight = datetime.combine(day, datetime.min.time(), self._timezone)
            return Answer(self._of_another_day(entries, bool(others), request, midnight))
        if day is None and _EVERYTHING.search(text):
            return Answer(self._all(entries, request))
        return Answer(self._everything_today(request) if others else self._of_today(request))

    def _nothing_kept(self, of_medicine: bool, request: Request) -> str:
        came_due = [
            dose for dose in self._book.today(request.resident) if not of_medicine or dose.kind is ReminderKind.MEDICINE
        ]
        if of_medicine:
            return self._of_today(request) if came_due else self._say("skills.reminders.none")
        return self._say("skills.ringing.none_today" if came_due else "skills.reminders.none_at_all")

    def _all(self, entries: Sequence[ReminderEntry], request: Request) -> str:
        items = [item_words(entry, request.now.date(), self._say) for entry in entries[:MOST_NAMED]]
        count = count_words(len(entries), self._say)
        return self._say("skills.doses.all", count=count, items=joined(items, self._say))

    def _alarms(self, entries: Sequence[ReminderEntry], request: Request) -> str:
        found = [entry for entry in entries if entry.kind in (ReminderKind.ALARM, ReminderKind.COUNTDOWN)]
        return self._all(found, request) if found else self._say("skills.ringing.no_alarms")

    def _everything_today(self, request: Request) -> str:
        left = [dose for dose in self._book.today(request.resident) if dose.state in _OPEN]
        if not left:
            return self._say("skills.ringing.none_today")
        items = [due_words(dose, request.now, self._say) for dose in left[:MOST_NAMED]]
        count = count_words(len(left), self._say)
        return self._say("skills.ringing.left_today", count=count, items=joined(items, self._say))

    def _of_today(self, request: Request) -> str:
        """Of medicine alone."""
        doses = [dose for dose in self._book.today(request.resident) if dose.kind is ReminderKind.MEDICINE]
        left = [dose for dose in doses if dose.state in _OPEN]
        missed = [dose for dose in doses if dose.state == "missed"]
        said = []
        if left:
            count = count_words(len(left), self._say)
            said.append(self._say("skills.doses.left_today", count=count, doses=listed(left, request, self._say)))
        elif doses and not missed:
            said.append(self._say("skills.doses.all_taken"))
        elif not doses:
            said.append(self._say("skills.doses.none_today"))
        if missed:
            said.append(self._say("skills.doses.missed_today", doses=listed(missed, request, self._say)))
        return in_a_row(said, self._say)

    def _of_another_day(
        self, entries: Sequence[ReminderEntry], with_others: bool, request: Request, midnight: datetime
    ) -> str:
        due = sorted(
            ((moment, entry) for entry in entries for moment in self._moments(entry, midnight)),
            key=lambda found: found[0],
        )
        day = day_words(midnight.date(), request.now.date(), self._say)
        if not due:
            return self._say(f"skills.{'ringing' if with_others else 'doses'}.none_that_day", day=day)
        if not with_others:
            doses = [dose_words_at(moment, entry.medicine, self._say) for moment, entry in due[:MOST_NAMED]]
            return self._say("skills.doses.that_day", day=day, doses=joined(doses, self._say))
        items = [
            due_item(entry.kind, entry.medicine or entry.about, moment, entry.recurrence.after_s, self._say)
            for moment, entry in due[:MOST_NAMED]
        ]
        count = count_words(len(due), self._say)
        return self._say("skills.ringing.that_day", day=day, count=count, items=joined(items, self._say))

    def _moments(self, entry: ReminderEntry, midnight: datetime) -> tuple[datetime, ...]:
        return occurrences(entry.recurrence, midnight, midnight + timedelta(days=1), self._timezone)
