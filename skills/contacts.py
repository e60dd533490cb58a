"""Finds a resident's contacts by the sound of what was said."""

from __future__ import annotations

from collections.abc import Sequence

from config.settings import Contact, Resident
from skills.sound_alike import sound, sound_similarity

_ALIKE_FROM = 0.8
_LONGEST_LOOKED_AT = 60  # characters; a name is said early or not at all


class ContactsByName:
    """Contacts (skills.ports.Contacts) of the residents in the settings."""

    def __init__(self, residents: Sequence[Resident]) -> None:
        self._contacts = {resident.id: resident.contacts for resident in residents}

    def find(self, resident: str, spoken: str) -> str | None:
        heard = sound(spoken[:_LONGEST_LOOKED_AT])
        best: tuple[float, str] | None = None
        for contact in self._contacts.get(resident, ()):
            for name in _names_of(contact):
                score = _best_window(heard, sound(name))
                if score >= _ALIKE_FROM and (best is None or score > best[0]):
                    best = (score, contact.name)
        return best[1] if best else None

    def city(self, resident: str, spoken: str) -> str:
        name = self.find(resident, spoken)
        return next((contact.city for contact in self._contacts.get(resident, ()) if contact.name == name), "")

    def called(self, resident: str, spoken: str) -> bool:
        return any(name in spoken for contact in self._contacts.get(resident, ()) for name in _names_of(contact))

    def names(self, resident: str) -> tuple[str, ...]:
        """How the resident calls them: her own word first, else the name."""
        return tuple(next(iter(contact.called), contact.name) for contact in self._contacts.get(resident, ()))


def _names_of(contact: Contact) -> tuple[str, ...]:
    return (contact.name, *contact.called)


def _best_window(heard: tuple[str, ...], name: tuple[str, ...]) -> float:
    """The likeness of the part of what was heard that sounds most like the name."""
    if not name:
        return 0.0
    if len(heard) <= len(name):
        return sound_similarity(heard, name)
    starts = range(len(heard) - len(name) + 1)
    return max(sound_similarity(heard[start : start + len(name)], name) for start in starts)
