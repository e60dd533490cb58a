"""How long things take, told by quantiles."""

from __future__ import annotations

from collections.abc import Sequence


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds, of at least one duration."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    return {"p50_ms": at(0.50), "p95_ms": at(0.95), "p99_ms": at(0.99)}
