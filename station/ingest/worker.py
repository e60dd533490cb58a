"""Takes messages in: holds its share of the shards by leases, and watches the sessions that hear them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from station.errors import DatabaseDownError, DatabaseRefusedError
from station.ingest.broker_session import BrokerSession
from station.ingest.lease import Lease, Leases
from station.ingest.postman import Postman
from station.ingest.shards import Lane, Shard, fair_share

ROUNDS_PER_LEASE = 4  # so many chances to renew it before it runs out


@dataclass(frozen=True)
class Crew:
    """The sessions of one shard, a lane each, and who publishes for it."""

    sessions: dict[Lane, BrokerSession]
    postman: Postman

    @property
    def connected(self) -> bool:
        return all(session.connected for session in self.sessions.values())

    @property
    def trouble(self) -> str:
        """Why a session is not connected; empty when all are, or are about to be."""
        return next((session.trouble for session in self.sessions.values() if session.trouble), "")


class Muster(Protocol):
    """Makes the sessions of a shard."""

    def __call__(self, shard: Shard, lease: Lease, stale: tuple[str, ...]) -> Crew:
        """Not started yet. `stale`: filters that an earlier worker left at the broker and nobody wants any more."""
        ...


@dataclass
class _Held:
    shard: Shard
    lease: Lease
    crew: Crew
    remembered: bool = False


class Worker:
    """One thread that keeps leases and sessions as they should be. A lease that is lost ends its sessions at once."""

    def __init__(self, shards: Sequence[Shard], leases: Leases, lease_s: float, muster: Muster) -> None:
        self._shards = tuple(shards)
        self._leases = leases
        self._every_s = lease_s / ROUNDS_PER_LEASE
        self._muster = muster
        self._held: dict[str, _Held] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest-worker", daemon=True)

    @property
    def alive(self) -> bool:
        """False when the thread has ended."""
        return self._thread.is_alive()

    def connected(self) -> dict[str, bool]:
        """The shards this worker holds now, and whether their sessions are connected."""
        return {name: held.crew.connected for name, held in self._held.copy().items() if held.lease.valid()}

    def wake(self) -> None:
        """There are new rows in the outbox."""
        for held in self._held.copy().values():
            held.crew.postman.wake()

    def start(self) -> None:
        """Begins to take leases and messages."""
        self._thread.start()

    def stop(self) -> None:
        """Says farewell, and gives the leases up."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._round()
            except (DatabaseDownError, DatabaseRefusedError) as error:
                structlog.get_logger().warning("leases_unknown", reason=str(error))
            self._drop_lost()
            self._stopping.wait(self._every_s)
        for held in self._held.copy().values():
            held.crew.sessions[Lane.READINGS].tell_to_stop()
        try:
            for held in self._held.copy().values():
                self._give_up(held)
            self._leases.sign_off()
        except (DatabaseDownError, DatabaseRefusedError) as error:
            structlog.get_logger().warning("leases_not_given_up", reason=str(error))

    def _round(self) -> None:
        """Raises DatabaseDownError."""
        share = fair_share(len(self._shards), self._leases.sign_on())
        for held in self._held.copy().values():
            held.lease.renew(held.crew.connected, held.crew.trouble)
        self._drop_lost()
        for held in list(self._held.values())[share:]:
            self._give_up(held)
        for held in self._held.values():
            self._look_after(held)
        for shard in self._shards:
            if len(self._held) >= share:
                break
            if shard.name not in self._held:
                self._try_for(shard)

    def _try_for(self, shard: Shard) -> None:
        lease = self._leases.acquire(shard.name)
        if lease is None:
            return
        crew = self._muster(shard, lease, self._stale(shard))
        self._held[shard.name] = _Held(shard, lease, crew)
        structlog.get_logger().info("shard_taken", shard=shard.name)
        for session in crew.sessions.values():
            session.start()

    def _look_after(self, held: _Held) -> None:
        """A session whose thread ended by itself is begun anew; what it is subscribed to is written down once."""
        if held.lease.valid() and not all(session.alive for session in held.crew.sessions.values()):
            structlog.get_logger().error("session_ended_by_itself", shard=held.shard.name)
            _end(held.crew)
            held.crew = self._muster(held.shard, held.lease, self._stale(held.shard))
            for session in held.crew.sessions.values():
                session.start()
        if held.crew.connected and not held.remembered:
            self._leases.remember_filters(held.shard.name, _filters(held.shard))
            held.remembered = True

    def _stale(self, shard: Shard) -> tuple[str, ...]:
        wanted = _filters(shard)
        return tuple(each for each in self._leases.filters(shard.name) if each not in wanted)

    def _drop_lost(self) -> None:
        for held in self._held.copy().values():
            if not held.lease.valid():
                structlog.get_logger().warning("shard_lost", shard=held.shard.name)
                del self._held[held.shard.name]
                _end(held.crew)

    def _give_up(self, held: _Held) -> None:
        _end(held.crew)
        del self._held[held.shard.name]
        held.lease.release()
        structlog.get_logger().info("shard_given_up", shard=held.shard.name)


def _filters(shard: Shard) -> tuple[str, ...]:
    return tuple(each for lane in Lane for each in shard.filters(lane))


def _end(crew: Crew) -> None:
    for session in crew.sessions.values():
        session.tell_to_stop()
    for session in crew.sessions.values():
        session.stop()
