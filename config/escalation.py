"""Who is told of an alert that nobody has accepted, and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.section import Seconds, Section


class LadderStep(Section):
    """One rung of the escalation: after so long without acknowledgement, who is told."""

    after_s: Annotated[float, Field(ge=0)]
    tell: tuple[Literal["on_duty", "all_workers", "first_contact", "second_contact", "supervisor"], ...]


class EscalationSettings(Section):
    """The ladder, and how often the last rung is repeated."""

    steps: tuple[LadderStep, ...] = (
        LadderStep(after_s=0, tell=("on_duty", "first_contact")),
        LadderStep(after_s=60, tell=("all_workers", "second_contact")),
        LadderStep(after_s=180, tell=("supervisor",)),
    )
    repeat_every_s: Seconds = 60.0
    check_every_s: Seconds = 1.0
