"""Logistic regression whose regularization can be set. Rasa's own fixes C at 1, which underfits so few examples."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from components.featurizer import SOUND_FEATURES, SoundFeaturizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoundIntentClassifier(LogisticRegressionClassifier):
    """Multinomial logistic regression over the rows of SoundFeaturizer.

    `C` is the inverse strength of regularization: 10 suits raw counts, 30 the unit-length blocks used here.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [SoundFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, object]:
        return {**LogisticRegressionClassifier.get_default_config(), "C": 30.0, "max_iter": 60, "tol": 1e-3}

    def __init__(self, config: dict[str, object], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, name, model_storage, resource)
        self.clf = LogisticRegression(
            C=self.config["C"],
            solver=self.config["solver"],
            max_iter=self.config["max_iter"],
            tol=self.config["tol"],
            random_state=self.config["random_state"],
        )

    def _create_X(self, messages: list[Message]) -> csr_matrix:  # noqa: N802
        return vstack([_sentence_row(message) for message in messages]).tocsr()


def _sentence_row(message: Message) -> csr_matrix:
    return next(
        feature.features
        for feature in message.features
        if feature.attribute == TEXT and feature.type == FEATURE_TYPE_SENTENCE and feature.origin == SOUND_FEATURES
    )
