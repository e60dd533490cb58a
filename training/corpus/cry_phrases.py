"""What the product takes as a cry for help, written out from its own rules."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

from training.errors import TrainingError

RULES = Path("assistant/hearing/cry.toml")
_EITHER = re.compile(r"\{([^}]*)\}")


def cry_phrases(root: Path, longest: int = 9) -> tuple[list[str], list[str]]:
    """(definite, unclear) in Chinese, up to `longest` characters. Raises TrainingError when they cannot be read."""
    try:
        rules = tomllib.loads((root / RULES).read_text(encoding="utf-8"))
        lists = [[phrase for rule in rules[kind] for phrase in rule["phrases"]] for kind in ("definite", "unclear")]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise TrainingError(f"{root / RULES}: the rules of the cry for help cannot be read ({error})") from error
    definite, unclear = (list(dict.fromkeys(text for each in found for text in written_out(each))) for found in lists)
    return [text for text in definite if len(text) <= longest], [text for text in unclear if len(text) <= longest]


def written_out(phrase: str) -> list[str]:
    """`{快,赶紧}叫人` -> 快叫人, 赶紧叫人. Phrases with Latin letters give nothing."""
    if re.search("[A-Za-z0-9]", phrase):
        return []
    parts = _EITHER.split(phrase)
    choices = [[part] if index % 2 == 0 else part.split(",") for index, part in enumerate(parts)]
    return ["".join(chosen) for chosen in itertools.product(*choices)]
