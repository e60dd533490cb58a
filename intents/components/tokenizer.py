"""One token per hanzi; a run of Latin letters or digits is one token; punctuation and spaces are none.

Word segmentation misaligns spans such as 每天晚上九点; characters cannot.
"""

from __future__ import annotations

import re

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

_TOKEN = re.compile(r"[A-Za-z]+|\d+|[^\W_]", re.UNICODE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CharacterTokenizer(Tokenizer):
    """Splits a text into characters. A text of nothing but punctuation is one token."""

    @staticmethod
    def supported_languages() -> list[str]:
        return ["zh"]

    @staticmethod
    def get_default_config() -> dict[str, object]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(cls, config, model_storage, resource, execution_context) -> CharacterTokenizer:  # noqa: ANN001
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        tokens = [Token(match.group(), match.start()) for match in _TOKEN.finditer(text)]
        return tokens or [Token(text, 0)]
