"""The learned extractor of entities. Rasa's own keeps its examples, and learns from them anew at every start."""

from __future__ import annotations

import json
import shutil

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.crf_entity_extractor import CRFEntityExtractor, CRFToken
from sklearn_crfsuite import CRF

_ORDER = "order.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LearnedEntities(CRFEntityExtractor):
    """Rasa's CRFEntityExtractor, kept as crfsuite's own model files: what was learned is read, and no code with it."""

    def persist(self, dataset: list[list[CRFToken]]) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            for name, tagger in (self.entity_taggers or {}).items():
                shutil.copyfile(tagger.modelfile.name, folder / f"{name}.crfsuite")
            (folder / _ORDER).write_text(json.dumps(self.crf_order), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, object],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> LearnedEntities:
        with model_storage.read_from(resource) as folder:
            order = json.loads((folder / _ORDER).read_text(encoding="utf-8"))
            taggers = {name: CRF(model_filename=str(folder / f"{name}.crfsuite")) for name in order}
            for tagger in taggers.values():
                tagger.tagger_.labels()  # reads the file, which is gone after the start
        loaded = cls(config, model_storage, resource, taggers)
        loaded.crf_order = order
        return loaded
