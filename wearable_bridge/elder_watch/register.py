"""The watches that are served. Whoever is not in it is reported and not answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from config.elder_watch import WatchEntry
from config.errors import ConfigError
from wearable_bridge.elder_watch.status import Model


@dataclass(frozen=True, slots=True)
class Registered:
    """A known watch. `name` is what messages and logs call it; its number stays out of them."""

    name: str
    number: str
    resident: str
    model: Model


class Register:
    """Known watches by the number in their frames."""

    def __init__(self, watches: Iterable[Registered]) -> None:
        self._by_number = {watch.number: watch for watch in watches}
        self._by_name = {watch.name: watch for watch in self._by_number.values()}

    def find(self, number: str) -> Registered | None:
        return self._by_number.get(number)

    def named(self, name: str) -> Registered | None:
        return self._by_name.get(name)

    def __len__(self) -> int:
        return len(self._by_number)


def register_of(entries: Iterable[WatchEntry], residents: Collection[str]) -> Register:
    """Raises ConfigError for a number or name that stands there twice, and for a wearer who does not live here."""
    watches: list[Registered] = []
    seen: set[str] = set()
    known = frozenset(residents)
    for entry in entries:
        for told in (entry.name, entry.number):
            if told in seen:
                raise ConfigError(f"bridge.elder_watch.watches: {told} stands there twice")
            seen.add(told)
        if entry.resident not in known:
            raise ConfigError(
                f"bridge.elder_watch.watches: {entry.resident} of {entry.name} is no resident of the home"
            )
        watches.append(Registered(entry.name, entry.number, entry.resident, Model(entry.model)))
    return Register(watches)
