"""Examples as a recognizer mishears them: some copies of the training sentences with sound-alike characters."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.sound import merged, sound_of


def sound_alikes(texts: Sequence[str]) -> dict[str, list[str]]:
    """For each merged sound, the hanzi of `texts` that are said so."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        for character in text:
            if "\u4e00" <= character <= "\u9fff":
                groups[merged(sound_of(character))].add(character)
    return {sound: sorted(characters) for sound, characters in groups.items()}


def misheard(text: str, share: float, alikes: dict[str, list[str]], chance: random.Random) -> str:
    """`text` with about `share` of its hanzi, at least one, replaced by sound-alikes; the length stays the same."""
    places = [at for at, character in enumerate(text) if len(alikes.get(merged(sound_of(character)), ())) > 1]
    count = min(len(places), max(1, round(len(text) * share)))
    characters = list(text)
    for at in chance.sample(places, count):
        others = [c for c in alikes[merged(sound_of(text[at]))] if c != text[at]]
        characters[at] = chance.choice(others)
    return "".join(characters)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SoundAlikeNoise(GraphComponent):
    """Adds a misheard copy of every example in training; does nothing to a message that is parsed.

    Each copy has one of `shares` of its characters wrong, drawn by `seed`. Stands before the tokenizer. Texts shorter
    than `shortest` characters are left alone (是 misheard is another word), and of those shorter than `long` no more is
    wrong than the first of `shares`.
    """

    @staticmethod
    def get_default_config() -> dict[str, object]:
        return {"shares": (0.15, 0.3, 0.45), "shortest": 4, "long": 6, "seed": 7}

    def __init__(self, config: dict[str, object]) -> None:
        self._config = {**self.get_default_config(), **config}

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoundAlikeNoise:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        examples = [m for m in training_data.training_examples if m.get(INTENT) and m.get(TEXT)]
        alikes = sound_alikes([m.get(TEXT) for m in examples])
        chance = random.Random(self._config["seed"])  # noqa: S311
        noisy = []
        for message in examples:
            heard = message.get(TEXT)
            share = chance.choice(
                self._config["shares"] if len(heard) >= self._config["long"] else self._config["shares"][:1]
            )
            if len(heard) >= self._config["shortest"]:
                text = misheard(heard, share, alikes, chance)
                if text != heard:
                    noisy.append(_copy(message, text))
        return training_data.merge(TrainingData(training_examples=noisy))


def _copy(message: Message, text: str) -> Message:
    entities = [dict(e, value=text[e["start"] : e["end"]]) for e in message.get(ENTITIES, [])]
    data = {TEXT: text, INTENT: message.get(INTENT)}
    return Message(data | ({ENTITIES: entities} if entities else {}))
