"""The plans of residents: set here, retained at the broker, followed by the home's bridge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError
from sqlalchemy import JSON, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Plan
from messages.thresholds import PLAN, Thresholds
from station.accounts.account import Account, Right
from station.audit import Deed, write
from station.columns import UtcTime
from station.database import Database
from station.errors import NotFoundError, PlanError, PlanFault
from station.homes import find_community
from station.state_words import DEVICE
from station.tables import SLUG, Base, ResidentRow

_PLANS = UUID("5f0a6f5e-6a55-4a52-9f1c-6f0b2f1d8c11")  # a plan of a resident has one id: the newest word replaces it


class PlanRow(Base):
    """The content of one plan of one resident. What is left out has its default."""

    __tablename__ = "plans"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    resident: Mapped[str] = mapped_column(SLUG, primary_key=True)
    name: Mapped[str] = mapped_column(SLUG, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)


@dataclass(frozen=True)
class ResidentLines:
    """A person, and whether her lines are others than the usual ones. `at`: when they were last set, by whom."""

    home: str
    resident: str
    name: str
    by: str
    at: datetime | None
    own: bool


class Plans:
    """Every method raises DatabaseDownError, and NotFoundError for a resident the account does not see."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    def thresholds(self, account: Account, home: str, resident: str) -> Thresholds:
        """The lines that hold for a resident."""
        with self._database.reading() as session:
            community = _see(session, account, home, resident)
            row = session.get(PlanRow, (community, home, resident, PLAN))
            return Thresholds.model_validate(row.content) if row is not None else Thresholds()

    def residents(self, account: Account, most: int) -> tuple[ResidentLines, ...]:
        """The people the account sees, by home; who has lines of her own, since when and by whom."""
        query = (
            select(ResidentRow, PlanRow.by, PlanRow.at, PlanRow.content)
            .outerjoin(
                PlanRow,
                (PlanRow.community == ResidentRow.community)
                & (PlanRow.home == ResidentRow.home)
                & (PlanRow.resident == ResidentRow.id)
                & (PlanRow.name == PLAN),
            )
            .order_by(ResidentRow.community, ResidentRow.home, ResidentRow.position, ResidentRow.id)
        )
        with self._database.reading() as session:
            rows = session.execute(query.limit(most)).all()
        return tuple(
            ResidentLines(row.home, row.id, row.name, by or "", at, bool(content))
            for row, by, at, content in rows
            if account.sees(row.community, row.home)
        )

    def set_thresholds(self, account: Account, home: str, resident: str, content: dict[str, Any]) -> Thresholds:
        """Keeps the lines and sends them to the home, in one transaction. {} sets the defaults again.

        Raises ForbiddenError, and PlanError for what cannot be meant.
        """
        account.need(Right.SUPERVISE)
        try:
            limits = Thresholds.model_validate(content)
        except ValidationError as error:
            raise PlanError(_reason(error), _faults(error)) from error
        now = self._clock.now()
        kept = limits.model_dump(mode="json", exclude_unset=True)
        with self._database.writing() as session:
            community = _see(session, account, home, resident)
            key = {"community": community, "home": home, "resident": resident, "name": PLAN}
            session.merge(PlanRow(**key, content=kept, by=account.name, at=now))
            plan = Plan(
                id=uuid5(_PLANS, "/".join(key.values())),
                home=home,
                resident=resident,
                device=DEVICE,
                at=now,
                clock_trusted=self._clock.trusted,
                plan=PLAN,
                content=kept,
            )
            self._outbox.put(session.connection(), plan, community)
            write(session, now, account.name, Deed.PLAN_SET, resident, f"{community}/{home}")
        self._outbox.wake()
        return limits


def _see(session: Session, account: Account, home: str, resident: str) -> str:
    """The home's community."""
    community = find_community(session, home, account.community if account.home == home else None)
    if not account.sees(community, home) or session.get(ResidentRow, (community, home, resident)) is None:
        raise NotFoundError("no such resident")
    return community


def _reason(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)[:3]
    return "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'content'}: {fault['msg']}" for fault in faults)


def _faults(error: ValidationError) -> tuple[PlanFault, ...]:
    found = []
    for fault in error.errors(include_url=False, include_input=False):
        given = fault.get("ctx", {})
        field = str(given.get("measure") or next(iter(fault["loc"]), ""))
        low, high = given.get("low", given.get("ge")), given.get("high", given.get("le"))
        found.append(PlanFault(fault["type"], field, low, high))
    return tuple(found)
