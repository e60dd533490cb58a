"""What becomes of a plan that the station sends."""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog

from messages.errors import OutboxError
from messages.payloads import Plan
from messages.thresholds import PLAN
from messages.topics import DeadLetter, Received, topic_for
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.residents import PlanRefusedError, Residents


class PlanInbox:
    """Thresholds are followed; one that cannot be meant goes to `keep`, and the last good one stays.

    `serves` are the wearers of a bridge of many homes, who alone are its business; None: all plans are of its own home.
    """

    def __init__(
        self, residents: Residents, keep: Callable[[DeadLetter], None], serves: Collection[Wearer] | None = None
    ) -> None:
        self._residents = residents
        self._keep = keep
        self._serves = serves

    def take(self, received: Received) -> None:
        """A message of the care topics; of no other kind than a plan of thresholds anything comes."""
        plan = received.payload
        if not isinstance(plan, Plan) or plan.plan != PLAN:
            return
        home = "" if self._serves is None else received.home
        if self._serves is not None and Wearer(plan.resident or "", home) not in self._serves:
            return
        log = structlog.get_logger()
        try:
            new = self._residents.follow(plan, home)
        except PlanRefusedError as error:
            log.warning("thresholds were refused; the last good ones stay", reason=str(error))
            self._keep(DeadLetter(topic_for(received.community, plan), plan.body(), str(error)))
        except OutboxError as error:
            # The broker has it retained: it comes again with the next connection.
            log.error("thresholds could not be kept", reason=str(error))
        else:
            log.info("thresholds", id=str(plan.id), new=new)
