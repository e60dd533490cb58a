"""What `xiaoan up` does from its start to its end."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack

from config.phrases import Phrases
from config.settings import Settings
from xiaoan.context import Launch, phrases_of
from xiaoan.errors import XiaoanError
from xiaoan.events import EventKind, Tell
from xiaoan.keeper import sweep
from xiaoan.single import AlreadyRunning, only_one
from xiaoan.supervisor import NotReady, Supervisor
from xiaoan.telling import Screen, json_lines
from xiaoan.up import SPEAKER, STATION, check_ports, page_url, parts_of, ports_of, program

READY_WITHIN_S = 600.0


def run_up(launch: Launch, as_json: bool) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP. Raises XiaoanError and the rooms' errors when it cannot start."""
    settings = launch.settings()
    phrases = phrases_of(settings)
    with ExitStack() as stack:
        try:
            stack.enter_context(only_one(settings.data_dir))
            (settings.data_dir / "logs").mkdir(exist_ok=True)
        except AlreadyRunning as error:
            text = phrases("xiaoan.up.already", folder=settings.data_dir, pid=error.pid)
            raise XiaoanError(text) from error
        except OSError as error:
            text = phrases("xiaoan.up.folder", folder=settings.data_dir, reason=error.strerror)
            raise XiaoanError(text) from error
        asyncio.run(_run(launch, settings, phrases, as_json))


async def _run(launch: Launch, settings: Settings, phrases: Phrases, as_json: bool) -> None:
    left_over = await asyncio.to_thread(sweep, str(settings.data_dir))
    check_ports([use for uses in ports_of(settings).values() for use in uses], phrases)
    parts = parts_of(settings, launch.config)
    tell, close = _teller(phrases, tuple(part.name for part in parts), as_json)
    supervisor = Supervisor(parts, settings.data_dir, tell)
    if left_over:
        supervisor.tell(EventKind.WARNING, last_line=phrases("xiaoan.up.left_over", count=left_over))
    stopped = _on_signals()
    try:
        await supervisor.start()
        greeting = asyncio.create_task(_greet_or_tell(supervisor, launch, settings))
        await stopped.wait()
        greeting.cancel()
        await asyncio.gather(greeting, return_exceptions=True)
    finally:
        await supervisor.stop()
        close()


async def _greet_or_tell(supervisor: Supervisor, launch: Launch, settings: Settings) -> None:
    try:
        await _greet(supervisor, launch, settings)
    except NotReady as error:
        supervisor.tell(EventKind.WARNING, last_line=str(error))


async def _greet(supervisor: Supervisor, launch: Launch, settings: Settings) -> None:
    """Tells the addresses as soon as both pages answer, a new administrator's password, and when all is up."""
    await supervisor.wait_ready(STATION, READY_WITHIN_S)
    await supervisor.wait_sos_ready(SPEAKER, READY_WITHIN_S)
    supervisor.tell(EventKind.ADDRESSES, home=page_url(settings.speaker.page), station=page_url(settings.station.page))
    await _tell_administrator(supervisor, launch, settings)
    await supervisor.wait_ready(None, READY_WITHIN_S)
    supervisor.tell(EventKind.ALL_READY)


async def _tell_administrator(supervisor: Supervisor, launch: Launch, settings: Settings) -> None:
    """The first time there is a new administrator, whose password is shown once and stands nowhere else."""
    command = program(settings, launch.config, "station", "ensure-administrator", "--json")
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    out, err = await process.communicate()
    if process.returncode != 0:
        lines = err.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        supervisor.tell(EventKind.WARNING, last_line=lines[-1])
        return
    answer = json.loads(out)
    if answer["password"] is not None:
        supervisor.tell(EventKind.ADMINISTRATOR, username=answer["username"], password=answer["password"])


def _teller(phrases: Phrases, parts: tuple[str, ...], as_json: bool) -> tuple[Tell, Callable[[], None]]:
    if as_json:
        return json_lines(sys.stdout), lambda: None
    screen = Screen(phrases, parts)
    return screen.tell, screen.close


def _on_signals() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if which is not signal.SIGHUP or signal.getsignal(which) is not signal.SIG_IGN:  # nohup asks to stay
            loop.add_signal_handler(which, stopped.set)
    return stopped
