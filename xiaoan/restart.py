"""When a part that died is started again. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RestartPolicy:
    """Pauses of 1, 2, 4 … 60 s; a part that ran for a minute starts over with the first."""

    first_s: float = 1.0
    longest_s: float = 60.0
    steady_after_s: float = 60.0


@dataclass(frozen=True)
class RestartState:
    """How often in a row a part died without having run steadily."""

    deaths: int = 0


def after_death(policy: RestartPolicy, state: RestartState, ran_s: float) -> tuple[RestartState, float]:
    """The state after a death of a part that ran for `ran_s`, and the pause before its next start, in seconds."""
    deaths = 1 if ran_s >= policy.steady_after_s else state.deaths + 1
    doublings = min(deaths - 1, 30)  # 2**30 s is beyond any longest pause
    return RestartState(deaths), min(policy.first_s * 2.0**doublings, policy.longest_s)
