"""Recorded readings that are played into the bridge, for a demonstration or a trial."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.section import Section


class ReplaySettings(Section):
    """A CSV with the columns person,time_s,metric,value. Nothing is played without a file."""

    file: Path | None = None
    person: str = ""  # whose lines of the file; empty: those of the first that stands in it
    resident: str = ""  # whose readings they become; empty: the primary resident's
    speed: Annotated[float, Field(gt=0, le=10_000)] = 1.0  # 60: an hour in a minute
