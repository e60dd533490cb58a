"""A small network over the sounds of a sentence: one hidden layer. Why not less or more: docs/understanding.md."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from components.featurizer import SOUND_FEATURES, SoundFeaturizer

_FILE = "network.npz"


@dataclass(frozen=True)
class Network:
    """Weights in float32: `inward` is features x units, `outward` units x intents."""

    intents: tuple[str, ...]
    inward: np.ndarray
    inward_bias: np.ndarray
    outward: np.ndarray
    outward_bias: np.ndarray

    @classmethod
    def fitted(cls, rows: csr_matrix, intents: list[str], units: int, epochs: int, seed: int) -> Network:
        """Learned with Adam in batches of 64."""
        learner = MLPClassifier((units,), batch_size=64, learning_rate_init=2e-3, max_iter=epochs, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is chosen, not run out of
            learner.fit(rows, intents)
        (inward, outward), (inward_bias, outward_bias) = learner.coefs_, learner.intercepts_
        return cls(tuple(learner.classes_), inward, inward_bias, outward, outward_bias)

    def probabilities(self, row: csr_matrix) -> np.ndarray:
        """Of each intent, for one row."""
        hidden = np.maximum(row @ self.inward + self.inward_bias, 0)
        scores = (hidden @ self.outward + self.outward_bias)[0]
        shares = np.exp(scores - scores.max())
        return shares / shares.sum()

    def save(self, file: Path) -> None:
        np.savez(file, **{**vars(self), "intents": np.array(self.intents)})

    @classmethod
    def of(cls, file: Path) -> Network:
        """What `save` wrote."""
        with np.load(file) as kept:
            return cls(**{**kept, "intents": tuple(map(str, kept["intents"]))})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoundIntentClassifier(IntentClassifier, GraphComponent):
    """Intent and ranking from the rows of SoundFeaturizer; a message without a row gets no intent."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SoundFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, object]:
        return {"units": 64, "epochs": 10, "seed": 1}

    def __init__(
        self,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        network: Network | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._network = network

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoundIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.intent_examples if _row(m) is not None]
        rows = vstack([_row(message) for message in examples]).tocsr()
        intents = [message.get(INTENT) for message in examples]
        config = self._config
        self._network = Network.fitted(rows, intents, config["units"], config["epochs"], config["seed"])
        with self._model_storage.write_to(self._resource) as folder:
            self._network.save(folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> SoundIntentClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Network.of(folder / _FILE))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = self._ranking(message)
            best = ranking[0] if ranking else {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, object]]:
        row = _row(message)
        if row is None or self._network is None:
            return []
        found = self._network.probabilities(row)
        best = np.argsort(-found)[:LABEL_RANKING_LENGTH]
        return [
            {INTENT_NAME_KEY: self._network.intents[place], PREDICTED_CONFIDENCE_KEY: float(found[place])}
            for place in best
        ]


def _row(message: Message) -> csr_matrix | None:
    for feature in message.features:
        sentence = feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE
        if sentence and feature.origin == SOUND_FEATURES:
            return feature.features
    return None
