"""Alembic's environment: runs on the connection that station.migrate hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from station.columns import Prose, UtcTime, Word
from station.tables import Base


def _plain(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations hold plain types, so that they stay what they were when our own types change."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Word):
        return "sa.String(length=20)"
    if kind == "type" and isinstance(item, Prose):
        return "sa.Text()"
    return False


context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_item=_plain)
with context.begin_transaction():
    context.run_migrations()
