"""config/default.toml says every setting, with its true default and a comment."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import config
from config.load import load_settings
from config.settings import Settings

DEFAULT = Path(config.__file__).parent / "default.toml"
TEXT = DEFAULT.read_text(encoding="utf-8")


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key of a settings model; a list of tables counts as the table."""
    for name, field in model.model_fields.items():
        inner = _section_in(field.annotation)
        if inner is None:
            yield prefix + name
        else:
            yield from keys_of(inner, f"{prefix}{name}.")


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section_in(part)) is not None), None)


def written_keys() -> set[str]:
    """Every key in the file, commented or not. A list that is empty by default shows its table commented."""
    table, found = "", set()
    for row in TEXT.splitlines():
        if match := re.fullmatch(r"\[\[?([\w.]+)\]\]?|# \[\[([\w.]+)\]\]", row):
            table = f"{match[1] or match[2]}."
        elif match := re.fullmatch(r"(?:# )?(\w+) = .+", row):
            found.add(table + match[1])
    return found


def test_the_file_is_the_defaults() -> None:
    assert load_settings(DEFAULT, environ={}) == Settings()


@pytest.mark.parametrize("key", list(keys_of(Settings)))
def test_every_key_stands_in_the_file(key: str) -> None:
    if key == "speaker.reminders.meal_times":
        assert f"[{key}]" in TEXT
        return
    assert key in written_keys()


def test_no_key_stands_there_that_does_not_exist() -> None:
    meals = {f"speaker.reminders.meal_times.{meal}" for meal in Settings().speaker.reminders.meal_times}
    assert written_keys() <= set(keys_of(Settings)) | meals


@pytest.mark.parametrize("block", TEXT.split("\n\n"))
def test_every_table_says_what_it_is_for(block: str) -> None:
    """Or each of its keys does: a comment is a line that starts with # and is not a commented key."""
    assert any(row.startswith("# ") and not re.fullmatch(r"# \w+ = .+", row) for row in block.splitlines())


def test_commented_keys_are_the_ones_without_a_value() -> None:
    given = tomllib.loads(TEXT)
    for key in keys_of(Settings):
        table = given
        for name in key.split(".")[:-1]:
            inner = table.get(name, {})
            table = inner[0] if isinstance(inner, list) else inner
        name = key.rpartition(".")[2]
        assert name in table or re.search(rf"^# {name} = ", TEXT, re.MULTILINE), key


def test_the_example_of_an_empty_list_is_one_that_works(tmp_path: Path) -> None:
    """Its commented table, with the commented keys of the same block, is taken as it stands."""
    examples = [block for block in TEXT.split("\n\n") if re.search(r"^# \[\[", block, re.MULTILINE)]
    assert examples
    for block in examples:
        file = tmp_path / "mine.toml"
        file.write_text(re.sub(r"^# (\[\[[\w.]+\]\]|\w+ = .+)$", r"\1", block, flags=re.MULTILINE), encoding="utf-8")
        assert load_settings(file, environ={}) != Settings()
