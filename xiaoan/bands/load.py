"""A load of simulated watches in this process, for a bridge that runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from wearable_bridge.elder_watch.open_files import allow_open_files
from xiaoan.bands.crowd import number_of
from xiaoan.bands.wearer import Habits, Tally, Wearer
from xiaoan.bench.quantiles import milliseconds
from xiaoan.errors import XiaoanError

OTHER_OPEN_FILES = 100
COUNTS = ("sent", "answered", "unanswered", "not_connected", "cut_off", "restarted")


class Load:
    """So many watches: the first with the given numbers, the rest with numbers that nobody has registered."""

    def __init__(self, numbers: Sequence[str], count: int, host: str, port: int, every_s: float) -> None:
        unknown = (number_of(place) for place in range(count))
        self._numbers = [*numbers, *(number for number in unknown if number not in numbers)][:count]
        self._address = (host, port)
        self._habits = Habits(report_every_s=every_s)
        self._tally = Tally()
        self._began = time.monotonic()

    async def run(self, for_s: float | None) -> None:
        """Until cancelled, or for so long. Raises XiaoanError when the system allows too few open files."""
        wanted = len(self._numbers) + OTHER_OPEN_FILES
        if allow_open_files(wanted) < wanted:
            raise XiaoanError(f"So many watches need {wanted} open files: raise the limit (ulimit -Hn {wanted}).")
        self._began = time.monotonic()
        watches = [
            asyncio.ensure_future(Wearer(number, self._habits, self._tally, seed).live(*self._address))
            for seed, number in enumerate(self._numbers)
        ]
        try:
            await asyncio.wait(watches, timeout=for_s, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)

    def figures(self) -> dict[str, object]:
        """What has happened so far."""
        counts = {name: self._tally.counts[name] for name in COUNTS}
        times = milliseconds(self._tally.answer_s) if self._tally.answer_s else {}
        seconds = round(time.monotonic() - self._began, 1)
        return {"watches": len(self._numbers), "seconds": seconds, **counts, **times}


def settings_text(count: int, residents: Sequence[str]) -> str:
    """The part of a settings file that lets so many simulated watches in; the residents wear them in turn."""
    rows = ["[bridge.elder_watch]", "enabled = true", ""]
    for place in range(count):
        rows += [
            "[[bridge.elder_watch.watches]]",
            f'name = "simulated-{place + 1}"',
            f'number = "{number_of(place)}"',
            f'resident = "{residents[place % len(residents)]}"',
            "",
        ]
    return "\n".join(rows)
