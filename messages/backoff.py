"""Growing, jittered pauses."""

from __future__ import annotations

from dataclasses import dataclass

_DOUBLINGS_AT_MOST = 32


@dataclass(frozen=True)
class Backoff:
    """Pauses that double from `first_s` up to `longest_s`."""

    first_s: float
    longest_s: float

    def pause_s(self, attempts: int, chance: float) -> float:
        """The pause after `attempts` (1 and up) tries; `chance` is uniform in 0..1.

        It lies in the upper half of the doubled pause, so no pause is shorter than the longest one before it
        and a thousand homes that lost the same broker do not come back in the same moment.
        """
        full: float = min(self.first_s * 2.0 ** min(max(attempts - 1, 0), _DOUBLINGS_AT_MOST), self.longest_s)
        return full * (0.5 + 0.5 * chance)


UNCONFIRMED = Backoff(first_s=4.0, longest_s=60.0)
RECONNECT = Backoff(first_s=0.5, longest_s=15.0)
RECONNECT_WITH_ALERT = Backoff(first_s=0.5, longest_s=2.0)
