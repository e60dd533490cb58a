"""Leases on shards, kept in the database by the database's own clock: one worker at a time holds a shard."""

from __future__ import annotations

import time

from sqlalchemy import ColumnElement, Float, cast, delete, extract, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from station.database import Database, insert_new
from station.ingest.holder import is_gone, this_holder
from station.ingest.tables import IngestShardRow, IngestWorkerRow

_UNIX_EPOCH_JULIAN = 2440587.5
_CLOCK_SET_BACK = 3.0  # a lease that ends later than so many leases from now was written before the clock was set back


class Lease:
    """The right to one shard. `valid` asks nobody; `renew` asks the database. Safe for several threads."""

    def __init__(self, database: Database, shard: str, holder: str, lease_s: float) -> None:
        self.shard = shard
        self._database = database
        self._holder = holder
        self._lease_s = lease_s
        self._until = 0.0

    def valid(self) -> bool:
        """False as soon as another may have taken it. Counted from before the database was asked: never too long."""
        return time.monotonic() < self._until

    def renew(self, connected: bool | None = None, trouble: str = "") -> bool:
        """True when it is ours for another term. `connected` is told to whoever asks. Raises DatabaseDownError."""
        asked_at = time.monotonic()
        values: dict[str, object] = {} if connected is None else {"connected": connected, "trouble": trouble}
        with self._database.writing() as session:
            ours = (IngestShardRow.shard == self.shard) & (IngestShardRow.holder == self._holder)
            term = {"until": _now(session) + self._lease_s}
            renewed = update(IngestShardRow).where(ours).values({**values, **term})
            held = session.connection().execute(renewed).rowcount == 1
        self._until = asked_at + self._lease_s if held else 0.0
        return held

    def release(self) -> None:
        """Gives it up at once. Raises DatabaseDownError; then it ends by itself."""
        self._until = 0.0
        with self._database.writing() as session:
            ours = (IngestShardRow.shard == self.shard) & (IngestShardRow.holder == self._holder)
            session.execute(update(IngestShardRow).where(ours).values(holder="", until=0.0, connected=False))


class Leases:
    """What one worker asks of the table of leases. Every method raises DatabaseDownError."""

    def __init__(self, database: Database, lease_s: float) -> None:
        self._database = database
        self._lease_s = lease_s
        self._holder = this_holder()

    def sign_on(self) -> int:
        """Says that this worker lives, and returns how many do."""
        with self._database.writing() as session:
            now = _now(session)
            insert_new(session, IngestWorkerRow, {"holder": self._holder, "until": 0.0})
            ours = IngestWorkerRow.holder == self._holder
            session.execute(update(IngestWorkerRow).where(ours).values(until=now + self._lease_s))
            self._strike_out(session)
            return session.scalar(select(func.count()).select_from(IngestWorkerRow)) or 1

    def sign_off(self) -> None:
        """Says that this worker ends."""
        with self._database.writing() as session:
            session.execute(delete(IngestWorkerRow).where(IngestWorkerRow.holder == self._holder))

    def acquire(self, shard: str) -> Lease | None:
        """The shard's lease when nobody has it: it is free, has run out, or its holder's process has ended."""
        with self._database.writing() as session:
            insert_new(session, IngestShardRow, {"shard": shard, "holder": "", "until": 0.0})
            held = select(IngestShardRow.holder).where(IngestShardRow.shard == shard).with_for_update()
            holder = session.scalars(held).one()
            free = IngestShardRow.holder == holder
            if holder not in {"", self._holder} and not is_gone(holder):
                free &= self._over(session, IngestShardRow.until)
            this = IngestShardRow.shard == shard
            take = update(IngestShardRow).where(this, free).values(holder=self._holder, connected=False)
            if session.connection().execute(take).rowcount != 1:
                return None
        lease = Lease(self._database, shard, self._holder, self._lease_s)
        return lease if lease.renew() else None

    def filters(self, shard: str) -> tuple[str, ...]:
        """What the shard's sessions are known to be subscribed to at the broker, by an earlier worker too."""
        with self._database.reading() as session:
            kept = session.scalar(select(IngestShardRow.filters).where(IngestShardRow.shard == shard))
        return tuple(filter(None, (kept or "").split("\n")))

    def remember_filters(self, shard: str, filters: tuple[str, ...]) -> None:
        """The sessions are subscribed to these and to nothing else."""
        with self._database.writing() as session:
            this = IngestShardRow.shard == shard
            session.execute(update(IngestShardRow).where(this).values(filters="\n".join(filters)))

    def _strike_out(self, session: Session) -> None:
        """Workers that live no more. One that signs on at this moment is passed over: it may be about to strike this
        one out, and each would wait for the other."""
        others = session.scalars(select(IngestWorkerRow.holder).where(IngestWorkerRow.holder != self._holder)).all()
        gone = IngestWorkerRow.holder.in_([holder for holder in others if is_gone(holder)])
        ended = select(IngestWorkerRow.holder).where(
            IngestWorkerRow.holder != self._holder, or_(gone, self._over(session, IngestWorkerRow.until))
        )
        free = session.scalars(ended.with_for_update(skip_locked=True)).all()
        session.execute(delete(IngestWorkerRow).where(IngestWorkerRow.holder.in_(free)))

    def _over(self, session: Session, until: InstrumentedAttribute[float]) -> ColumnElement[bool]:
        now = _now(session)
        return or_(until <= now, until > now + _CLOCK_SET_BACK * self._lease_s)


def standing(session: Session) -> dict[str, bool]:
    """Of each shard that somebody holds now: whether its sessions are connected."""
    held = (IngestShardRow.holder != "") & (IngestShardRow.until > _now(session))
    rows = session.execute(select(IngestShardRow.shard, IngestShardRow.connected).where(held))
    return {row.shard: row.connected for row in rows}


def _now(session: Session) -> ColumnElement[float]:
    """Seconds since 1970 by the clock of the database, which all workers share."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(extract("epoch", func.clock_timestamp()), Float)
    return (func.julianday("now") - _UNIX_EPOCH_JULIAN) * 86400.0
