"""The fallback classifier, whose threshold comes from the speaker's settings."""

from __future__ import annotations

import os

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

THRESHOLD_VARIABLE = "XIAOAN_FALLBACK_CONFIDENCE"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SettableFallback(FallbackClassifier):
    """Rasa's FallbackClassifier; $XIAOAN_FALLBACK_CONFIDENCE overrides `threshold` when the server starts."""

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SettableFallback:
        threshold = os.environ.get(THRESHOLD_VARIABLE)
        return cls({**config, "threshold": float(threshold)} if threshold else config)
