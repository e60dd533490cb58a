"""A stage that runs in a thread of its own, so that many tests, browsers too, share one."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from xiaoan.clients.home import HomeClient
from xiaoan.clients.station import StationClient
from xiaoan.demo.stage import Stage, open_stage
from xiaoan.demo.weather_server import weather_server

T = TypeVar("T")
POLL_S = 0.05
PATIENCE = 8.0  # the promised times are measured by the benches


def until(what: str, met: Callable[[], object], timeout_s: float = 60.0) -> None:
    """Returns as soon as `met` is true. Raises TimeoutError naming `what` was waited for."""
    deadline = time.monotonic() + timeout_s
    while not met():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {timeout_s:.0f} s for {what}")
        time.sleep(POLL_S)


class RunningStage:
    """Context manager around xiaoan.demo.stage.Stage: all real parts, on free ports, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._weather = weather_server()
        self.stage: Stage

    def __enter__(self) -> RunningStage:
        self._thread.start()
        url = self._weather.__enter__()
        self._opened = open_stage(self._folder, url, lambda what: None, PATIENCE)
        self.stage = self.do(self._opened.__aenter__(), 500)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.do(self._opened.__aexit__(None, None, None), 200)
        self._weather.__exit__(None, None, None)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)

    def do(self, work: Coroutine[Any, Any, T], timeout_s: float = 400.0) -> T:
        """Runs in the stage's thread and waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_s)

    @property
    def url(self) -> str:
        """The home page."""
        return f"http://127.0.0.1:{self.stage.settings.speaker.page.port}"

    @property
    def home(self) -> HomeClient:
        return self.stage.home

    @property
    def worker(self) -> StationClient:
        return self.stage.worker

    def type(self, text: str) -> tuple[str, ...]:
        """A typed turn; the replies."""
        replies = self.do(self.home.type(text))["replies"]
        assert isinstance(replies, list)
        return tuple(replies)

    def said(self, part: str, since: int, timeout_s: float = 60.0) -> str:
        """The first thing said after `since` that holds `part`."""
        return self.do(self.home.said(part, since, timeout_s)).text

    def quiet(self) -> None:
        """Returns when nothing is being said."""
        self.do(self.stage.quiet())

    def close_alerts(self) -> None:
        """Closes all that is open at the station, and waits until the home knows."""
        for alert in self.do(self.worker.alerts()):
            self.do(self.worker.resolve(str(alert["id"]), "测试结束"))
        until("no open alert at home", lambda: not str(self.health()["light"]).startswith("alert"))

    def health(self) -> dict[str, object]:
        return self.do(self.home.health())
