"""The form of a reminder: it asks what for and when, one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from config.phrases import Phrases
from skills.beyond import asks_beyond
from skills.follow_up import follow_up
from skills.medicine_names import ANY_MEDICINE, is_any_medicine, medicine_in, plain_name
from skills.pending import PendingQuestions
from skills.ports import Answer, BookError, ReminderBook, ReminderKind, Request
from skills.recent_talk import RecentTalk
from skills.reminder_purpose import (
    Purpose,
    is_asked_for,
    is_errand,
    is_named_like_medicine,
    is_use_of,
    purpose_answered,
    purpose_of,
    speaks_of_medicine,
)
from skills.reminder_when import read_when
from skills.saying_time import times_words
from skills.self_repair import corrected_time
from skills.spoken_time import LONGEST_CHARACTERS
from skills.time_answers import complete, settle
from skills.time_reading import AlreadyPast, Ambiguous, TimeReading, Unclear, Understood
from skills.whose_dose import somebody_else

MEDICINE, ABOUT, TIME = "medicine", "reminder_about", "reminder_time"
AMBIGUITY, KIND = "time_ambiguity", "reminder_kind"
_ASKED_AGAIN_WITHIN = timedelta(seconds=120)
_MAY_ASK = ("set_reminder", "nlu_fallback", "fallback")  # intents of which 提醒 in a text asks for a reminder
_ReadPurpose = Callable[[str], Purpose | None]


class ReminderForm:
    """The Form "reminder_form". `time_ambiguity` holds a phrase while some of it is open (早上还是晚上);
    `reminder_kind` says that it is for no medicine, and `reminder_about` what it is for then ("": nothing)."""

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
        if slot in (MEDICINE, ABOUT):
            return self._what(slot, spoken, request)
        if slot == TIME:
            return self._time(spoken, request)
        return {}

    def asks_next(self, request: Request) -> str | None:
        slots = request.slots
        if slots.get(MEDICINE) is None and slots.get(KIND) is None:
            return self._question_of_what(request)
        return TIME if slots.get(TIME) is None else None

    def ask(self, slot: str, request: Request) -> Answer:
        if slot in (MEDICINE, ABOUT):
            words = "medicine" if slot == MEDICINE else "about"
            again = self._note_asked(slot, request)
            return Answer(self._say(f"skills.reminders.ask_{words}{'_again' if again else ''}"), expects_answer=True)
        open_phrase = request.slots.get(AMBIGUITY)
        if isinstance(open_phrase, str):
            reading = self.read(open_phrase, request)
            if isinstance(reading, Ambiguous):
                return Answer(self.which_half(reading, self._note_asked(AMBIGUITY, request)), expects_answer=True)
            if isinstance(reading, Unclear):
                return Answer(self._unclear(reading, request), expects_answer=True)
        again = self._note_asked(TIME, request)
        if isinstance(self.read(request.text, request), AlreadyPast):
            return Answer(self._say("skills.reminders.past"), expects_answer=True)
        return Answer(self._say(self._question_of_time(request, again)), expects_answer=True)

    def forget(self, resident: str) -> None:
        """A finished or dropped form asks in its first words the next time."""
        self._asked = {key: at for key, at in self._asked.items() if key[0] != resident}
        self._said.pop(resident, None)

    def which_half(self, reading: Ambiguous, again: bool = False) -> str:
        """早上八点还是晚上八点？"""
        early, late = (times_words(choice.times, self._say) for choice in (reading.morning, reading.evening))
        return self._say(f"skills.reminders.{'which_half_again' if again else 'which_half'}", early=early, late=late)

    def purpose(self, request: Request) -> Purpose | None:
        """What it is for, when that is no medicine: by the slots, else asked for in so many words (提醒我, 闹钟)."""
        kind = request.slots.get(KIND)
        if isinstance(kind, str) and kind in set(ReminderKind):
            about = request.slots.get(ABOUT)
            return Purpose(ReminderKind(kind), about if isinstance(about, str) else "")
        asked = request.intent in _MAY_ASK and is_asked_for(request.text)
        return self._no_medicine(request, purpose_of) if asked else None

    def medicine(self, spoken: str | None, request: Request) -> str | None:
        """The medicine that is meant. After the question a short free answer counts, and so does a plain 药."""
        named = medicine_in(request.text, spoken, self._names(request.resident))
        if named is not None:
            return named
        if spoken is not None and spoken not in request.text and spoken == ANY_MEDICINE:
            return spoken  # validated in an earlier turn
        if self._was_asked(MEDICINE, request) and request.slots.get("requested_slot") == MEDICINE:
            if is_any_medicine(request.text):
                return ANY_MEDICINE
            return plain_name(spoken or request.text) if len(request.text) <= LONGEST_CHARACTERS else None
        return None

    def _what(self, slot: str, spoken: str | None, request: Request) -> Mapping[str, object]:
        """The medicine, or the kind of what is none and what it is for."""
        if slot == ABOUT and spoken is None:
            return {}
        if request.slots.get(KIND) is not None:
            return {MEDICINE: None}
        said = replace(request, slots={name: kept for name, kept in request.slots.items() if name != MEDICINE})
        if slot == ABOUT:
            purpose = self._no_medicine(said, purpose_answered)
        elif request.intent == "set_reminder" and request.slots.get("requested_slot") is None:
            purpose = self.purpose(said) or self._no_medicine(said, purpose_of)
        else:
            purpose = self.purpose(said)
        if purpose is not None:
            return {MEDICINE: None, KIND: purpose.kind.value, ABOUT: purpose.about}
        found = self.medicine(spoken if slot == MEDICINE else None, request)
        if slot == MEDICINE:
            return {MEDICINE: found}
        by_name = plain_name(request.text) if found is None and is_named_like_medicine(request.text) else found
        return {MEDICINE: by_name, ABOUT: None}

    def _no_medicine(self, request: Request, read: _ReadPurpose) -> Purpose | None:
        """What was said it is for; None when it is a medicine after all."""
        if request.slots.get(MEDICINE) is not None or len(request.text) > LONGEST_CHARACTERS:
            return None
        purpose = read(request.text)
        if purpose is None or is_errand(purpose.about):
            return purpose
        marked = request.entity("medicine")
        if marked is not None and is_use_of(marked, purpose.about):
            return None
        named = medicine_in(request.text, None, self._names(request.resident))
        return None if named is not None and named in request.text else purpose

    def _question_of_what(self, request: Request) -> str:
        """吃什么药 when it is clear that something is to be taken, else 什么事."""
        asked = request.slots.get("requested_slot")
        if speaks_of_medicine(request.text):
            return MEDICINE
        return asked if asked in (MEDICINE, ABOUT) else ABOUT

    def _question_of_time(self, request: Request, again: bool) -> str:
        if again:
            return "skills.reminders.ask_time_again"
        kind = request.slots.get(KIND)
        of_kind = f"skills.reminders.ask_time_{kind}"
        return of_kind if kind and self._say.has(of_kind) else "skills.reminders.ask_time"

    def _unclear(self, reading: Unclear, request: Request) -> str:
        other = f"skills.reminders.ask_unclear_other_{reading.about}"
        if request.slots.get(KIND) is not None and self._say.has(other):
            return self._say(other)
        return self._say(f"skills.reminders.ask_unclear_{reading.about}")

    def read(self, phrase: str, request: Request) -> TimeReading:
        """When it is meant, by what it is for."""
        return read_when(phrase, self.purpose(request), request.now, self._meal_times)

    def _time(self, spoken: str | None, request: Request) -> Mapping[str, object]:
        phrase = self._phrase(spoken, request)
        said_at, before = self._said.get(request.resident, (request.now, ""))
        if before and request.now - said_at <= _ASKED_AGAIN_WITHIN:
            phrase = corrected_time(before, phrase)
        reading = self.read(phrase, request)
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
                if phrase and isinstance(self.read(phrase, request), good_enough):
                    return phrase
        return spoken or request.text

    def _completed(self, open_phrase: str, request: Request) -> str:
        before = self.read(open_phrase, request)
        if isinstance(before, Unclear):
            return complete(open_phrase, request.text, request.now, self._meal_times)
        answer = self.read(request.text, request)
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
            return tuple(entry.medicine for entry in self._book.entries(resident) if entry.medicine)
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
