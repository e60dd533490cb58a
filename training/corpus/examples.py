"""The intents' examples as templates: `[每天](time)提醒我吃[降压药](medicine)` and the look-up tables beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from intents.components.sentences import TemplateError, sampled
from training.errors import TrainingError

NOT_MEANT = "out_of_scope"  # talk that is not meant for the assistant: it should be heard as unknown
OF_A_LINE = 2  # examples of one sentence template: its slots are filled in anew anyway
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


def read_examples(project: Path) -> Examples:
    """`project` is the Rasa project's folder. Raises TrainingError when it has no examples or some cannot be read."""
    folder = project / "data/nlu"
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
    templates += _grown(project)
    for template in templates:
        for piece in template.pieces:
            if isinstance(piece, Slot):
                values.setdefault(piece.entity, {})[piece.value] = None
    meant = tuple(each for each in templates if each.intent != NOT_MEANT and _is_chinese(each.text))
    not_meant = tuple(each.text for each in templates if each.intent == NOT_MEANT and _is_chinese(each.text))
    return Examples(meant, {entity: tuple(found) for entity, found in values.items()}, not_meant)


def _grown(project: Path) -> Iterator[Template]:
    """From the sentence templates. A name that may be any word is no word to learn."""
    try:
        for intent, line in sampled(project, at_most=OF_A_LINE, free=False):
            if intent != NOT_MEANT:
                yield _template(intent, line)
    except TemplateError as error:
        raise TrainingError(f"{project / 'sentences'}: {error}") from error


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
