"""Skills and forms as rasa_sdk actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from assistant.actions.naming import (
    FALLBACK_INTENT,
    FALLBACK_INTENTS,
    FORMS,
    FormContract,
    action_of,
    ask_action,
    validate_action,
)
from assistant.actions.reading import RequestReader, belongs_elsewhere, slot_text
from skills.ports import Answer, Form, Request, Skill

_FALLBACK_SLOTS = ("fallback_count", "offered_intent")
_REQUESTED = "requested_slot"  # Rasa's own: empty until the form has asked its first question
_LEAVES_FORM = ("deny", "stop")  # the rules of intents/data/rules end the form with these answers


def say(dispatcher: CollectingDispatcher, answer: Answer, intent: str) -> None:
    """The answer as a text message, when it has words, and a custom message."""
    if answer.text:
        dispatcher.utter_message(text=answer.text)
    dispatcher.utter_message(json_message={"expects_answer": answer.expects_answer, "intent": intent})


class SkillAction(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    """Answers one intent with its skill, and empties the slots that the answer leaves behind.

    After a form the skill gets what the form's slots hold. Rasa runs it also when the validator failed and they are
    empty, so a skill with a form must check them itself.
    """

    def __init__(self, intent: str, skill: Skill, reader: RequestReader) -> None:
        self._intent, self._skill, self._reader = intent, skill, reader

    def name(self) -> str:
        return action_of(self._intent)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        answer = await self._skill.answer(self._reader.read(tracker, self._intent))
        say(dispatcher, answer, FALLBACK_INTENT if self._intent in FALLBACK_INTENTS else self._intent)
        emptied = [name for name in self._left_behind(tracker) if tracker.slots.get(name) is not None]
        return [SlotSet(name, value) for name, value in {**dict.fromkeys(emptied), **answer.slots}.items()]

    def _left_behind(self, tracker: Tracker) -> tuple[str, ...]:
        """Once something was understood the count of failures starts anew; a form that ended is emptied."""
        if self._intent in FALLBACK_INTENTS:
            return ()
        ended = [
            form
            for form in FORMS
            if form.intent == self._intent or (self._intent in _LEAVES_FORM and form.name == tracker.active_loop_name)
        ]
        return (*_FALLBACK_SLOTS, *(slot for form in ended for slot in (*form.slots, *form.notes)))


class ValidateAction(Action):  # type: ignore[misc]
    """Checks the slots that the last utterance filled, and looks in its words for those that are still empty."""

    def __init__(self, contract: FormContract, form: Form, reader: RequestReader) -> None:
        self._contract, self._form, self._reader = contract, form, reader

    def name(self) -> str:
        return validate_action(self._contract.name)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        request = self._reader.read(tracker)
        if tracker.slots.get(_REQUESTED) is None and self._form.gives_way(request):
            # A requested slot of None ends the form; the action behind it lets the open question hear the answer.
            return _slots(dict.fromkeys((*self._contract.slots, _REQUESTED)))
        events: list[EventType] = []
        for slot, raw in tracker.slots_to_validate().items():
            value = slot_text(raw)
            if slot not in self._contract.slots or value is None:
                continue
            if belongs_elsewhere(slot, value, request):
                events.append(SlotSet(slot, None))
            else:
                events += _slots(self._form.validate(slot, value, request))
        events += self._found_in_text(tracker, {event["name"] for event in events}, request)
        return events + self._out_of_turn(request, events)

    def _out_of_turn(self, request: Request, events: list[EventType]) -> list[EventType]:
        """The slot that the form asks for next, where that is not the next of its own slots, which Rasa takes."""
        set_here = {event["name"]: event["value"] for event in events}
        slots = {name: value for name, value in {**request.slots, **set_here}.items() if value is not None}
        wanted = self._form.asks_next(replace(request, slots=slots))
        in_turn = next((slot for slot in self._contract.slots if slot not in slots), None)
        return [] if wanted == in_turn else [SlotSet(_REQUESTED, wanted)]

    def _found_in_text(self, tracker: Tracker, settled: set[str], request: Request) -> list[EventType]:
        """An entity that the extractor missed still stands in the words."""
        events: list[EventType] = []
        for slot in self._contract.slots:
            if slot not in settled and tracker.slots.get(slot) is None:
                found = self._form.validate(slot, None, request)
                if any(value is not None for value in found.values()):
                    events += _slots(found)
        return events


def _slots(values: Mapping[str, object]) -> list[EventType]:
    return [SlotSet(name, value) for name, value in values.items()]


class AskAction(Action):  # type: ignore[misc]
    """Asks for one slot."""

    def __init__(self, contract: FormContract, slot: str, form: Form, reader: RequestReader) -> None:
        self._contract, self._slot, self._form, self._reader = contract, slot, form, reader

    def name(self) -> str:
        return ask_action(self._contract.name, self._slot)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        answer = self._form.ask(self._slot, self._reader.read(tracker))
        say(dispatcher, answer, self._contract.intent)
        return []
