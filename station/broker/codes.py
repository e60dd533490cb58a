"""One-time codes for new devices: made by an administrator, valid for half an hour and for one use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messages.enrolment import EnrolmentCode, secret_hash
from station.accounts import throttle
from station.broker.tables import EnrolmentCodeRow
from station.errors import CodeError

VALID_FOR = timedelta(minutes=30)
RULE = throttle.Rule(free=5, longest_pause_s=300.0, forgotten_after_s=throttle.KEPT_S)


@dataclass(frozen=True)
class MadeCode:
    """A code as it is shown, once."""

    text: str
    expires_at: datetime


@dataclass(frozen=True)
class DeviceOf:
    """Where the device of a code belongs. `whole_community`: a bridge for all homes, `home` being its own id."""

    community: str
    home: str
    whole_community: bool = False


def keep(session: Session, code: EnrolmentCode, device_of: DeviceOf, by: str, now: datetime) -> MadeCode:
    """Writes the code down, and forgets those of more than a day ago."""
    session.execute(delete(EnrolmentCodeRow).where(EnrolmentCodeRow.expires_at < now - timedelta(days=1)))
    row = EnrolmentCodeRow(
        secret_hash=secret_hash(code.secret),
        community=device_of.community,
        home=device_of.home,
        whole_community=device_of.whole_community,
        made_by=by,
        made_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(row)
    return MadeCode(str(code), row.expires_at)


def use(session: Session, secret: str, now: datetime) -> EnrolmentCodeRow:
    """The code, used up by this transaction. Raises CodeError."""
    kept = secret_hash(secret)
    used = session.connection().execute(
        update(EnrolmentCodeRow)
        .where(
            EnrolmentCodeRow.secret_hash == kept,
            EnrolmentCodeRow.used_at.is_(None),
            EnrolmentCodeRow.expires_at > now,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:
        raise CodeError
    return session.scalars(select(EnrolmentCodeRow).where(EnrolmentCodeRow.secret_hash == kept)).one()


def void(session: Session, community: str, home: str, now: datetime) -> None:
    """Ends the codes of a home that nobody has used yet."""
    session.execute(
        update(EnrolmentCodeRow)
        .where(
            EnrolmentCodeRow.community == community,
            EnrolmentCodeRow.home == home,
            EnrolmentCodeRow.used_at.is_(None),
        )
        .values(used_at=now)
    )
