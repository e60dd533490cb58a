"""What is being reminded of: taken, or put off."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum

from config.phrases import Phrases
from skills.ports import Answer, DueDose, ReminderBook, ReminderKind, Request
from skills.recent_talk import RecentTalk
from skills.reminder_words import medicines_of, put_off_words, settled_words
from skills.saying_time import clock_words, count_words, in_a_row, joined
from skills.spoken_while import read_while

MOST_NAMED = 5
_QUESTION = re.compile("吗|没有[？?]?$|了没[？?]?$|过没|是不是|有没有|did i|have i|\\?$|？$")
_NOT_TAKEN = re.compile(
    "没吃|没有吃|还没|没喝|没服|未吃|不吃|不想吃|忘了吃|忘吃|吃不下|haven'?t|not yet|didn'?t|forgot"
)


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
            settled = self._book.settle(request.resident)
            if settled:
                return Answer(settled_words(settled, self._say))
            return Answer(self._say("skills.doses.nothing_to_confirm"))
        self._recent.spoke_of(request, taken[0].medicine, taken[0].reminder)
        return Answer(self._say("skills.doses.taken", medicines=medicines_of(taken, self._say)))

    def _what_was_taken(self, request: Request) -> str:
        past = [
            dose
            for dose in self._book.today(request.resident)
            if dose.due_at <= request.now and dose.kind is ReminderKind.MEDICINE
        ]
        taken = [dose for dose in past if dose.state == "taken"]
        still = [dose for dose in past if dose.state != "taken"]
        said = []
        if taken:
            said.append(self._say("skills.doses.taken_today", doses=listed(taken, request, self._say)))
        if still:
            said.append(self._say("skills.doses.not_confirmed", doses=listed(still, request, self._say)))
        return in_a_row(said or [self._say("skills.doses.none_due_yet")], self._say)


class Snooze:
    """等一会儿. A while that is named counts for what is no medicine: 再睡十分钟."""

    intents = ("snooze",)

    def __init__(self, book: ReminderBook, snooze_s: float, ringing_snooze_s: float, phrases: Phrases) -> None:
        self._book, self._snooze_s, self._ringing_snooze_s, self._say = book, snooze_s, ringing_snooze_s, phrases

    async def answer(self, request: Request) -> Answer:
        pause = read_while(request.text) or timedelta(seconds=self._ringing_snooze_s)
        put_off = self._book.snooze(request.resident, pause)
        if not put_off:
            return Answer(self._say("skills.doses.nothing_to_put_off"))
        doses = [dose for dose in put_off if dose.kind is ReminderKind.MEDICINE]
        if not doses:
            return Answer(put_off_words(pause, self._say))
        minutes = count_words(max(1, round(self._snooze_s / 60)), self._say)
        return Answer(self._say("skills.doses.put_off", minutes=minutes, medicines=medicines_of(doses, self._say)))


def listed(doses: list[DueDose], request: Request, phrases: Phrases) -> str:
    """Doses with their times: 早上八点的降压药和晚上八点的钙片."""
    local = [(dose.due_at.astimezone(request.now.tzinfo), dose.medicine) for dose in doses[:MOST_NAMED]]
    return joined((dose_words_at(due_at, medicine, phrases) for due_at, medicine in local), phrases)


def dose_words_at(due_at: datetime, medicine: str, phrases: Phrases) -> str:
    """早上八点的降压药; `due_at` is local."""
    return phrases("skills.doses.dose", clock=clock_words(due_at.hour, due_at.minute, phrases), medicine=medicine)
