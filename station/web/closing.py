"""Asks how an alert ended."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from config.phrases import Phrases
from station.web.parts import button, text

LONGEST_CAUSE = 500


async def ask_cause(phrases: Phrases) -> str:
    """The cause in the worker's words or one of the usual ones; empty when he went back."""
    with ui.dialog() as dialog, ui.element("div").classes("closing"):
        text(phrases("station.action.resolve_title"), "big")
        cause = ui.textarea(phrases("station.action.cause")).props(f"outlined autogrow maxlength={LONGEST_CAUSE}")
        cause.classes("cause")
        with ui.element("div").classes("usual"):
            for usual in phrases.under("station.cause").values():
                button(usual, partial(cause.set_value, usual), "usual")

        def confirm() -> None:
            words = str(cause.value or "").strip()
            if words:
                dialog.submit(words)
            else:
                ui.notify(phrases("station.refused.cause"), type="warning", position="top")

        with ui.element("div").classes("steps"):
            button(phrases("station.action.confirm"), confirm, "primary confirm")
            button(phrases("station.action.back"), partial(dialog.submit, ""), "back")
    answer = await dialog
    if not dialog.is_deleted:  # the browser may have gone meanwhile
        dialog.delete()
    return str(answer or "")
