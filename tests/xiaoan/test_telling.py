"""What `xiaoan up` shows."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from config.phrases import load_phrases
from config.settings import Language
from xiaoan.events import Event, EventKind
from xiaoan.telling import Screen, json_lines, line_of


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", list(EventKind))
def test_every_event_is_a_sentence_in_both_languages(kind: EventKind, language: Language) -> None:
    full = Event(kind, 2.0, "rasa", 5, 1.5, 3, None, "the end", 4.0, "http://h", "http://s", "admin", "secret")
    assert line_of(full, load_phrases(language)).strip()


def test_a_death_tells_how_why_and_what_then() -> None:
    phrases = load_phrases("en")
    died = Event(EventKind.DIED, 1.0, "rasa", exit_code=3, last_line="disk full", pause_s=2.0)
    assert line_of(died, phrases) == (
        "understanding (Rasa) ended with exit code 3. Last line: disk full. Starting it again in 2.0 s."
    )
    killed = Event(EventKind.DIED, 1.0, "rasa", signal="SIGKILL")
    assert line_of(killed, phrases) == "understanding (Rasa) was ended by signal SIGKILL. It stays down for now."


def test_what_a_part_wrote_is_shown_as_it_is() -> None:
    stream = io.StringIO()
    screen = Screen(load_phrases("en"), ("rasa",), Console(file=stream, width=20, force_terminal=False))
    screen.tell(Event(EventKind.WARNING, 1.0, last_line="[red]{x}[/red] " + "w" * 40))
    assert "[red]{x}[/red] " + "w" * 40 in stream.getvalue()


def test_json_lines_hold_only_what_says_something() -> None:
    stream = io.StringIO()
    tell = json_lines(stream)
    tell(Event(EventKind.READY, 2.5, "rasa", took_s=2.0))
    tell(Event(EventKind.ALL_READY, 3.0))
    assert [json.loads(line) for line in stream.getvalue().splitlines()] == [
        {"event": "ready", "seconds": 2.5, "part": "rasa", "took_s": 2.0},
        {"event": "all_ready", "seconds": 3.0},
    ]
