"""Reads the Rasa project's sources, without Rasa."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from tests.rasa_server import INTENTS_DIR, ROOT

ENTITY = re.compile(r"\[(?P<value>[^\]]+)\]\((?P<name>[a-z_]+)\)")
_INTENTS = {"emergency": "call_for_help"}  # where the label of `xiaoan bench understand` is not the intent
HELD_OUT = Path(__file__).with_name("held_out.jsonl")


def domain_files() -> dict[str, Mapping[str, Any]]:
    return {
        file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted((INTENTS_DIR / "domain").glob("*.yml"))
    }


def domain_actions() -> frozenset[str]:
    """Every action that intents/domain names."""
    return frozenset(action for domain in domain_files().values() for action in domain.get("actions", ()))


def nlu_blocks() -> list[tuple[str, Mapping[str, Any]]]:
    """(skill, block) for each intent, lookup table and pattern."""
    return [
        (file.stem, block)
        for file in sorted((INTENTS_DIR / "data/nlu").glob("*.yml"))
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]
    ]


def items(block: Mapping[str, Any]) -> list[str]:
    return [line.removeprefix("- ").strip() for line in block["examples"].splitlines() if line.strip()]


def examples() -> dict[str, list[str]]:
    """Intent -> its examples with their entity marks, of all files."""
    found: dict[str, list[str]] = {}
    for _, block in nlu_blocks():
        if "intent" in block:
            found.setdefault(block["intent"], []).extend(items(block))
    return found


def plain(example: str) -> str:
    return ENTITY.sub(lambda match: match["value"], example)


def held_out() -> list[tuple[str, str]]:
    """(intent, sentence): paraphrases that are in no example."""
    rows = [json.loads(line) for line in HELD_OUT.read_text("utf-8").splitlines()]
    return [(_INTENTS.get(row["label"], row["label"]), row["text"]) for row in rows]


def module(path: str) -> ModuleType:
    """A file of ours that is no part of an installed package."""
    spec = importlib.util.spec_from_file_location(f"file_{Path(path).stem}", ROOT / path)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded  # dataclasses look their module up
    spec.loader.exec_module(loaded)
    return loaded
