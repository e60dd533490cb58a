"""Both ways past the station, over a real web service and a modem on a pseudo-terminal: one set of promises."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from assistant.ports import ChannelError, MessageChannel
from assistant.second_path.channels import AppriseChannel, ModemChannel
from hardware.at_modem import AtModem
from tests.assistant.second_path.web_service import WebService
from tests.hardware.pty_modem import Manners, PtyModem

NUMBER = "13800000001"
LONG = 30.0  # for a way that answers, on a slow machine


@dataclass
class Setup:
    """A channel, an address that works, and how many messages have left."""

    channel: MessageChannel
    address: str
    service: WebService | None = None
    modem: PtyModem | None = None

    def left(self) -> int:
        if self.service is not None:
            return len(self.service.taken)
        return len([pdu for _, pdu in self.modem.messages if pdu]) if self.modem is not None else 0


@contextmanager
def apprise(status: int, within_s: float) -> Iterator[Setup]:
    with WebService() as service:
        service.status = status
        yield Setup(AppriseChannel(within_s), service.url, service=service)


@contextmanager
def modem(manners: Manners, within_s: float) -> Iterator[Setup]:
    with PtyModem(manners) as played:
        driver = AtModem(played.path, 115_200, sent_within_s=within_s, found_in_s=0.1)
        yield Setup(ModemChannel(driver), NUMBER, modem=played)


WORKING = {"apprise": lambda: apprise(200, LONG), "modem": lambda: modem(Manners(), LONG)}
REFUSING = {
    "apprise": lambda: apprise(500, LONG),
    "modem": lambda: modem(Manners(refusals={"body": "+CMS ERROR: 38"}), LONG),
}
SILENT = {"apprise": lambda: apprise(0, 3.0), "modem": lambda: modem(Manners(silent={"body"}), 0.5)}


@pytest.mark.parametrize("way", WORKING)
async def test_a_message_leaves(way: str) -> None:
    with WORKING[way]() as one:
        await one.channel.send(one.address, "小安代王秀英呼救", "编号 000042")
        await one.channel.send(one.address, "小安代王秀英呼救", "编号 000043")
        assert one.left() == 2


@pytest.mark.parametrize("way", REFUSING)
async def test_a_refusal_is_told_without_the_address(way: str) -> None:
    with REFUSING[way]() as one:
        with pytest.raises(ChannelError) as refused:
            await one.channel.send(one.address, "title", "text")
        assert not refused.value.perhaps_sent
        assert one.address not in str(refused.value)
        assert one.left() == 0


@pytest.mark.parametrize("way", SILENT)
async def test_no_answer_ends_in_bounded_time_and_may_have_left(way: str) -> None:
    with SILENT[way]() as one:
        with pytest.raises(ChannelError) as unknown:
            await one.channel.send(one.address, "title", "text")
        assert unknown.value.perhaps_sent


@pytest.mark.parametrize("address", ["", "no-such-service://x", "json://127.0.0.1:1", "嗯"])
async def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(ChannelError) as refused:
        await AppriseChannel(LONG).send(address, "title", "text")
    assert not address or address not in str(refused.value)


@pytest.mark.parametrize("number", ["", "女儿", "1"])
async def test_a_number_that_is_none_is_refused(number: str) -> None:
    with ExitStack() as stack:
        one = stack.enter_context(modem(Manners(), LONG))
        with pytest.raises(ChannelError):
            await one.channel.send(number, "title", "text")
        assert one.left() == 0
