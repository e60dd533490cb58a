"""What kinds of findings there are apart from measured ones, and the alerts they become."""

from __future__ import annotations

from messages.payloads import AlertKind

OF_BANDS = frozenset({"band_off", "band_silent", "battery_low"})
OF_HOMES = frozenset({"no_motion", "water_unused"})


def alert_kind(finding: str) -> AlertKind:
    """The kind of alert that a finding of this kind becomes."""
    if finding in OF_BANDS:
        return AlertKind.BAND_CARE
    return AlertKind.NO_SIGN_OF_LIFE if finding in OF_HOMES else AlertKind.VITAL_SIGN
