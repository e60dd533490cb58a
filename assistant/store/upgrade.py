"""Brings the home.db of an older release up to this one."""

from __future__ import annotations

from sqlalchemy import Engine, MetaData, inspect, text
from sqlalchemy.schema import CreateColumn


def add_new_columns(engine: Engine, tables: MetaData) -> None:
    """Adds the columns that an existing table lacks; each has a default in the database or may be empty.

    Raises sqlalchemy.exc.SQLAlchemyError.
    """
    there = inspect(engine)
    with engine.begin() as connection:
        for table in tables.sorted_tables:
            known = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    declared = CreateColumn(column).compile(dialect=engine.dialect)
                    connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {declared}"))
