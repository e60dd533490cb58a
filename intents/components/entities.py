"""One value for each thing said, where the CRF and the lookup tables both found it."""

from __future__ import annotations

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.settling import settled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntitySettler(GraphComponent):
    """Stands after the extractors; see `settled`."""

    def __init__(self, config: dict[str, object]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntitySettler:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = settled(message.get(ENTITIES, []), message.get(TEXT) or "")
            message.set(ENTITIES, found, add_to_output=True)
        return messages
