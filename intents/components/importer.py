"""Rasa's own files, and the examples grown from the templates in `sentences`."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data import entities_parser
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.sentences import sampled

PROJECT = Path(__file__).resolve().parent.parent


class SentenceImporter(RasaFileImporter):
    """Named under `importers` in config.yml. A grown sentence that stands in a file already is left out."""

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        written = super().get_nlu_data(language)
        known = {message.get(TEXT) for message in written.training_examples}
        grown = [_message(intent, example) for intent, example in sampled(PROJECT)]
        new = TrainingData([message for message in grown if message.get(TEXT) not in known])
        return written.merge(new)


def _message(intent: str, example: str) -> Message:
    return Message.build(
        text=entities_parser.replace_entities(example),
        intent=intent,
        entities=entities_parser.find_entities_in_training_example(example),
    )
