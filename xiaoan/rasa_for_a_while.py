"""A Rasa to ask: the one that runs, else one started for the time of a command."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from assistant.dialogue.rasa_client import RasaDialogue, rasa_dialogue
from assistant.dialogue.server import rasa_command
from config.phrases import Phrases
from config.settings import DialogueSettings
from xiaoan.errors import XiaoanError
from xiaoan.listening import free_ports
from xiaoan.logs import last_line
from xiaoan.parts import Part
from xiaoan.places import INTENTS
from xiaoan.processes import end, spawn, spawn_keeper
from xiaoan.readiness import HttpProbe

READY_WITHIN_S = 240.0
POLL_S = 0.3
STOP_PATIENCE_S = 5.0


@asynccontextmanager
async def rasa_for_a_while(
    settings: DialogueSettings, phrases: Phrases, progress: Callable[[str], None]
) -> AsyncIterator[RasaDialogue]:
    """A client of the configured server if that answers, else of one started here and stopped afterwards.

    Raises XiaoanError when it cannot be started.
    """
    running = rasa_dialogue(settings)
    try:
        if await running.ready():
            yield running
            return
    finally:
        await running.close()
    progress(phrases("xiaoan.understand.starting"))
    own = settings.model_copy(update={"rasa_port": free_ports(("rasa",))["rasa"]})
    client = rasa_dialogue(own)
    with tempfile.TemporaryDirectory(prefix="xiaoan-rasa-") as folder:
        try:
            async with _server(own, Path(folder), phrases, progress):
                yield client
        finally:
            await client.close()


@asynccontextmanager
async def _server(
    settings: DialogueSettings, folder: Path, phrases: Phrases, progress: Callable[[str], None]
) -> AsyncIterator[None]:
    command, environment = rasa_command(INTENTS, settings)
    probe = HttpProbe(f"http://127.0.0.1:{settings.rasa_port}/status", says_ready=False)
    part = Part("rasa", tuple(command), probe, environment=environment, folder=INTENTS)
    log = folder / "rasa.log"
    keeper = await spawn_keeper(str(folder))
    try:
        process = await spawn(part, log, str(folder))
    except OSError as error:
        keeper.terminate()
        await keeper.wait()
        reason = f"{command[0]}: {error.strerror}"
        raise XiaoanError(phrases("xiaoan.understand.rasa_ended", reason=reason)) from error
    try:
        began = time.monotonic()
        while not (await probe.health()).ready:
            waited_s = time.monotonic() - began
            if process.returncode is not None:
                reason = last_line(log) or f"exit code {process.returncode}"
                raise XiaoanError(phrases("xiaoan.understand.rasa_ended", reason=reason))
            if waited_s > READY_WITHIN_S:
                raise XiaoanError(phrases("xiaoan.understand.rasa_slow", seconds=round(waited_s)))
            progress(phrases("xiaoan.understand.progress", seconds=round(waited_s)))
            await asyncio.sleep(POLL_S)
        yield
    finally:
        await end(process, STOP_PATIENCE_S)
        if keeper.stdin is not None:
            keeper.stdin.close()
        await keeper.wait()
