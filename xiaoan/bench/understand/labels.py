"""Which outcomes a label of outside cases accepts. Read from labels.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Labels:
    """`nothing`: the intents that are no activation. `not_for_us`: the labels that nothing may be activated by."""

    accepted: Mapping[str, frozenset[str]]
    nothing: frozenset[str]
    not_for_us: frozenset[str]

    def accepts(self, label: str, outcome: str) -> bool:
        """A label that is not listed is the name of an intent and accepts that one."""
        return outcome in self.accepted.get(label, (label,))


def load_labels() -> Labels:
    """The ones that stand in the file."""
    raw = tomllib.loads((resources.files("xiaoan.bench.understand") / "labels.toml").read_text(encoding="utf-8"))
    accepted = {label: frozenset(outcomes) for label, outcomes in raw["accepted"].items()}
    return Labels(accepted, frozenset(raw["nothing"]), frozenset(raw["not_for_us"]))
