"""Tells the station what has been learnt to be usual for each resident, whenever a day more has been learnt."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid5

import structlog

from messages.clock import Clock
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import Usual
from wearable_bridge.vitals.residents import Residents

EVERY_S = 600.0
AT_ONCE = 200  # people in one transaction
_USUAL = UUID("b1a1c7f0-4c3b-4c55-9d0e-0c6f4f6d7f52")  # a resident's usual has one id: the newest word replaces it


class UsualNews:
    """Until cancelled."""

    def __init__(self, residents: Residents, outbox: Outbox, clock: Clock, home: str, device: str) -> None:
        self._residents = residents
        self._outbox = outbox
        self._clock = clock
        self._home = home
        self._device = device

    async def run(self) -> None:
        """What the disk refuses is tried in the next round."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                self.tell()
            except OutboxError as error:
                structlog.get_logger().error("what is usual could not be written", reason=str(error))

    def tell(self) -> int:
        """Writes what is new for some people; how many. Raises OutboxError."""
        people = self._residents.with_new_days(AT_ONCE)
        if not people:
            return 0
        now, trusted = self._clock.now(), self._clock.trusted
        with self._outbox.transaction() as connection:
            for wearer, person in people.items():
                home = wearer.home_or(self._home)
                usual = Usual(
                    id=uuid5(_USUAL, f"{home}/{self._device}/{wearer.resident}"),
                    home=home,
                    resident=wearer.resident,
                    device=self._device,
                    at=now,
                    clock_trusted=trusted,
                    ranges=person.usual_ranges(),
                )
                self._outbox.put(connection, usual)
        for person in people.values():
            person.told_usual()
        return len(people)
