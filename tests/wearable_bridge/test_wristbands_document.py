"""Every example of settings in docs/wristbands.md works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.load import load_settings
from config.settings import Settings

TEXT = (Path(__file__).parents[2] / "docs" / "wristbands.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_example_is_taken(tmp_path: Path, number: int) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(EXAMPLES[number], encoding="utf-8")
    assert load_settings(file, environ={}) != Settings()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2
