"""The stand-in: everybody signed in sees the alert on the page, and a line in the log says so."""

from __future__ import annotations

import structlog

from station.ports import Notice


class PageNotifier:
    """Sends nothing. The live list is the notice."""

    def send(self, address: str, notice: Notice) -> None:
        structlog.get_logger().info("notice_shown_on_page_only", characters=len(notice.body))
