"""The intents' examples as templates: `[每天](time)提醒我吃[降压药](medicine)` and the look-up tables beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from training.errors import TrainingError

NOT_MEANT = "out_of_scope"  # talk that is not meant for the assistant: it should be heard as unknown
_PIECE = re.compile(r"\[([^\]]+)\](?:\(([a-z_]+)\)|\{[^}]*?\"entity\":\s*\"([a-z_]+)\"[^}]*\})")
_HANZI = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Slot:
    """A place in a template that any value of its entity may fill."""

    entity: str
    value: str


@dataclass(frozen=True)
class Template:
    """One example: text and slots in their order."""

    intent: str
    pieces: tuple[str | Slot, ...]

    @property
    def text(self) -> str:
        return "".join(piece if isinstance(piece, str) else piece.value for piece in self.pieces)


@dataclass(frozen=True)
class Examples:
    """Everything the intents' files hold in Chinese. `values`: what each entity was seen as."""

    templates: tuple[Template, ...]
    values: dict[str, tuple[str, ...]]
    not_meant: tuple[str, ...]


def read_examples(folder: Path) -> Examples:
    """`folder` holds Rasa's NLU files. Raises TrainingError when there are none or one cannot be read."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise TrainingError(f"{folder} holds no examples of the intents (*.yml)")
    templates: list[Template] = []
    values: dict[str, dict[str, None]] = {}
    for file in files:
        for entry in _entries(file):
            lines = [line.strip()[2:] for line in str(entry.get("examples", "")).splitlines() if line.strip()]
            if "intent" in entry:
                templates += [_template(str(entry["intent"]), line) for line in lines]
            elif "lookup" in entry:
                values.setdefault(str(entry["lookup"]), {}).update(dict.fromkeys(filter(_is_chinese, lines)))
    for template in templates:
        for piece in template.pieces:
            if isinstance(piece, Slot):
                values.setdefault(piece.entity, {})[piece.value] = None
    meant = tuple(each for each in templates if each.intent != NOT_MEANT and _is_chinese(each.text))
    not_meant = tuple(each.text for each in templates if each.intent == NOT_MEANT and _is_chinese(each.text))
    return Examples(meant, {entity: tuple(found) for entity, found in values.items()}, not_meant)


def hanzi(text: str) -> str:
    """Without anything but Chinese characters."""
    return "".join(_HANZI.findall(text))


def _is_chinese(text: str) -> bool:
    return bool(_HANZI.search(text)) and not re.search(r"[A-Za-z0-9]", text)


def _entries(file: Path) -> list[dict[str, object]]:
    try:
        return list(yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise TrainingError(f"{file}: not a file of Rasa examples ({error})") from error


def _template(intent: str, line: str) -> Template:
    pieces: list[str | Slot] = []
    start = 0
    for match in _PIECE.finditer(line):
        if match.start() > start:
            pieces.append(line[start : match.start()])
        pieces.append(Slot(match[2] or match[3], match[1]))
        start = match.end()
    if start < len(line):
        pieces.append(line[start:])
    return Template(intent, tuple(pieces))
