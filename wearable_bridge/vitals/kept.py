"""What the rules must still know after a restart: plans, baselines, signs of life. One JSON document for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Engine, MetaData, String, Table, Text, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import SQLAlchemyError

from messages.database import reason_of
from messages.errors import OutboxError
from wearable_bridge.ports import Wearer


def kept_table(metadata: MetaData) -> Table:
    """The table of documents, by what they are and whose; `home` is "" for the bridge's own."""
    return Table(
        "vitals_kept",
        metadata,
        Column("name", String(40), primary_key=True),
        Column("home", String(63), primary_key=True),
        Column("resident", String(63), primary_key=True),
        Column("body", Text, nullable=False),
    )


class Kept:
    """Documents in the bridge's database. OutboxError when the disk refuses."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._table = kept_table(MetaData())

    def create(self) -> None:
        """Makes the table when it is missing."""
        with self._errors():
            self._table.create(self._engine, checkfirst=True)

    def put(self, name: str, documents: Mapping[Wearer, Mapping[str, Any]]) -> None:
        """Writes one document of that name for each wearer, over what was there; all or none."""
        with self._errors(), self._engine.begin() as connection:
            for whose, document in documents.items():
                owner = {"home": whose.home, "resident": whose.resident}
                values = {"name": name, **owner, "body": json.dumps(document)}
                statement = sqlite.insert(self._table).values(values)
                keys = [self._table.c.name, self._table.c.home, self._table.c.resident]
                connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"body": values["body"]}))

    def all(self, name: str) -> dict[Wearer, dict[str, Any]]:
        """Every wearer's document of that name; one that cannot be read is left out."""
        table = self._table.c
        with self._errors(), self._engine.connect() as connection:
            rows = connection.execute(select(table.home, table.resident, table.body).where(table.name == name)).all()
        return {Wearer(row.resident, row.home): document for row in rows if (document := _read(row.body)) is not None}

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise OutboxError(f"What the rules know cannot be kept ({reason_of(error)}).") from error


def _read(body: str) -> dict[str, Any] | None:
    try:
        document = json.loads(body)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
