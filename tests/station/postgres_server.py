"""The real PostgreSQL of the station's tests; it does not wait for the disk, which is slow on a build machine."""

from __future__ import annotations

from xiaoan.local_postgres import LocalPostgres as Postgres

__all__ = ["Postgres"]
