"""The watches that are served. Whoever is not in it is reported and not answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from config.elder_watch import WatchEntry
from config.errors import ConfigError
from wearable_bridge.elder_watch.status import Model
from wearable_bridge.ports import Wearer


@dataclass(frozen=True, slots=True)
class Registered:
    """A known watch. `name` is what messages and logs call it; its number stays out of them."""

    name: str
    number: str
    resident: str
    model: Model
    home: str = ""  # "": the bridge's own

    @property
    def wearer(self) -> Wearer:
        return Wearer(self.resident, self.home)


class Register:
    """Known watches by the number in their frames."""

    def __init__(self, watches: Iterable[Registered]) -> None:
        self._by_number = {watch.number: watch for watch in watches}
        self._by_name = {watch.name: watch for watch in self._by_number.values()}

    def find(self, number: str) -> Registered | None:
        return self._by_number.get(number)

    def named(self, name: str) -> Registered | None:
        return self._by_name.get(name)

    @property
    def wearers(self) -> frozenset[Wearer]:
        """Everybody who wears one."""
        return frozenset(watch.wearer for watch in self._by_number.values())

    def __len__(self) -> int:
        return len(self._by_number)


def register_of(entries: Iterable[WatchEntry], residents: Collection[str] | None, home: str = "") -> Register:
    """The register of a bridge whose own home is `home`. `residents` live there; None: it carries many homes.

    Raises ConfigError for a number or name that stands there twice, a wearer who does not live here, a watch of another
    home where there is one, and a watch of none where there are many.
    """
    watches: list[Registered] = []
    seen: set[str] = set()
    for entry in entries:
        for told in (entry.name, entry.number):
            if told in seen:
                raise ConfigError(f"bridge.elder_watch.watches: {told} stands there twice")
            seen.add(told)
        _check_home(entry, residents, home)
        its_home = "" if residents is not None else entry.home or ""
        watches.append(Registered(entry.name, entry.number, entry.resident, Model(entry.model), its_home))
    return Register(watches)


def _check_home(entry: WatchEntry, residents: Collection[str] | None, home: str) -> None:
    where = f"bridge.elder_watch.watches: {entry.name}"
    if residents is None:
        if entry.home in (None, home):
            raise ConfigError(f"{where} needs the home of its wearer: this bridge carries many")
    elif entry.home not in (None, home):
        raise ConfigError(f"{where} is of {entry.home}; a bridge of many homes has bridge.whole_community = true")
    elif entry.resident not in residents:
        raise ConfigError(f"{where}: {entry.resident} is no resident of the home")
