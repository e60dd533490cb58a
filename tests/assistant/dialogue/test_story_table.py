"""The table of docs/conversation.md names tests that are there, and every story stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "docs/conversation.md").read_text(encoding="utf-8").split("## The stories and their tests")[1]
HERE = "assistant/dialogue/test_stories"
FILES = {
    "stories": f"{HERE}.py",
    "help": f"{HERE}_help.py",
    "reminders": f"{HERE}_reminders.py",
    "demo": "end_to_end/test_demo.py",
}
NAMED = sorted(set(re.findall(r"`([\w/.]+)::(\w+)`", TABLE)))


def names_in(file: str) -> set[str]:
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    return set(re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_named_test_is_there(file: str, test: str) -> None:
    assert test in names_in(FILES.get(file, file))


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`(\w[\w/]+/test_\w+\.py)`", TABLE))))
def test_a_named_file_is_there(file: str) -> None:
    assert names_in(file)


@pytest.mark.parametrize("alias", ["stories", "help", "reminders"])
def test_every_story_stands_in_the_table(alias: str) -> None:
    assert names_in(FILES[alias]) == {test for file, test in NAMED if file == alias}
