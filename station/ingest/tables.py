"""The tables of the ingest workers. The migrations know them through station.migrate."""

from __future__ import annotations

from sqlalchemy import Double, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from station.tables import Base


class IngestShardRow(Base):
    """Who takes a shard's messages in, and until when by the database's clock (seconds since 1970)."""

    __tablename__ = "ingest_shards"
    shard: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(Text, default="")  # empty: nobody
    until: Mapped[float] = mapped_column(Double, default=0.0)
    connected: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[str] = mapped_column(Text, default="")
    filters: Mapped[str] = mapped_column(Text, default="")  # what its sessions are subscribed to, a line each


class IngestWorkerRow(Base):
    """A worker that lives, until when it has said so."""

    __tablename__ = "ingest_workers"
    holder: Mapped[str] = mapped_column(String(200), primary_key=True)
    until: Mapped[float] = mapped_column(Double, default=0.0)
