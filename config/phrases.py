"""The sentences the programs say and show: one folder per language, one TOML file per room."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from config.errors import ConfigError
from config.settings import Language


class Phrases:
    """Sentences by key, `room.section.name`, with {named} places."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = MappingProxyType(dict(texts))

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of `key` with its places filled. Raises KeyError for a key that no file holds."""
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """True when a sentence of that key exists."""
        return key in self._texts

    def under(self, prefix: str) -> dict[str, str]:
        """Every raw sentence whose key starts with `prefix.`, by the rest of its key."""
        start = prefix + "."
        return {key[len(start) :]: text for key, text in self._texts.items() if key.startswith(start)}


def load_phrases(language: Language) -> Phrases:
    """All sentences of a language, keyed by file name and table. Raises ConfigError for a broken file."""
    texts: dict[str, str] = {}
    for file in sorted(resources.files("config").joinpath("words", language).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            try:
                table = tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise ConfigError(f"words/{language}/{file.name}: {error}") from error
            texts.update(_flat(file.name.removesuffix(".toml"), table))
    return Phrases(language, texts)


def _flat(prefix: str, table: Mapping[str, object]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, Mapping):
            flat.update(_flat(key, value))
        else:
            flat[key] = str(value)
    return flat
