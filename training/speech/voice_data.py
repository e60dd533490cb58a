"""espeak-ng's data with more voices in it, without touching what is installed."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

_VARIANTS = Path("voices") / "!v"
_LANGUAGES = Path("lang")
_CHINESE = "sit"  # espeak-ng 1.51 takes no more than 350 languages and voices together, so only these come along


def with_voices(installed: Path, folder: Path, voices: Mapping[str, str]) -> None:
    """Makes `folder` anew: links to the data folder `installed`, of whose languages only the Chinese, and `voices`."""
    shutil.rmtree(folder, ignore_errors=True)
    variants, languages = folder / _VARIANTS, folder / _LANGUAGES
    variants.mkdir(parents=True)
    languages.mkdir()
    (languages / _CHINESE).symlink_to(installed / _LANGUAGES / _CHINESE)
    _link_all(installed, folder)
    _link_all(installed / _VARIANTS, variants)
    for name, content in voices.items():
        (variants / name).write_text(content, encoding="utf-8")


def _link_all(source: Path, target: Path) -> None:
    """A link for each entry that `target` does not have yet."""
    for entry in source.iterdir():
        if not (target / entry.name).exists():
            (target / entry.name).symlink_to(entry)
