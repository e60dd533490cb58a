"""A topic with named places: home/{source}/state. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config.mqtt_mapping import PLACE

_NAMED_LEVEL = r"(?P<\1>[^/]+)"


class TopicPattern:
    """Of a pattern that the settings have checked."""

    def __init__(self, pattern: str) -> None:
        self.filter = PLACE.sub("+", pattern)
        self._levels = re.compile("/".join(_level(level) for level in pattern.split("/")))

    def places(self, topic: str) -> Mapping[str, str] | None:
        """The places by name; None for a topic that does not match."""
        found = self._levels.fullmatch(topic)
        return None if found is None else found.groupdict()


def _level(level: str) -> str:
    if level == "+":
        return "[^/]+"
    if level == "#":
        return ".*"
    return PLACE.sub(_NAMED_LEVEL, level) if PLACE.fullmatch(level) else re.escape(level)
