"""Lets the blows of the schedule fall, and counts those that hit something."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from xiaoan.chaos.actor import Actor
from xiaoan.chaos.home import Home
from xiaoan.chaos.schedule import CUTS, KILLS, Blow, BlowKind, Target
from xiaoan.chaos.stage import Stage

UP_WITHIN_S = 30.0  # a program that has not come up by then is hit all the same
WRITES_WITHIN_S = 3.0
WAITING_AT_MOST = 4


class Blows:
    """`counts`: by what was hit and how, as "worker kill"."""

    def __init__(self, stage: Stage, tasks: asyncio.TaskGroup) -> None:
        self.counts: Counter[str] = Counter()
        self._stage = stage
        self._tasks = tasks
        self._turns = {id(actor): asyncio.Lock() for actor in stage.actors}
        self._room = asyncio.Semaphore(WAITING_AT_MOST)
        self._after: set[asyncio.Task[None]] = set()
        self.kills = 0
        self.cuts = 0

    async def fall(self, blow: Blow) -> None:
        """Returns soon, or when one of those that wait for their target to come up has fallen.

        What lasts for a while goes on beside the run.
        """
        if blow.target in {Target.BROKER, Target.DATABASE}:
            self._beside(self._hit_server(blow))
        elif blow.at_once:
            await self._hit(self._actor(blow), blow)
        else:
            await self._room.acquire()
            self._beside(self._hit_when_up(self._actor(blow), blow))

    async def _hit_when_up(self, actor: Actor, blow: Blow) -> None:
        async with self._turns[id(actor)]:
            await actor.line.wait_live(UP_WITHIN_S)
            self._room.release()
            await self._hit(actor, blow)

    async def _hit(self, actor: Actor, blow: Blow) -> None:
        hit = await self._deeds(actor, blow)[blow.kind]()
        if blow.kind is not BlowKind.KILL_WRITING:  # counted when it is done
            self._count(blow, hit)

    async def settled(self) -> None:
        """Returns when everything that lasts for a while is over."""
        while self._after:
            await asyncio.wait(self._after)

    def _actor(self, blow: Blow) -> Actor:
        return self._stage.homes[blow.number] if blow.target is Target.HOME else self._stage.workers[blow.number]

    def _deeds(self, actor: Actor, blow: Blow) -> dict[BlowKind, Callable[[], Awaitable[bool]]]:
        line = actor.line
        return {
            BlowKind.KILL: lambda: self._kill(actor, blow),
            BlowKind.KILL_WRITING: lambda: self._kill_writing(actor, blow),
            BlowKind.FREEZE: lambda: self._freeze(actor, blow.for_s),
            BlowKind.FULL_DISK: lambda: self._fill_disk(actor, blow),
            BlowKind.DROP: lambda: _now(line.drop),
            BlowKind.RESET: lambda: _now(line.reset),
            BlowKind.HALF_OPEN_CLIENT: lambda: _now(line.leave_client),
            BlowKind.HALF_OPEN_BROKER: lambda: _now(line.leave_broker),
            BlowKind.STALL: lambda: self._for_a_while(actor, line.stall, blow.for_s),
            BlowKind.THROTTLE: lambda: self._for_a_while(actor, lambda: line.throttle(blow.value), blow.for_s),
        }

    async def _kill(self, actor: Actor, blow: Blow) -> bool:
        actor.down_s, actor.offset_s = blow.for_s, blow.value
        return await actor.program.kill()

    async def _kill_writing(self, actor: Actor, blow: Blow) -> bool:
        assert isinstance(actor, Home)  # noqa: S101 - held by the schedule
        actor.down_s, actor.offset_s = blow.for_s, blow.value

        async def when_it_writes() -> None:
            self._count(blow, await actor.kill_writing(WRITES_WITHIN_S))

        self._beside(when_it_writes())
        return False

    async def _freeze(self, actor: Actor, for_s: float) -> bool:
        frozen = actor.program.freeze(True)
        pid = actor.program.pid

        async def thaw() -> None:
            await asyncio.sleep(for_s)
            if actor.program.pid == pid:
                actor.program.freeze(False)

        self._beside(thaw())
        return frozen

    async def _fill_disk(self, actor: Actor, blow: Blow) -> bool:
        full = actor.program.limit_files(int(blow.value))

        async def make_room() -> None:
            await asyncio.sleep(blow.for_s)
            actor.program.limit_files(None)

        self._beside(make_room())
        return full

    async def _for_a_while(self, actor: Actor, how: Callable[[], int], for_s: float) -> bool:
        hit = how() > 0

        async def restore() -> None:
            await asyncio.sleep(for_s)
            actor.line.restore()

        self._beside(restore())
        return hit

    async def _hit_server(self, blow: Blow) -> None:
        server = self._stage.broker if blow.target is Target.BROKER else self._stage.database_server
        assert server is not None  # noqa: S101 - held by the schedule
        await (server.stop if blow.kind is BlowKind.STOP else server.kill)(blow.for_s)
        self._count(blow, True)

    def _beside(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        task = self._tasks.create_task(run())
        self._after.add(task)
        task.add_done_callback(self._after.discard)

    def _count(self, blow: Blow, hit: bool) -> None:
        structlog.get_logger().info(
            "blow",
            target=blow.target.value,
            number=blow.number,
            kind=blow.kind.value,
            for_s=round(blow.for_s, 1),
            hit=hit,
        )
        if hit:
            self.counts[f"{blow.target.value} {blow.kind.value}"] += 1
            self.counts["clock turned"] += blow.kind in KILLS and blow.value != 0
            self.kills += blow.kind in KILLS
            self.cuts += blow.kind in CUTS


async def _now(how: Callable[[], int]) -> bool:
    with suppress(OSError):
        return how() > 0
    return False
