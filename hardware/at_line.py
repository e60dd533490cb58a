"""One conversation with a modem in AT commands (3GPP TS 27.007, 27.005) over any byte port."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from hardware.ports import DeviceError

POLL_S = 0.2  # how long one read of the port may last
LONGEST_LINE = 1000
_FINAL = re.compile(r"OK|ERROR|NO CARRIER|\+CM[ES] ERROR:.*")
_ESCAPE, _SUBMIT = b"\x1b", b"\x1a"


class BytePort(Protocol):
    """What is used of serial.Serial. A read returns what came within POLL_S, perhaps nothing."""

    @property
    def in_waiting(self) -> int: ...

    def read(self, size: int = 1, /) -> bytes: ...

    def write(self, data: bytes, /) -> int | None: ...


class AtError(DeviceError):
    """The modem refused or did not answer. `refusal` is its own word, empty for silence."""

    def __init__(self, text: str, refusal: str = "") -> None:
        super().__init__(text)
        self.refusal = refusal


class AtLine:
    """Commands and their answers. Echoed commands, words sent unasked and garbage are passed over."""

    def __init__(self, port: BytePort, closed: ClosedFlag) -> None:
        self._port, self._closed = port, closed
        self._held = b""  # what has come and is no whole line yet

    def drain(self, at_most_s: float) -> None:
        """Drops what the modem said earlier, until it is quiet."""
        self._held = b""
        deadline = time.monotonic() + at_most_s
        while self._read() and time.monotonic() < deadline:
            pass

    def command(self, command: str, timeout_s: float) -> tuple[str, ...]:
        """The lines before OK. Raises AtError."""
        self._write(command.encode("ascii") + b"\r")
        return self._answer(command, timeout_s)

    def message(self, command: str, body: str, timeout_s: float) -> tuple[str, ...]:
        """A command that asks for a body with `> `. Raises AtError; the modem is then out of its prompt again."""
        self._write(command.encode("ascii") + b"\r")
        try:
            self._await_prompt(command, timeout_s)
        except AtError:
            self._write(_ESCAPE)
            raise
        self._write(body.encode("ascii") + _SUBMIT)
        return self._answer(command, timeout_s)

    def _answer(self, command: str, timeout_s: float) -> tuple[str, ...]:
        lines: list[str] = []
        for line in self._lines(command, timeout_s):
            if _FINAL.fullmatch(line):
                if line == "OK":
                    return tuple(lines)
                raise AtError(f"The modem refuses {_shown(command)} ({line}).", line)
            lines.append(line)
        raise AtError(f"The modem does not answer {_shown(command)} within {timeout_s:.0f} s.")

    def _await_prompt(self, command: str, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            *whole, rest = re.split(rb"[\r\n]+", self._held)
            for line in whole:
                text = _text(line)
                if text != "OK" and _FINAL.fullmatch(text):
                    self._held = b""
                    raise AtError(f"The modem refuses {_shown(command)} ({text}).", text)
            self._held = rest
            if rest.lstrip().startswith(b">"):
                self._held = b""
                return
            self._held += self._read()
        raise AtError(f"The modem does not ask for the message within {timeout_s:.0f} s.")

    def _lines(self, command: str, timeout_s: float) -> Iterator[str]:
        """Whole lines until the time is up, without the echo of the command."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            *whole, self._held = re.split(rb"[\r\n]+", self._held)
            for index, line in enumerate(whole):
                text = _text(line)
                if text and text != command:
                    if _FINAL.fullmatch(text):
                        self._held = b"\n".join([*whole[index + 1 :], self._held])
                    yield text
            self._held = (self._held + self._read())[-LONGEST_LINE:]

    def _read(self) -> bytes:
        if self._closed.is_set():
            raise AtError("The modem is not used any more.")
        with port_errors():
            return self._port.read(max(1, self._port.in_waiting))

    def _write(self, data: bytes) -> None:
        with port_errors():
            self._port.write(data)


class ClosedFlag(Protocol):
    """Whether the program ends; see threading.Event."""

    def is_set(self) -> bool: ...


@contextmanager
def port_errors() -> Iterator[None]:
    """What a serial port raises, as a device's error."""
    import termios

    try:
        yield
    except (OSError, termios.error) as error:  # serial.SerialException is an OSError
        raise AtError(f"The modem's port failed ({error}). Check that it is plugged in.") from error


def _text(line: bytes) -> str:
    return line.decode("ascii", errors="replace").strip().lstrip("\x00")


def _shown(command: str) -> str:
    """Without what follows the name of the command, which may be a PIN."""
    return command.partition("=")[0]
