"""A transaction on home.db whose database errors are ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from messages.errors import OutboxError


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end. Raises OutboxError when the database cannot be written."""
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except SQLAlchemyError as error:
        raise OutboxError(f"home.db cannot be written: {error.__class__.__name__}") from error
