"""What bridges have learnt to be usual for each resident: one row of each bridge, its newest word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from messages.payloads import Metric, PartOfDay, Usual, UsualRange
from station.columns import UtcTime
from station.tables import SLUG, Base

_RANGES = TypeAdapter(tuple[UsualRange, ...])


class UsualRow(Base):
    """The ranges of one resident by one bridge."""

    __tablename__ = "usual_ranges"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    resident: Mapped[str] = mapped_column(SLUG, primary_key=True)
    device: Mapped[str] = mapped_column(SLUG, primary_key=True)
    ranges: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcTime)


def keep(session: Session, community: str, usual: Usual) -> None:
    """Writes it over what the bridge said before."""
    session.merge(
        UsualRow(
            community=community,
            home=usual.home,
            resident=usual.resident,
            device=usual.device,
            ranges=_RANGES.dump_python(usual.ranges, mode="json"),
            at=usual.at,
        )
    )


def ranges(session: Session, community: str, home: str, resident: str) -> tuple[UsualRange, ...]:
    """Each metric and part of the day once; of several bridges' that which was learnt over more days."""
    here = (UsualRow.community == community, UsualRow.home == home, UsualRow.resident == resident)
    found: dict[tuple[Metric, PartOfDay], UsualRange] = {}
    for row in session.scalars(select(UsualRow).where(*here).order_by(UsualRow.device)):
        for each in _RANGES.validate_python(row.ranges):
            known = found.get((each.metric, each.part))
            if known is None or known.days < each.days:
                found[each.metric, each.part] = each
    return tuple(found.values())
