"""Counts of what was refused, told rarely enough that a broken device does not fill the log."""

from __future__ import annotations

from collections import Counter

import structlog


class Tally:
    """Of one source. A reason is logged when it is counted the 1st, 10th, 100th … time, without what was refused."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.counts: Counter[str] = Counter()

    def add(self, reason: str) -> None:
        self.counts[reason] += 1
        count = self.counts[reason]
        if count == 10 ** (len(str(count)) - 1):
            structlog.get_logger().warning("refused", source=self._source, reason=reason, count=count)
