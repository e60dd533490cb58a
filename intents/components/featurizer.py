"""A sentence as counts of characters and of sounds, so that 降鸭药 stands close to 降压药.

Three blocks of n-grams: characters 1-3, merged syllables 1-3, and letters 2-5 within a toneless syllable. The first
and the last place of a sentence count as words, since 吗 or 停 there says much. Rare n-grams weigh more (idf), and a
block with all its n-grams, those never seen in training too, has a fixed length: of a sentence about something else
little is known, and it comes close to no intent. Syllables count twice as much as the others, since they are what stays
when a recognizer writes another character of the same sound.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from components.sound import merged, sound_of

_START, _END = "<s>", "</s>"
BLOCKS = {"characters": 0.5, "syllables": 1.0, "letters": 0.5}  # the length of each
SOUND_FEATURES = "sound"  # the alias under which a message carries these features


def _ngrams(items: Sequence[str], shortest: int, longest: int, joint: str) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for at in range(len(items) - size + 1):
            yield joint.join(items[at : at + size])


def counts(tokens: Sequence[str]) -> dict[str, Counter[str]]:
    """The n-grams of a sentence by block."""
    sounds = [sound_of(token) for token in tokens]
    words = [_START, *(token.lower() for token in tokens), _END]
    syllables = [_START, *(merged(sound) for sound in sounds), _END]
    letters = Counter(gram for sound in sounds for gram in _ngrams(f" {sound} ", 2, 5, ""))
    return {
        "characters": Counter(_ngrams(words, 1, 3, " ")),
        "syllables": Counter(_ngrams(syllables, 1, 3, " ")),
        "letters": letters,
    }


def weights(sentences: Sequence[dict[str, Counter[str]]], least: int) -> dict[str, float]:
    """Inverse document frequency by `block:gram`, for the n-grams that stand in at least `least` sentences."""
    seen = Counter(f"{block}:{gram}" for sentence in sentences for block in BLOCKS for gram in sentence[block])
    return {name: log(1 + len(sentences) / n) for name, n in sorted(seen.items()) if n >= least}


@dataclass(frozen=True)
class Columns:
    """Where the known n-grams stand in a row and what they weigh; `unknown` is the weight of all others."""

    places: dict[str, int]
    weights: dict[str, float]
    unknown: float

    @classmethod
    def of(cls, weights: dict[str, float]) -> Columns:
        places = {name: place for place, name in enumerate(weights)}
        return cls(places, weights, max(weights.values(), default=1.0))


def row(sentence: dict[str, Counter[str]], columns: Columns) -> csr_matrix:
    """One row of float32."""
    places: list[int] = []
    values: list[float] = []
    for block, share in BLOCKS.items():
        weighed = [(f"{block}:{gram}", n) for gram, n in sentence[block].items()]
        block_values = [n * columns.weights.get(name, columns.unknown) for name, n in weighed]
        length = float(np.linalg.norm(block_values))
        for (name, _), value in zip(weighed, block_values, strict=True):
            if name in columns.places:
                places.append(columns.places[name])
                values.append(share * value / length)
    return csr_matrix((values, ([0] * len(places), places)), shape=(1, len(columns.places)), dtype=np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SoundFeaturizer(SparseFeaturizer, GraphComponent):
    """Sentence features only. `least`: in how many training sentences an n-gram must stand to count."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, object]:
        return {**SparseFeaturizer.get_default_config(), "alias": SOUND_FEATURES, "least": 3}

    @classmethod
    def validate_config(cls, config: dict[str, object]) -> None:
        """Nothing beyond the defaults' types."""

    def __init__(
        self,
        config: dict[str, object],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        columns: Columns | None = None,
    ) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._columns = columns or Columns.of({})

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoundFeaturizer:
        return cls(config, execution_context.node_name, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        sentences = [counts(_tokens(m)) for m in training_data.training_examples if m.get(TOKENS_NAMES[TEXT])]
        known = weights(sentences, self._config["least"])
        self._columns = Columns.of(known)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "weights.json").write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> SoundFeaturizer:
        with model_storage.read_from(resource) as folder:
            known = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
        return cls(config, execution_context.node_name, model_storage, resource, Columns.of(known))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TOKENS_NAMES[TEXT]):
                sentence = row(counts(_tokens(message)), self._columns)
                self.add_features_to_message(None, sentence, TEXT, message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def _tokens(message: Message) -> list[str]:
    return [token.text for token in message.get(TOKENS_NAMES[TEXT])]
