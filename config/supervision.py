"""Settings of what is watched without anybody calling: silent homes, and trials of the way that alerts go."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.section import Seconds, Section


class SelfTestSettings(Section):
    """How the speaker tries the way to the station and back."""

    every_days: Annotated[float, Field(gt=0)] = 7.0
    first_after_s: Seconds = 300.0  # a home that was just switched on has other things to do
    within_s: Seconds = 60.0  # slower is failed
    again_after_s: Seconds = 3600.0  # after one that failed


class SupervisionSettings(Section):
    """When the station misses a home. The line: many homes that fall silent together."""

    silent_after_s: Seconds = 180.0  # at least three of the homes' signs of life
    grace_s: Seconds = 300.0  # after the station or its broker was away, homes have so long to be heard
    line_share: Annotated[float, Field(gt=0, le=1)] = 0.1
    line_least: Annotated[int, Field(ge=2)] = 5
    check_every_s: Seconds = 5.0
    self_test_within_days: Annotated[float, Field(gt=0)] = 8.0
