"""The two ways past the station: message services through Apprise, and text messages through a modem."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys

from assistant.ports import ChannelError
from assistant.second_path.apprise_worker import NO_ADDRESS, REFUSED, TAKEN
from hardware.ports import DeviceError, PerhapsSentError, SmsModem

_WHY = {REFUSED: "the service did not take the message", NO_ADDRESS: "the address is none that Apprise knows"}


class AppriseChannel:
    """assistant.ports.MessageChannel over any service that Apprise knows.

    Each message has a process of its own, which is ended when it takes too long.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s

    async def send(self, address: str, title: str, text: str) -> None:
        # -P: a folder that holds a file named like a library must not take its place
        command = (sys.executable, "-P", "-m", "assistant.second_path.apprise_worker")
        quiet = asyncio.subprocess.DEVNULL
        try:
            worker = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet
            )
        except OSError as error:
            raise ChannelError(f"the message service's program cannot be started ({error.strerror})") from error
        message = json.dumps({"address": address, "title": title, "text": text}).encode()
        try:
            async with asyncio.timeout(self._within_s):
                await worker.communicate(message)
        except TimeoutError as error:
            raise ChannelError(f"no answer within {self._within_s:.0f} s", perhaps_sent=True) from error
        finally:
            await _end(worker)
        if worker.returncode != TAKEN:
            raise ChannelError(_WHY.get(worker.returncode or 0, "the message service's program failed"))


class ModemChannel:
    """assistant.ports.MessageChannel over a modem, one message at a time."""

    def __init__(self, modem: SmsModem) -> None:
        self._modem = modem
        self._free = asyncio.Lock()

    async def send(self, address: str, title: str, text: str) -> None:
        async with self._free:
            try:
                await asyncio.to_thread(self._modem.send, address, text)
            except DeviceError as error:
                raise ChannelError(str(error), perhaps_sent=isinstance(error, PerhapsSentError)) from error


async def _end(worker: asyncio.subprocess.Process) -> None:
    if worker.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
