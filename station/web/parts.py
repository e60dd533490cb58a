"""Small pieces that pages are built of: texts, buttons, the frame around every page."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from station.accounts.account import Right
from station.web.visitor import Visitor

PAGES = (
    ("live", "/", Right.SEE),
    ("history", "/history", Right.SEE),
    ("code", "/code", Right.SEE),
    ("roster", "/roster", Right.ROSTER),
    ("people", "/people", Right.PEOPLE),
    ("homes", "/homes", Right.PEOPLE),
    ("supervision", "/supervision", Right.SUPERVISE),
    ("thresholds", "/thresholds", Right.SUPERVISE),
    ("audit", "/audit", Right.AUDIT),
    ("letters", "/letters", Right.LETTERS),
)


def text(words: str, kind: str = "") -> ui.label:
    """A line of text. Never read as HTML."""
    return ui.label(words).classes(kind)


def link(words: str, to: str, kind: str = "") -> ui.link:
    """A link of our own look."""
    return ui.link(words, to).classes(kind)


def button(words: str, pressed: Callable[[], object], kind: str = "") -> ui.element:
    """A large button."""
    made = ui.element("button").classes(f"button {kind}").props("type=button")
    with made:
        ui.label(words)
    made.on("click", pressed, throttle=0.5)
    return made


def frame(visitor: Visitor, here: str) -> None:
    """The head of a page: where one is, where one can go, the language, signing out."""
    phrases = visitor.phrases
    other, language = ("EN", "en") if phrases.language == "zh" else ("中文", "zh")
    ui.add_head_html('<link rel="stylesheet" href="/station.css">')
    ui.run_javascript(f"document.documentElement.lang = '{'zh-CN' if phrases.language == 'zh' else 'en'}'")
    with ui.element("header").classes("top"):
        with ui.element("nav"):
            for name, path, right in PAGES:
                if visitor.account.may(right):
                    link(phrases(f"station.title.{name}"), path, "here" if name == here else "")
        with ui.element("div").classes("me"):
            link(visitor.account.name, "/password", "name")
            link(other, f"/language/{language}?back={PATHS.get(here, '/')}")
            with ui.element("form").props("method=post action=/logout"), ui.element("button").props("type=submit"):
                text(phrases("station.action.sign_out"))


PATHS = {name: path for name, path, _ in PAGES}
