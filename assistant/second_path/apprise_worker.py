"""One message through Apprise, in a process of its own: no service that hangs can hold up the speaker.

Reads {"address", "title", "text"} as JSON from standard input. Exit codes: 0 taken, 3 not taken, 4 no such address.
"""

from __future__ import annotations

import json
import logging
import sys

TAKEN, REFUSED, NO_ADDRESS = 0, 3, 4


def main() -> int:
    from apprise import Apprise, AppriseAsset, NotifyType

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs addresses with their tokens
    message = json.load(sys.stdin)
    sender = Apprise(asset=AppriseAsset(app_id="Xiao An", async_mode=False, secure_logging=True))
    if not sender.add(message["address"]):
        return NO_ADDRESS
    taken = sender.notify(title=message["title"], body=message["text"], notify_type=NotifyType.WARNING)
    return TAKEN if taken else REFUSED


if __name__ == "__main__":
    sys.exit(main())
