"""How long the speaker waits while it leads somebody through a check."""

from __future__ import annotations

from config.section import Seconds, Section


class GuidedCheckSettings(Section):
    """Each wait is for what a person does with her hands; she may ask for more time, or skip."""

    rest_s: Seconds = 60.0  # sitting still at the beginning
    wait_s: Seconds = 90.0  # for a value
    pressure_wait_s: Seconds = 180.0  # a cuff is put on, and takes the better part of a minute
    pause_s: Seconds = 120.0  # after 等一下
