"""Asks how an alert ended, or why a closed one is opened again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from config.phrases import Phrases
from station.web.parts import button, text

LONGEST_CAUSE = 500
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Ending:
    """The worker's words. The cause goes to the home too, the note stays at the station."""

    cause: str
    note: str = ""


async def ask_cause(phrases: Phrases) -> Ending | None:
    """The cause in the worker's words or one of the usual ones, and a note; None when he went back."""
    return await _ask(phrases, "resolve", "cause", phrases.under("station.cause").values(), with_note=True)


async def ask_reason(phrases: Phrases) -> Ending | None:
    """Why it is opened again; None when he went back."""
    return await _ask(phrases, "reopen", "reason", (), with_note=False)


async def _ask(phrases: Phrases, action: str, what: str, usual: Iterable[str], with_note: bool) -> Ending | None:
    with ui.dialog() as dialog, ui.element("div").classes("closing"):
        text(phrases(f"station.action.{action}_title"), "big")
        cause = ui.textarea(phrases(f"station.action.{what}")).props(f"outlined autogrow maxlength={LONGEST_CAUSE}")
        cause.classes("cause")
        with ui.element("div").classes("usual"):
            for words in usual:
                button(words, partial(cause.set_value, words), "usual")
        note = ui.textarea(phrases("station.action.note")).props(f"outlined autogrow maxlength={LONGEST_NOTE}")
        note.classes("note")
        note.set_visibility(with_note)

        def confirm() -> None:
            ending = Ending(str(cause.value or "").strip(), str(note.value or "").strip())
            if ending.cause:
                dialog.submit(ending)
            else:
                ui.notify(phrases("station.refused.cause"), type="warning", position="top")

        with ui.element("div").classes("steps"):
            button(phrases(f"station.action.confirm_{action}"), confirm, "primary confirm")
            button(phrases("station.action.back"), partial(dialog.submit, None), "back")
    answer = await dialog
    if not dialog.is_deleted:  # the browser may have gone meanwhile
        dialog.delete()
    return answer if isinstance(answer, Ending) else None
