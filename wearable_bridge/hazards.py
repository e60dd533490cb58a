"""What a sensor of the home tells that somebody must hear of at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from wearable_bridge.ports import AlarmKind

HAZARDS: Mapping[str, AlarmKind] = {  # by the word that a mapping gives what its sensor tells of
    "smoke": AlarmKind.SMOKE,
    "fire": AlarmKind.SMOKE,
    "gas": AlarmKind.GAS,
    "carbon_monoxide": AlarmKind.GAS,
    "leak": AlarmKind.LEAK,
}
# Words of sensors; a mapping turns others into these. A test, a fault or a low battery is no hazard.
HAPPENING = frozenset({"on", "true", "1", "yes", "alarm", "alarming", "detected", "triggered", "wet", *HAZARDS})


def hazard_of(kind: str, state: str) -> AlarmKind | None:
    """The alarm of a sensor's word, or None where nothing is wrong, or nobody could be in danger by it."""
    return HAZARDS.get(kind) if state.strip().lower() in HAPPENING else None
