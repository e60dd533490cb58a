"""A modem at the other end of a pseudo-terminal: it answers AT commands and keeps the messages it was given."""

from __future__ import annotations

import os
import re
import select
import threading
import tty
from dataclasses import dataclass, field

POLL_S = 0.05


@dataclass
class Manners:
    """How the modem behaves. `refusals`: command -> its final word, `silent`: commands it never answers."""

    echo: bool = True
    pin: str = ""  # empty: the SIM card needs none
    registration: str = "0,1"
    signal: str = "21,99"
    refusals: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    garbage: bytes = b""  # before each answer
    deaf_for: int = 0  # so many first commands are not heard
    no_prompt: bool = False


class PtyModem:
    """Context manager. `path` is its serial port, `messages` the (length, PDU) it sent off."""

    def __init__(self, manners: Manners | None = None) -> None:
        self.manners = manners or Manners()
        self.messages: list[tuple[int, str]] = []
        self.commands: list[str] = []
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._unlocked = not self.manners.pin
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> PtyModem:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.unplug()

    def unplug(self) -> None:
        """The port goes away."""
        if not self._ended.is_set():
            self._ended.set()
            if threading.current_thread() is not self._thread:
                self._thread.join()
            os.close(self._slave)
            os.close(self._master)

    def _run(self) -> None:
        heard = b""
        while not self._ended.is_set():
            if not select.select([self._master], [], [], POLL_S)[0]:
                continue
            heard += os.read(self._master, 4096)
            while (end := re.search(rb"[\r\x1a\x1b]", heard)) is not None:
                line, sign = heard[: end.start()].decode("ascii", "replace"), heard[end.start() : end.end()]
                heard = heard[end.end() :]
                self._take(line, sign)

    def _take(self, line: str, sign: bytes) -> None:
        if sign == b"\x1a":
            self._body(line)
        elif sign == b"\r" and line:
            self._command(line)

    def _command(self, line: str) -> None:
        self.commands.append(line)
        if self.manners.deaf_for:
            self.manners.deaf_for -= 1
            return
        if self.manners.echo:
            self._say(line.encode() + b"\r")
        self._say(self.manners.garbage)
        name = re.split(r"[=?]", line)[0]
        if line == "ATE0":
            self.manners.echo = False
        if name in self.manners.silent:
            return
        if name in self.manners.refusals:
            self._answer(self.manners.refusals[name])
            return
        self._known(line, name)

    def _known(self, line: str, name: str) -> None:
        manners = self.manners
        if line == "AT+CPIN?":
            self._answer(f"+CPIN: {'READY' if self._unlocked else 'SIM PIN'}", "OK")
        elif name == "AT+CPIN":
            self._unlocked = line == f'AT+CPIN="{manners.pin}"'
            self._answer("OK" if self._unlocked else "+CME ERROR: 16")
        elif name in {"AT+CREG", "AT+CEREG"}:
            self._answer(f"{name[2:]}: {manners.registration}", "OK")
        elif name == "AT+CSQ":
            self._answer(f"+CSQ: {manners.signal}", "OK")
        elif name == "AT+CMGS":
            self.messages.append((int(line.partition("=")[2]), ""))
            if not manners.no_prompt:
                self._say(b"\r\n> ")
        else:
            self._answer("OK")

    def _body(self, pdu: str) -> None:
        length, _ = self.messages.pop()
        refusal = self.manners.refusals.get("body")
        if refusal is not None:
            self._answer(refusal)
        elif "body" not in self.manners.silent:
            self.messages.append((length, pdu))
            self._answer(f"+CMGS: {len(self.messages)}", "OK")

    def _answer(self, *lines: str) -> None:
        self._say("".join(f"\r\n{line}\r\n" for line in lines).encode())

    def _say(self, data: bytes) -> None:
        os.write(self._master, data)
