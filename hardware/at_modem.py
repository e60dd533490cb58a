"""A USB modem that sends text messages, by AT commands over a serial port."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hardware.at_line import POLL_S, AtError, AtLine, port_errors
from hardware.ports import DeviceError, ModemState, PerhapsSentError
from hardware.sms_pdu import submit_units

ANSWER_S = 5.0
WAKE_TRIES = 3  # garbage of an earlier conversation, and modems that find the speed first
WAKE_S = 1.0
READY, NEEDS_PIN = "READY", "SIM PIN"
_AT_HOME, _ROAMING, _SMS_AT_HOME, _SMS_ROAMING = 1, 5, 6, 7  # the <stat> of +CREG
_REGISTERED = frozenset({_AT_HOME, _ROAMING, _SMS_AT_HOME, _SMS_ROAMING})
_UNKNOWN_SIGNAL, _BEST_SIGNAL = 99, 31


class AtModem:
    """hardware.ports.SmsModem. The port is opened for each call, so that a modem may be unplugged and come back."""

    def __init__(
        self, port: str, baud: int, pin: str = "", sent_within_s: float = 60.0, found_in_s: float = 20.0
    ) -> None:
        """`sent_within_s`: the network's answer to one part; `found_in_s`: how long a network is waited for."""
        self._port, self._baud, self._pin = port, baud, pin
        self._sent_within_s, self._found_in_s = sent_within_s, found_in_s
        self._references = itertools.count(int(time.time()))
        self._closed = threading.Event()
        self._pin_refused = False

    def state(self) -> ModemState:
        with self._line() as line:
            try:
                self._unlock(line)
            except AtError as error:
                if not error.refusal:
                    raise
                return ModemState(sim_ready=False, registered=False, signal_percent=None)
            return ModemState(True, self._registered(line), _signal(line))

    def send(self, number: str, text: str) -> None:
        try:
            units = submit_units(number, text, next(self._references) % 256)
        except ValueError as error:
            raise DeviceError("The number is none that a message can be sent to.") from error
        with self._line() as line:
            self._unlock(line)
            self._await_network(line)
            line.command("AT+CMGF=0", ANSWER_S)
            for left, unit in enumerate(units):
                try:
                    line.message(f"AT+CMGS={unit.length}", unit.hexadecimal, self._sent_within_s)
                except AtError as error:
                    if left or not error.refusal:
                        raise PerhapsSentError(str(error)) from error
                    raise

    def close(self) -> None:
        self._closed.set()

    @contextmanager
    def _line(self) -> Iterator[AtLine]:
        """An open port whose modem answers, without echo and with numbered errors."""
        import serial

        with port_errors():
            opened = serial.Serial(self._port, self._baud, timeout=POLL_S, write_timeout=ANSWER_S, exclusive=True)
        try:
            line = AtLine(opened, self._closed)
            _wake(line)
            line.command("AT+CMEE=1", ANSWER_S)
            yield line
        finally:
            with port_errors():
                opened.close()

    def _unlock(self, line: AtLine) -> None:
        """A refused PIN is not given again: the third wrong one locks the SIM card. Raises AtError."""
        wanted = _value(line.command("AT+CPIN?", ANSWER_S), "+CPIN")
        if wanted == READY:
            return
        if wanted != NEEDS_PIN or not self._pin or self._pin_refused:
            raise AtError(f"The SIM card is locked ({wanted or 'no word'}). Check the modem's pin setting.", wanted)
        try:
            line.command(f'AT+CPIN="{self._pin}"', ANSWER_S)
        except AtError as error:
            self._pin_refused = bool(error.refusal)
            raise

    def _await_network(self, line: AtLine) -> None:
        deadline = time.monotonic() + self._found_in_s
        while not self._registered(line):
            if time.monotonic() > deadline or self._closed.wait(POLL_S):
                raise AtError("The modem finds no mobile network. Check the aerial and the SIM card.")

    @staticmethod
    def _registered(line: AtLine) -> bool:
        """By either of the two networks that carry messages; an old modem does not know the second."""
        for kind in ("CREG", "CEREG"):
            try:
                found = _value(line.command(f"AT+{kind}?", ANSWER_S), f"+{kind}")
            except AtError as error:
                if not error.refusal:
                    raise
                continue
            stat = re.match(r"\d+\s*,\s*(\d+)", found)
            if stat and int(stat[1]) in _REGISTERED:
                return True
        return False


def _wake(line: AtLine) -> None:
    for tried in range(1, WAKE_TRIES + 1):
        line.drain(WAKE_S)
        try:
            line.command("ATE0", WAKE_S)
        except AtError:
            if tried == WAKE_TRIES:
                raise
        else:
            return


def _signal(line: AtLine) -> int | None:
    found = re.match(r"(\d+)", _value(line.command("AT+CSQ", ANSWER_S), "+CSQ"))
    strength = int(found[1]) if found else _UNKNOWN_SIGNAL
    return None if strength > _BEST_SIGNAL else round(100 * strength / _BEST_SIGNAL)


def _value(lines: tuple[str, ...], name: str) -> str:
    """What follows `name:` in an answer; empty when it is not there."""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:")), "")
