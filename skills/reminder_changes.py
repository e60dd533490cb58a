"""Moving and cancelling reminders."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config.phrases import Phrases
from skills.pending import PendingQuestions
from skills.ports import Answer, ReminderBook, ReminderEntry, Request
from skills.recent_talk import RecentTalk
from skills.reminder_choice import choose, means_all, moved
from skills.saying_time import describe, joined
from skills.yes_no import yes_or_no

_MOST_NAMED = 4
_TARGET = re.compile("(?:改到|改成|改为|换到|换成|挪到|推迟到|提前到|调到|调成|变成|\\bto\\b)(?P<target>.+)$")


class ChangeReminder:
    """改到九点, 把降压药改到晚上九点. 改成九点 by itself corrects the reminder spoken of last."""

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
            return Answer(self._say("skills.reminders.none"))
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
        recurrence = moved(entry.recurrence, target, request.now, self._meal_times)
        if recurrence is None:
            self._pending.ask(request, lambda reply: self._when(reply, entry))
            return Answer(self._say("skills.reminders.ask_new_time", medicine=entry.medicine), expects_answer=True)
        if recurrence.on is not None and not request.clock_trusted:
            return Answer(self._say("skills.reminders.time_unknown"))
        kept = self._book.change(entry.id, recurrence)
        self._recent.spoke_of(request, kept.medicine, kept.id)
        when = describe(kept.recurrence, self._say, request.now.date())
        return Answer(self._say("skills.reminders.changed", when=when, medicine=kept.medicine))

    async def _when(self, reply: Request, entry: ReminderEntry) -> Answer | None:
        if moved(entry.recurrence, reply.text, reply.now, self._meal_times) is None:
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
        entries = self._book.entries(request.resident)
        if not entries:
            return Answer(self._say("skills.reminders.none"))
        if means_all(request.text):
            return self._cancel(entries)
        chosen = choose(entries, request.text, request.entity("medicine"), request.now, self._meal_times)
        if len(chosen) > 1:
            self._pending.ask(request, lambda reply: self._which(reply, chosen))
            return Answer(
                _ask_which(chosen, "skills.reminders.which_to_cancel", request, self._say), expects_answer=True
            )
        return self._cancel(chosen)

    async def _which(self, reply: Request, among: tuple[ReminderEntry, ...]) -> Answer | None:
        if means_all(reply.text):
            return self._cancel(among)
        chosen = choose(among, reply.text, reply.entity("medicine"), reply.now, self._meal_times)
        if len(chosen) < len(among):
            return self._cancel(chosen)
        return Answer(self._say("skills.reminders.kept")) if yes_or_no(reply) is False else None

    def _cancel(self, entries: tuple[ReminderEntry, ...]) -> Answer:
        for entry in entries:
            self._book.cancel(entry.id)
        names = joined(dict.fromkeys(entry.medicine for entry in entries), self._say)
        return Answer(self._say("skills.reminders.cancelled", medicines=names))


def _from_and_to(text: str) -> tuple[str, str]:
    """What is moved and where to: 八点的降压药 | 九点. Without a word of moving the whole text may name both."""
    match = _TARGET.search(text)
    return (text[: match.start()], match["target"]) if match else (text, text)


def _ask_which(entries: tuple[ReminderEntry, ...], key: str, request: Request, phrases: Phrases) -> str:
    choices = [
        phrases(
            "skills.reminders.item",
            when=describe(entry.recurrence, phrases, request.now.date()),
            medicine=entry.medicine,
        )
        for entry in entries[:_MOST_NAMED]
    ]
    return phrases(key, choices=joined(choices, phrases))
