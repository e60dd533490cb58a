"""Notices through Apprise: e-mail, chat, push and SMS services by address."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence

from apprise import Apprise, AppriseAsset, NotifyType

from station.errors import NotifyError, NotifyFailure
from station.ports import Notice

TIMEOUT_S = 15.0
_UNREACHED = ("connection", "socket", "timed out")


class AppriseNotifier:
    """Sends to any address that Apprise knows (https://github.com/caronc/apprise/wiki).

    Each send has a thread of its own that is left behind when it takes too long: a service that answers a byte at a
    time outlasts every timeout of a socket. An address whose last send still hangs is not tried again meanwhile.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        _silence()
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._busy: set[str] = set()

    def send(self, address: str, notice: Notice) -> None:
        # The service's own limit off: behind it stands a small pool of threads that a few hanging services fill up.
        asset = AppriseAsset(app_id="Xiao An", async_mode=False, secure_logging=True, service_timeout=0)
        sender = Apprise(asset=asset)
        if not sender.add(address):
            raise NotifyError(NotifyFailure.ADDRESS)
        with self._lock:
            if address in self._busy:
                raise NotifyError(NotifyFailure.TIMEOUT)
            self._busy.add(address)
        ended: queue.Queue[NotifyFailure | None] = queue.Queue()

        def work() -> None:
            failure: NotifyFailure | None = NotifyFailure.REFUSED
            try:
                result = sender.notify(title=notice.title, body=notice.body, notify_type=NotifyType.WARNING)
                failure = None if result else _failure([entry.message for entry in result.logs()])
            finally:
                with self._lock:
                    self._busy.discard(address)
                ended.put(failure)

        threading.Thread(target=work, name="apprise", daemon=True).start()
        try:
            failure = ended.get(timeout=self._timeout_s)
        except queue.Empty:
            failure = NotifyFailure.TIMEOUT
        if failure is not None:
            raise NotifyError(failure)


def usable(address: str) -> bool:
    """True for an address that Apprise can send to."""
    _silence()
    return bool(Apprise().add(address))


def _failure(said: Sequence[str]) -> NotifyFailure:
    """What the service's words mean; the words themselves may hold secrets and go no further."""
    words = " ".join(said).lower()
    return NotifyFailure.UNREACHABLE if any(part in words for part in _UNREACHED) else NotifyFailure.REFUSED


def _silence() -> None:
    """Apprise logs addresses with their tokens, and what was sent. Its words reach nobody but its own result."""
    log = logging.getLogger("apprise")
    log.setLevel(logging.WARNING)  # no lower: debug words hold the payload
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
