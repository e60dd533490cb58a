"""docs/alerts.md says what the code does: its diagram is the table, its files are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from messages.payloads import AlertState
from station.lifecycle import RAISED, TRANSITIONS, Action

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
EDGE = re.compile(r"^    (\[\*\]|\w+) --> (\w+): ([\w, ]+)$", re.MULTILINE)


def test_the_diagram_is_the_table() -> None:
    drawn = {
        (RAISED if before == "[*]" else AlertState(before), Action(action)): AlertState(after)
        for before, after, actions in EDGE.findall(PAGE)
        for action in actions.split(", ")
    }
    assert drawn == dict(TRANSITIONS)


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`([\w/]+\.py)`", PAGE))))
def test_every_file_it_names_is_there(file: str) -> None:
    assert (ROOT / file).is_file()
