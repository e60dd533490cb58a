"""A text message through a modem on a pseudo-terminal, well-mannered and not."""

from __future__ import annotations

import threading

import pytest

from hardware.at_modem import AtModem
from hardware.ports import DeviceError, ModemState
from hardware.sms_pdu import submit_units
from tests.hardware.pty_modem import Manners, PtyModem

NUMBER, TEXT = "13800000001", "小安代王秀英呼救。"


def driver(modem: PtyModem, pin: str = "", sent_within_s: float = 5.0, found_in_s: float = 0.1) -> AtModem:
    return AtModem(modem.path, 115_200, pin, sent_within_s, found_in_s)


@pytest.mark.parametrize(
    "manners",
    [
        Manners(),
        Manners(echo=False),
        Manners(garbage=b'\xff\x00^^RING\r\n+CMTI: "SM",3\r\n'),
        Manners(garbage=b"\x80" * 3000),
        Manners(deaf_for=1),
        Manners(registration="0,7", signal="99,99"),
        Manners(refusals={"AT+CREG": "+CME ERROR: 50"}),
        Manners(refusals={"AT+CEREG": "ERROR"}),
    ],
    ids=["echo", "no echo", "garbage", "much garbage", "deaf at first", "messages only", "no CREG", "no CEREG"],
)
def test_a_message_leaves(manners: Manners) -> None:
    with PtyModem(manners) as modem:
        driver(modem).send(NUMBER, TEXT)
        (unit,) = submit_units(NUMBER, TEXT, 0)
        assert modem.messages == [(unit.length, unit.hexadecimal)]


def test_a_long_message_leaves_in_parts_and_the_modem_serves_again() -> None:
    with PtyModem() as modem:
        phone = driver(modem)
        phone.send(NUMBER, "救" * 100)
        phone.send(NUMBER, TEXT)
        assert len(modem.messages) == 3


@pytest.mark.parametrize(
    ("manners", "told"),
    [
        (Manners(registration="0,2"), "no mobile network"),
        (Manners(pin="1234"), "locked"),
        (Manners(refusals={"AT+CPIN": "+CME ERROR: 10"}), "CME ERROR: 10"),
        (Manners(refusals={"body": "+CMS ERROR: 500"}), "CMS ERROR: 500"),
        (Manners(refusals={"AT+CMGS": "+CMS ERROR: 304"}), "CMS ERROR: 304"),
        (Manners(silent={"body"}), "does not answer"),
        (Manners(silent={"ATE0"}), "does not answer"),
        (Manners(no_prompt=True), "does not ask"),
    ],
)
def test_what_goes_wrong_is_told_without_the_number(manners: Manners, told: str) -> None:
    with PtyModem(manners) as modem:
        with pytest.raises(DeviceError, match=told) as refused:
            driver(modem, sent_within_s=0.3).send(NUMBER, TEXT)
        assert NUMBER not in str(refused.value)
        assert [pdu for _, pdu in modem.messages if pdu] == []


def test_the_pin_opens_the_card() -> None:
    with PtyModem(Manners(pin="1234")) as modem:
        driver(modem, pin="1234").send(NUMBER, TEXT)
        assert len(modem.messages) == 1


def test_a_wrong_pin_is_given_once_and_never_shown() -> None:
    with PtyModem(Manners(pin="1234")) as modem:
        phone = driver(modem, pin="9999")
        for _ in range(3):
            with pytest.raises(DeviceError) as refused:
                phone.send(NUMBER, TEXT)
            assert "9999" not in str(refused.value)
        assert modem.commands.count('AT+CPIN="9999"') == 1


@pytest.mark.parametrize(
    ("manners", "state"),
    [
        (Manners(), ModemState(True, True, 68)),
        (Manners(registration="0,3", signal="99,99"), ModemState(True, False, None)),
        (Manners(pin="1234"), ModemState(False, False, None)),
        (Manners(refusals={"AT+CPIN": "+CME ERROR: 10"}), ModemState(False, False, None)),
    ],
)
def test_how_the_modem_stands(manners: Manners, state: ModemState) -> None:
    with PtyModem(manners) as modem:
        assert driver(modem).state() == state


def test_an_unplugged_modem_is_told_and_used_again_when_it_is_back() -> None:
    gone = PtyModem()
    phone = driver(gone)
    with gone:
        phone.send(NUMBER, TEXT)
    with pytest.raises(DeviceError, match="plugged in"):
        phone.send(NUMBER, TEXT)
    with pytest.raises(DeviceError, match="plugged in"):
        AtModem("/dev/no-such-modem", 115_200).state()


def test_a_modem_pulled_out_while_it_sends_is_an_error() -> None:
    modem = PtyModem(Manners(silent={"body"}))
    with modem:
        pulled = threading.Thread(target=_pull_when_sending, args=(modem,))
        pulled.start()
        with pytest.raises(DeviceError):
            driver(modem, sent_within_s=60).send(NUMBER, TEXT)
        pulled.join()


def _pull_when_sending(modem: PtyModem) -> None:
    waited = threading.Event()
    while not any(command.startswith("AT+CMGS") for command in modem.commands):
        waited.wait(0.01)
    modem.unplug()


def test_a_closed_driver_lets_go_of_a_silent_modem() -> None:
    with PtyModem(Manners(silent={"body"})) as modem:
        phone = driver(modem, sent_within_s=600)
        failed: list[DeviceError] = []

        def send() -> None:
            try:
                phone.send(NUMBER, TEXT)
            except DeviceError as error:
                failed.append(error)

        sending = threading.Thread(target=send)
        sending.start()
        waited = threading.Event()
        while not any(command.startswith("AT+CMGS") for command in modem.commands):
            waited.wait(0.01)
        phone.close()
        sending.join(30)
        assert len(failed) == 1


def test_one_program_at_a_time() -> None:
    with PtyModem() as modem:
        import serial

        held = serial.Serial(modem.path, exclusive=True)
        with pytest.raises(DeviceError):
            driver(modem).state()
        held.close()
        assert driver(modem).state().sim_ready
