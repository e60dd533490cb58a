"""What `xiaoan understand` does: asks Rasa about each sentence, and shows the answers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.dialogue.rasa_client import RasaDialogue
from assistant.hearing.cry import classify_cry
from assistant.ports import DialogueError
from config.phrases import Phrases
from config.settings import Settings
from xiaoan.context import phrases_of
from xiaoan.errors import XiaoanError
from xiaoan.rasa_for_a_while import rasa_for_a_while
from xiaoan.utterances import LONGEST_CHARACTERS, Utterance, utterance, utterances_in

QUIET_PROGRESS_EVERY_S = 10.0
Answer = dict[str, Any]


async def run_understand(settings: Settings, text: str | None, file: Path | None, as_json: bool) -> bool:
    """True when every sentence was understood or honestly not understood; False when a line was bad.

    Raises XiaoanError for wrong arguments, an unreadable file, or a Rasa that cannot be started.
    """
    phrases = phrases_of(settings)
    wanted = _wanted(text, file, phrases)
    show, finish = _json_shower() if as_json else _table_shower(phrases)
    if all(each.fault for each in wanted):
        answers = [_refused(each, phrases) for each in wanted]
        for answer in answers:
            show(answer)
        finish()
        return not answers
    good = True
    with _progress() as progress:
        async with rasa_for_a_while(settings.speaker.dialogue, phrases, progress) as rasa:
            progress("")
            for each in wanted:
                answer = _refused(each, phrases) if each.fault else await _ask(rasa, each.text)
                good = good and "error" not in answer
                show(answer)
    finish()
    return good


def _wanted(text: str | None, file: Path | None, phrases: Phrases) -> list[Utterance]:
    if text is not None and file is not None:
        raise XiaoanError(phrases("xiaoan.understand.both"))
    if text is not None:
        return [utterance(text)]
    if file is None:
        raise XiaoanError(phrases("xiaoan.understand.nothing"))
    try:
        return utterances_in(file.read_bytes())
    except OSError as error:
        raise XiaoanError(phrases("xiaoan.understand.file", file=file, reason=error.strerror)) from error


def _refused(each: Utterance, phrases: Phrases) -> Answer:
    fault = phrases(
        f"xiaoan.understand.{each.fault}", reason=each.reason, length=len(each.text), limit=LONGEST_CHARACTERS
    )
    return {"text": each.text[:LONGEST_CHARACTERS], "error": fault}


async def _ask(rasa: RasaDialogue, text: str) -> Answer:
    before = time.monotonic()
    cry = classify_cry(text).value
    try:
        found = await rasa.parse(text)
    except DialogueError as error:
        return {"text": text, "cry": cry, "error": str(error)}
    return {
        "text": text,
        "intent": found.intent,
        "confidence": round(found.confidence, 4),
        "entities": [{"entity": entity, "value": value} for entity, value in found.entities],
        "cry": cry,
        "ms": round((time.monotonic() - before) * 1000, 1),
    }


def _json_shower() -> tuple[Callable[[Answer], None], Callable[[], None]]:
    def show(answer: Answer) -> None:
        print(json.dumps(answer, ensure_ascii=False), flush=True)

    return show, lambda: None


def _table_shower(phrases: Phrases) -> tuple[Callable[[Answer], None], Callable[[], None]]:
    table = Table()
    for column in ("text", "intent", "confidence", "entities", "cry", "ms"):
        table.add_column(phrases(f"xiaoan.understand.column_{column}"), overflow="fold")

    def show(answer: Answer) -> None:
        if "error" in answer:
            table.add_row(Text(answer["text"][:200]), Text(answer["error"], style="red"), "", "", answer.get("cry"), "")
            return
        entities = "\n".join(f"{found['entity']}: {found['value']}" for found in answer["entities"])
        cells = (answer["text"][:200], answer["intent"], f"{answer['confidence']:.2f}", entities)
        table.add_row(*map(Text, cells), answer["cry"], f"{answer['ms']:.0f}")

    return show, lambda: Console().print(table)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A moving line on a terminal's stderr; else a line now and then. An empty text ends it."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status("") as status:
            yield lambda text: status.update(text) if text else status.stop()
        return
    last = [float("-inf")]

    def tell(text: str) -> None:
        if text and time.monotonic() - last[0] >= QUIET_PROGRESS_EVERY_S:
            last[0] = time.monotonic()
            print(text, file=sys.stderr, flush=True)

    yield tell
