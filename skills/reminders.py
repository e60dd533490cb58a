"""Setting a medicine reminder: the form that asks for medicine and time, and the skill that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from config.phrases import Phrases
from skills.beyond import asks_beyond
from skills.follow_up import follow_up
from skills.medicine_names import (
    ANY_MEDICINE,
    asks_for_something_else,
    is_any_medicine,
    medicine_in,
    plain_name,
)
from skills.pending import PendingQuestions
from skills.ports import Answer, BookError, Recurrence, ReminderBook, Request
from skills.recent_talk import RecentTalk
from skills.saying_time import describe, times_words
from skills.self_repair import corrected_time
from skills.spoken_time import LONGEST_CHARACTERS, read_time
from skills.time_answers import complete, settle
from skills.time_reading import AlreadyPast, Ambiguous, Unclear, Understood
from skills.whose_dose import somebody_else

MEDICINE, TIME, AMBIGUITY = "medicine", "reminder_time", "time_ambiguity"
_CLEARED: Mapping[str, object] = {MEDICINE: None, TIME: None, AMBIGUITY: None}
_ASKED_AGAIN_WITHIN = timedelta(seconds=120)


class ReminderForm:
    """The Form "reminder_form". `time_ambiguity` holds a phrase while some of it is open (早上还是晚上)."""

    name = "reminder_form"

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
        self._asked: dict[tuple[str, str], datetime] = {}
        self._said: dict[str, tuple[datetime, str]] = {}  # the time phrase that was taken last

    def gives_way(self, request: Request) -> bool:
        goes_on = follow_up(request.text, self._recent.of(request), request.now.date())
        elsewhere = asks_beyond(request.text) or somebody_else(request.text)
        return self._pending.is_open(request) or goes_on is not None or elsewhere is not None

    def validate(self, slot: str, value: object, request: Request) -> Mapping[str, object]:
        spoken = value if isinstance(value, str) and value.strip() else None
        if slot == MEDICINE:
            return {MEDICINE: self.medicine(spoken, request)}
        if slot == TIME:
            return self._time(spoken, request)
        return {}

    def ask(self, slot: str, request: Request) -> Answer:
        if slot == MEDICINE:
            again = self._note_asked(MEDICINE, request)
            if asks_for_something_else(request.text):
                return Answer(self._say("skills.reminders.only_medicine"), expects_answer=True)
            key = "ask_medicine_again" if again else "ask_medicine"
            return Answer(self._say(f"skills.reminders.{key}"), expects_answer=True)
        open_phrase = request.slots.get(AMBIGUITY)
        if isinstance(open_phrase, str):
            reading = read_time(open_phrase, request.now, self._meal_times)
            if isinstance(reading, Ambiguous):
                return Answer(self.which_half(reading, self._note_asked(AMBIGUITY, request)), expects_answer=True)
            if isinstance(reading, Unclear):
                return Answer(self._say(f"skills.reminders.ask_unclear_{reading.about}"), expects_answer=True)
        again = self._note_asked(TIME, request)
        if isinstance(read_time(request.text, request.now, self._meal_times), AlreadyPast):
            return Answer(self._say("skills.reminders.past"), expects_answer=True)
        return Answer(self._say(f"skills.reminders.{'ask_time_again' if again else 'ask_time'}"), expects_answer=True)

    def forget(self, resident: str) -> None:
        """A finished or dropped form asks in its first words the next time."""
        self._asked = {key: at for key, at in self._asked.items() if key[0] != resident}
        self._said.pop(resident, None)

    def which_half(self, reading: Ambiguous, again: bool = False) -> str:
        """早上八点还是晚上八点？"""
        early, late = (times_words(choice.times, self._say) for choice in (reading.morning, reading.evening))
        return self._say(f"skills.reminders.{'which_half_again' if again else 'which_half'}", early=early, late=late)

    def medicine(self, spoken: str | None, request: Request) -> str | None:
        """The medicine that is meant. After the question a short free answer counts, and so does a plain 药."""
        named = medicine_in(request.text, spoken, self._names(request.resident))
        if named is not None:
            return named
        if spoken is not None and spoken not in request.text and spoken == ANY_MEDICINE:
            return spoken  # validated in an earlier turn
        if self._was_asked(MEDICINE, request) and request.slots.get("requested_slot", MEDICINE) == MEDICINE:
            if is_any_medicine(request.text):
                return ANY_MEDICINE
            return plain_name(spoken or request.text) if len(request.text) <= LONGEST_CHARACTERS else None
        return None

    def _time(self, spoken: str | None, request: Request) -> Mapping[str, object]:
        phrase = self._phrase(spoken, request)
        said_at, before = self._said.get(request.resident, (request.now, ""))
        if before and request.now - said_at <= _ASKED_AGAIN_WITHIN:
            phrase = corrected_time(before, phrase)
        reading = read_time(phrase, request.now, self._meal_times)
        if isinstance(reading, Understood):
            self._said[request.resident] = (request.now, phrase)
            return {TIME: phrase, AMBIGUITY: None}
        return {TIME: None, AMBIGUITY: phrase if isinstance(reading, Ambiguous | Unclear) else None}

    def _phrase(self, spoken: str | None, request: Request) -> str:
        """What was said of the time: the whole utterance when it can be read, else the entity; with an open question
        the phrase it was about, completed."""
        open_phrase = request.slots.get(AMBIGUITY)
        if isinstance(open_phrase, str):
            return self._completed(open_phrase, request)
        for good_enough in (Understood | Ambiguous, Unclear):
            for phrase in (request.text, spoken):
                if phrase and isinstance(read_time(phrase, request.now, self._meal_times), good_enough):
                    return phrase
        return spoken or request.text

    def _completed(self, open_phrase: str, request: Request) -> str:
        before = read_time(open_phrase, request.now, self._meal_times)
        if isinstance(before, Unclear):
            return complete(open_phrase, request.text, request.now, self._meal_times)
        answer = read_time(request.text, request.now, self._meal_times)
        if isinstance(answer, Understood) and isinstance(before, Ambiguous):
            times = answer.recurrence.times
            bare_part = settle(open_phrase, request.text)
            if bare_part is None or (
                len(request.text) > 3 and times not in (before.morning.times, before.evening.times)
            ):
                daily = before.days_said and before.morning.on is None and not answer.days_said
                return f"{self._say('skills.reminders.every_day')}{request.text}" if daily else request.text
        return settle(open_phrase, request.text) or open_phrase

    def _names(self, resident: str) -> tuple[str, ...]:
        try:
            return tuple(entry.medicine for entry in self._book.entries(resident))
        except BookError:
            return ()

    def _note_asked(self, question: str, request: Request) -> bool:
        """True when the same was asked a moment ago."""
        again = self._was_asked(question, request)
        self._asked[(request.resident, question)] = request.now
        return again

    def _was_asked(self, slot: str, request: Request) -> bool:
        asked_at = self._asked.get((request.resident, slot))
        return asked_at is not None and request.now - asked_at <= _ASKED_AGAIN_WITHIN


class SetReminder:
    """每天早上八点提醒我吃降压药. Everything is checked again here, since a form can end with empty slots."""

    intents = ("set_reminder",)

    def __init__(
        self,
        book: ReminderBook,
        form: ReminderForm,
        meal_times: Mapping[str, str],
        pending: PendingQuestions,
        recent: RecentTalk,
        phrases: Phrases,
    ) -> None:
        self._book, self._form, self._meal_times, self._pending, self._say = book, form, meal_times, pending, phrases
        self._recent = recent

    async def answer(self, request: Request) -> Answer:
        somebody = somebody_else(request.text)
        if somebody is not None:
            return Answer(self._say("skills.reminders.only_yours", person=somebody), slots=_CLEARED)
        medicine = self._form.medicine(_text(request.slots.get(MEDICINE)) or request.entity(MEDICINE), request)
        recurrence = self._recurrence(request)
        if medicine is None or recurrence is None:
            return self._ask_for(MEDICINE if medicine is None else TIME, medicine, request)
        self._form.forget(request.resident)
        if recurrence.on is not None and not request.clock_trusted:
            return Answer(self._say("skills.reminders.time_unknown"), slots=_CLEARED)
        if any(
            _same(entry.recurrence, recurrence) and entry.medicine == medicine
            for entry in self._book.entries(request.resident)
        ):
            when = describe(recurrence, self._say, request.now.date())
            return Answer(self._say("skills.reminders.set_already", when=when, medicine=medicine), slots=_CLEARED)
        entry = self._book.add(request.resident, medicine, recurrence)
        self._recent.spoke_of(request, entry.medicine, entry.id)
        when = describe(entry.recurrence, self._say, request.now.date())
        key = "set_once" if entry.recurrence.on is not None else "set"
        return Answer(self._say(f"skills.reminders.{key}", when=when, medicine=entry.medicine), slots=_CLEARED)

    def _recurrence(self, request: Request) -> Recurrence | None:
        for phrase in (_text(request.slots.get(TIME)), request.text, request.entity("time")):
            reading = read_time(phrase, request.now, self._meal_times) if phrase else None
            if isinstance(reading, Understood):
                return reading.recurrence
        return None

    def _ask_for(self, slot: str, medicine: str | None, request: Request) -> Answer:
        """Asks for what is missing outside the form; what is known already is kept until the reply."""
        checked = self._form.validate(TIME, request.slots.get(TIME) or request.entity("time"), request)
        known = {**request.slots, **checked, MEDICINE: medicine, "requested_slot": slot}
        answer = self._form.ask(slot, replace(request, slots=known))
        self._pending.ask(request, lambda reply: self._continue(reply, known))
        return answer

    async def _continue(self, reply: Request, known: Mapping[str, object]) -> Answer | None:
        slots = {**reply.slots, **known}
        slot = MEDICINE if slots.get(MEDICINE) is None else TIME
        asked = replace(reply, intent="set_reminder", slots=slots)
        found = self._form.validate(slot, reply.entity("medicine" if slot == MEDICINE else "time"), asked)
        if found.get(slot) is None and not found.get(AMBIGUITY):
            self._form.forget(reply.resident)
            return None
        slots.update(found)
        return await self.answer(replace(asked, slots=slots))


def _same(a: Recurrence, b: Recurrence) -> bool:
    """The day a rhythm starts on does not count."""
    return replace(a, start=None) == replace(b, start=None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
