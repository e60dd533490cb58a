"""How intents, skills and forms are named in Rasa. intents/domain holds the same names; a test compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skills.ports import Form, Skill

FALLBACK_INTENT = "nlu_fallback"
FALLBACK_INTENTS = frozenset({FALLBACK_INTENT, "out_of_scope", "fallback"})


@dataclass(frozen=True)
class FormContract:
    """A form of intents/domain: the slots it fills, in the order it asks for them, and the intent it serves.

    Which of them it does not need, and which comes next, the form decides. `notes` are slots that its validator keeps
    while it asks.
    """

    name: str
    intent: str
    slots: tuple[str, ...]
    notes: tuple[str, ...] = ()


FORMS = (
    FormContract(
        "reminder_form",
        "set_reminder",
        ("medicine", "reminder_about", "reminder_time"),
        ("time_ambiguity", "reminder_kind"),
    ),
)


def form_contract(name: str) -> FormContract:
    """Raises ValueError for a form that intents/domain does not have."""
    found = next((form for form in FORMS if form.name == name), None)
    if found is None:
        raise ValueError(f"no form {name!r} in intents/domain; known: {', '.join(form.name for form in FORMS)}")
    return found


def action_of(intent: str) -> str:
    """The action that answers an intent."""
    return "action_fallback" if intent in FALLBACK_INTENTS else f"action_{intent}"


def validate_action(form: str) -> str:
    return f"validate_{form}"


def ask_action(form: str, slot: str) -> str:
    return f"action_ask_{form}_{slot}"


def action_names(skills: Sequence[Skill], forms: Sequence[Form]) -> frozenset[str]:
    """Every action that an app of these skills and forms serves."""
    answers = {action_of(intent) for skill in skills for intent in skill.intents}
    contracts = [form_contract(form.name) for form in forms]
    checks = {validate_action(form.name) for form in contracts}
    questions = {ask_action(form.name, slot) for form in contracts for slot in form.slots}
    return frozenset(answers | checks | questions)
