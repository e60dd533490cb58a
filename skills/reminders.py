"""Setting a reminder: the skill that keeps what the form has gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from config.phrases import Phrases
from skills.pending import PendingQuestions
from skills.ports import Answer, Recurrence, ReminderBook, ReminderEntry, ReminderKind, Request
from skills.recent_talk import RecentTalk
from skills.reminder_form import ABOUT, AMBIGUITY, KIND, MEDICINE, TIME, ReminderForm
from skills.reminder_purpose import Purpose
from skills.reminder_words import item_words, set_words
from skills.saying_time import describe
from skills.time_reading import Understood
from skills.whose_dose import somebody_else

_CLEARED: Mapping[str, object] = {MEDICINE: None, TIME: None, AMBIGUITY: None, KIND: None, ABOUT: None}


class SetReminder:
    """每天早上八点提醒我吃降压药, 定个七点的闹钟. Everything is checked again here, since a form can end with empty
    slots."""

    intents = ("set_reminder",)

    def __init__(
        self,
        book: ReminderBook,
        form: ReminderForm,
        pending: PendingQuestions,
        recent: RecentTalk,
        phrases: Phrases,
    ) -> None:
        self._book, self._form, self._pending, self._say = book, form, pending, phrases
        self._recent = recent

    async def answer(self, request: Request) -> Answer:
        somebody = somebody_else(request.text)
        if somebody is not None:
            return Answer(self._say("skills.reminders.only_yours", person=somebody), slots=_CLEARED)
        purpose = self._form.purpose(request)
        medicine = None
        if purpose is None:
            medicine = self._form.medicine(_text(request.slots.get(MEDICINE)) or request.entity(MEDICINE), request)
        recurrence = self._recurrence(request)
        if (medicine is None and purpose is None) or recurrence is None:
            return self._ask_for(medicine, purpose, request)
        self._form.forget(request.resident)
        if recurrence.on is not None and not request.clock_trusted:
            return Answer(self._say("skills.reminders.time_unknown"), slots=_CLEARED)
        return self._keep(medicine or "", purpose or Purpose(ReminderKind.MEDICINE), recurrence, request)

    def _keep(self, medicine: str, purpose: Purpose, recurrence: Recurrence, request: Request) -> Answer:
        today = request.now.date()
        for entry in self._book.entries(request.resident):
            if _same(entry, medicine, purpose, recurrence):
                if entry.kind is not ReminderKind.MEDICINE:
                    item = item_words(entry, today, self._say)
                    return Answer(self._say("skills.reminders.set_already_other", item=item), slots=_CLEARED)
                when = describe(recurrence, self._say, today)
                said = self._say("skills.reminders.set_already", when=when, medicine=medicine)
                return Answer(said, slots=_CLEARED)
        entry = self._book.add(request.resident, medicine, recurrence, purpose.kind, purpose.about)
        self._recent.spoke_of(request, entry.medicine, entry.id)
        return Answer(set_words(entry, today, self._say), slots=_CLEARED)

    def _recurrence(self, request: Request) -> Recurrence | None:
        for phrase in (_text(request.slots.get(TIME)), request.text, request.entity("time")):
            reading = self._form.read(phrase, request) if phrase else None
            if isinstance(reading, Understood):
                return reading.recurrence
        return None

    def _ask_for(self, medicine: str | None, purpose: Purpose | None, request: Request) -> Answer:
        """Asks for what is missing outside the form; what is known already is kept until the reply."""
        checked = self._form.validate(TIME, request.slots.get(TIME) or request.entity("time"), request)
        known = {**request.slots, **checked, MEDICINE: medicine}
        if purpose is not None:
            known |= {KIND: purpose.kind.value, ABOUT: purpose.about}
        asked = replace(request, slots=known)
        slot = self._form.asks_next(asked) or TIME
        known["requested_slot"] = slot
        answer = self._form.ask(slot, replace(request, slots=known))
        self._pending.ask(request, lambda reply: self._continue(reply, known))
        return answer

    async def _continue(self, reply: Request, known: Mapping[str, object]) -> Answer | None:
        slots = {**reply.slots, **known}
        slot = str(slots["requested_slot"])
        asked = replace(reply, intent="set_reminder", slots=slots)
        found = self._form.validate(slot, reply.text if slot == ABOUT else reply.entity(_ENTITIES[slot]), asked)
        if not any(value is not None for value in found.values()):
            self._form.forget(reply.resident)
            return None
        slots.update(found)
        return await self.answer(replace(asked, slots=slots))


_ENTITIES = {MEDICINE: "medicine", TIME: "time"}


def _same(entry: ReminderEntry, medicine: str, purpose: Purpose, recurrence: Recurrence) -> bool:
    """The day a rhythm starts on does not count."""
    same_time = replace(entry.recurrence, start=None) == replace(recurrence, start=None)
    return same_time and (entry.medicine, entry.kind, entry.about) == (medicine, purpose.kind, purpose.about)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
