"""Plays the stories one after the other and says how each ended."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from xiaoan.demo.stage import Stage, open_stage
from xiaoan.demo.stories import STORIES, Story
from xiaoan.demo.weather_server import weather_server
from xiaoan.errors import XiaoanError

LONGEST_STORY_S = 90.0


@dataclass(frozen=True)
class Ending:
    """How a story ended."""

    story: str
    ok: bool
    seconds: float
    detail: str


async def play(
    ended: Callable[[Ending], None],
    progress: Callable[[str], None],
    only: tuple[int, ...] = (),
    patience: float = 1.0,
) -> bool:
    """Plays the stories (all, or those of these numbers) in a folder dropped afterwards; True when all are ok.

    `patience`: how many times as long as promised everything may take.
    """
    good = True
    with tempfile.TemporaryDirectory(prefix="xiaoan-demo-") as folder, weather_server() as weather_url:
        async with open_stage(Path(folder), weather_url, progress, patience) as stage:
            for number, (name, story) in enumerate(STORIES, 1):
                if only and number not in only:
                    continue
                progress(name)
                ending = await tell(name, story, stage)
                good = good and ending.ok
                ended(ending)
    return good


async def tell(name: str, story: Story, stage: Stage) -> Ending:
    """One story. A promise that is not kept, and a part that does not answer, are an ending and no error."""
    started = time.monotonic()
    longest_s = LONGEST_STORY_S * stage.patience
    try:
        async with asyncio.timeout(longest_s):
            ok, detail = True, await story(stage)
    except (XiaoanError, httpx.HTTPError) as error:
        ok, detail = False, str(error)
    except TimeoutError:
        ok, detail = False, f"not ended after {longest_s:.0f} s"
    return Ending(name, ok, round(time.monotonic() - started, 1), detail)
