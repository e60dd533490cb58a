"""Notices through Apprise: e-mail, chat, push and SMS services by address."""

from __future__ import annotations

import logging

from apprise import Apprise, AppriseAsset, NotifyType

from station.errors import NotifyError
from station.ports import Notice


class AppriseNotifier:
    """Sends to any address that Apprise knows (https://github.com/caronc/apprise/wiki)."""

    def __init__(self) -> None:
        # Apprise logs addresses with their tokens, and what was sent.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)

    def send(self, address: str, notice: Notice) -> None:
        sender = Apprise(asset=AppriseAsset(app_id="Xiao An", async_mode=False, secure_logging=True))
        if not sender.add(address):
            raise NotifyError("the address is none that Apprise knows")
        if not sender.notify(title=notice.title, body=notice.body, notify_type=NotifyType.WARNING):
            raise NotifyError("the service did not take the notice")


def usable(address: str) -> bool:
    """True for an address that Apprise can send to."""
    return bool(Apprise().add(address))
