"""Which of several overlapping entities stand. Pure."""

from __future__ import annotations

import re
from typing import Any

_JOINTS = ("", "和", "跟", "还有", "、", "，", ",", "的", " ")
_PARTICLES = re.compile(r"[吧呗啊呀哦哈嘛吗呢啦了]+$")
_NAMES = ("title", "performer", "genre", "place", "medicine")
_OF_TIME = frozenset(
    "每天周星期礼拜早晨中午上下晚前后以之内饭睡觉起床半点钟分刻时候零一二两三四五六七八九十百隔个小间次顿号日月年和从过再来今明清傍夜里:：0123456789"
)
_PATTERNS = "RegexEntityExtractor"


def settled(entities: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Entities in the order they were said, without overlaps: of two that overlap the longer one stands.

    Names lose the particles at their end. A learned time phrase that holds words of something else yields to the
    pattern's. A date inside a time phrase stays, since other skills read it. Time phrases with nothing but a joint
    between them (早上八点和晚上八点) become one.
    """
    kept: list[dict[str, Any]] = []
    for entity in sorted((_trimmed(e) for e in entities), key=_rank):
        if not any(_overlap(entity, other) and not _date_in_time(entity, other) for other in kept):
            kept.append(entity)
    return _joined(sorted(kept, key=lambda e: (e["start"], -e["end"])), text)


def _rank(entity: dict[str, Any]) -> tuple[bool, int, bool, int]:
    doubtful = entity["entity"] == "time" and not set(entity["value"]) <= _OF_TIME
    return (
        doubtful and entity.get("extractor") != _PATTERNS,
        entity["start"] - entity["end"],
        entity.get("extractor") != _PATTERNS,
        entity["start"],
    )


def _trimmed(entity: dict[str, Any]) -> dict[str, Any]:
    particles = _PARTICLES.search(entity["value"]) if entity["entity"] in _NAMES else None
    if particles is None or particles.start() == 0:
        return entity
    length = len(particles.group())
    return {**entity, "value": entity["value"][:-length], "end": entity["end"] - length}


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["start"] < other["end"] and other["start"] < one["end"]


def _date_in_time(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["entity"] == "date" and other["entity"] == "time"


def _joined(entities: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    joined: list[dict[str, Any]] = []
    for entity in entities:
        before = next((e for e in reversed(joined) if e["entity"] == entity["entity"] == "time"), None)
        if before is not None and text[before["end"] : entity["start"]] in _JOINTS:
            before.update(end=entity["end"], value=text[before["start"] : entity["end"]])
        else:
            joined.append(dict(entity))
    return joined
