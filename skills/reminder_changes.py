"""Moving and cancelling reminders."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config.phrases import Phrases
from skills.pending import PendingQuestions
from skills.ports import Answer, Recurrence, ReminderBook, ReminderEntry, ReminderKind, Request
from skills.recent_talk import RecentTalk
from skills.reminder_choice import choose, means_all, moved, of_kind, times_in
from skills.reminder_shift import shift_in, shifted
from skills.reminder_words import cancelled_words, changed_words, item_words
from skills.saying_time import describe, joined
from skills.spoken_while import after, read_while
from skills.yes_no import yes_or_no

_MOST_NAMED = 4
_TARGET = re.compile("(?:改到|改成|改为|换到|换成|挪到|推迟到|提前到|调到|调成|变成|\\bto\\b)(?P<target>.+)$")

_WHILE_ONLY = re.compile(
    "^(?:再?过|等)?[^点:每隔前]*(?:分钟?|小时|钟头|刻钟|秒钟?)半?(?:[以之]?后)?(?:再?(?:叫|提醒|喊)我)?[吧了啊。]*$"
)
_SWITCH_OFF = re.compile("关|停|别响|不要响|别叫|别闹|别吵|turn off|switch off|stop")


class ChangeReminder:
    """改到九点, 把降压药改到晚上九点, 往后推半小时. 改成九点 by itself corrects the reminder spoken of last."""

    intents = ("change_reminder",)

    def __init__(
        self,
        book: ReminderBook,
        meal_times: Mapping[str, str],
        pending: PendingQuestions,
        recent: RecentTalk,
        phrases: Phrases,
    ) -> None:
        self._book, self._meal_times, self._pending, self._say = book, meal_times, pending, phrases
        self._recent = recent

    async def answer(self, request: Request) -> Answer:
        entries = self._book.entries(request.resident)
        if not entries:
            return Answer(self._say("skills.reminders.none_at_all"))
        source, target = _from_and_to(request.text)
        chosen = choose(entries, source, request.entity("medicine"), request.now, self._meal_times)
        if len(chosen) > 1 and request.text.startswith("改成"):
            last = self._recent.of(request).reminder
            chosen = tuple(entry for entry in chosen if entry.id == last) or chosen
        if len(chosen) > 1:
            self._pending.ask(request, lambda reply: self._which(reply, chosen, target))
            return Answer(
                _ask_which(chosen, "skills.reminders.which_to_change", request, self._say), expects_answer=True
            )
        return self._move(chosen[0], target or request.entity("time") or "", request)

    async def _which(self, reply: Request, among: tuple[ReminderEntry, ...], target: str) -> Answer | None:
        chosen = choose(among, reply.text, reply.entity("medicine"), reply.now, self._meal_times)
        return self._move(chosen[0], target, reply) if len(chosen) == 1 else None

    def _move(self, entry: ReminderEntry, target: str, request: Request) -> Answer:
        recurrence = self._moved(entry, target, request)
        if recurrence is None:
            self._pending.ask(request, lambda reply: self._when(reply, entry))
            key = "ask_new_time" if entry.medicine else "ask_new_time_other"
            return Answer(self._say(f"skills.reminders.{key}", medicine=entry.medicine), expects_answer=True)
        if recurrence.on is not None and not request.clock_trusted:
            return Answer(self._say("skills.reminders.time_unknown"))
        kept = self._book.change(entry.id, recurrence)
        self._recent.spoke_of(request, kept.medicine, kept.id)
        return Answer(changed_words(kept, request.now.date(), self._say))

    def _moved(self, entry: ReminderEntry, target: str, request: Request) -> Recurrence | None:
        """A while named for what is no medicine begins now: 改成二十分钟. 往后推二十分钟 counts from its time."""
        shift = shift_in(target)
        if shift is not None:
            named = times_in(shift.before, request.now, self._meal_times)
            return shifted(entry.recurrence, shift.by, named, request.now)
        if entry.kind is not ReminderKind.MEDICINE:
            length = _WHILE_ONLY.match(target) and read_while(target)
            if length:
                return after(length, request.now)
        return moved(entry.recurrence, target, request.now, self._meal_times)

    async def _when(self, reply: Request, entry: ReminderEntry) -> Answer | None:
        if self._moved(entry, reply.text, reply) is None:
            return None
        return self._move(entry, reply.text, reply)


class CancelReminder:
    """取消降压药, 都取消."""

    intents = ("cancel_reminder",)

    def __init__(
        self, book: ReminderBook, meal_times: Mapping[str, str], pending: PendingQuestions, phrases: Phrases
    ) -> None:
        self._book, self._meal_times, self._pending, self._say = book, meal_times, pending, phrases

    async def answer(self, request: Request) -> Answer:
        if _SWITCH_OFF.search(request.text.lower()) and self._book.ringing(request.resident):
            return self._switch_off(request)
        entries = self._book.entries(request.resident)
        if not entries:
            return Answer(self._say("skills.reminders.none_at_all"))
        if means_all(request.text):
            return self._cancel(of_kind(entries, request.text) or entries, request)
        chosen = choose(entries, request.text, request.entity("medicine"), request.now, self._meal_times)
        if len(chosen) > 1:
            self._pending.ask(request, lambda reply: self._which(reply, chosen))
            return Answer(
                _ask_which(chosen, "skills.reminders.which_to_cancel", request, self._say), expects_answer=True
            )
        return self._cancel(chosen, request)

    def _switch_off(self, request: Request) -> Answer:
        """What rings now is silent; a rhythm stays, and when it is next due is told."""
        settled = {dose.reminder for dose in self._book.settle(request.resident)}
        staying = [entry for entry in self._book.entries(request.resident) if entry.id in settled]
        if not staying:
            return Answer(self._say("skills.ringing.settled"))
        when = describe(staying[0].recurrence, self._say, request.now.date())
        return Answer(self._say("skills.ringing.goes_on", when=when))

    async def _which(self, reply: Request, among: tuple[ReminderEntry, ...]) -> Answer | None:
        if means_all(reply.text):
            return self._cancel(among, reply)
        chosen = choose(among, reply.text, reply.entity("medicine"), reply.now, self._meal_times)
        if len(chosen) < len(among):
            return self._cancel(chosen, reply)
        return Answer(self._say("skills.reminders.kept")) if yes_or_no(reply) is False else None

    def _cancel(self, entries: tuple[ReminderEntry, ...], request: Request) -> Answer:
        for entry in entries:
            self._book.cancel(entry.id)
        return Answer(cancelled_words(entries, request.now.date(), self._say))


def _from_and_to(text: str) -> tuple[str, str]:
    """What is moved and where to: 八点的降压药 | 九点. Without a word of moving the whole text may name both."""
    match = _TARGET.search(text)
    return (text[: match.start()], match["target"]) if match else (text, text)


def _ask_which(entries: tuple[ReminderEntry, ...], key: str, request: Request, phrases: Phrases) -> str:
    choices = [item_words(entry, request.now.date(), phrases) for entry in entries[:_MOST_NAMED]]
    return phrases(key, choices=joined(choices, phrases))
