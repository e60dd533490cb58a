"""Links that accept an alert without a sign-in: made for one notice, good once and for a while."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from station.notify.recipients import CONTACT
from station.tables import AcceptLinkRow, NotificationRow

PATH = "/accept/"
TOKEN_BYTES = 24  # 192 bits, and short enough for a text message


def hash_of(token: str) -> str:
    """How a token stands in the database. A plain hash will do: nobody guesses a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Links:
    """What links look like. An empty `base_url` makes none; `family_accepts`: contacts get one too."""

    base_url: str
    valid_s: float
    family_accepts: bool

    def make(self, session: Session, row: NotificationRow, now: datetime) -> str:
        """The link for one try of a notice, kept in the caller's transaction; empty where there is none. Each try has
        its own: one that seemed to fail may have arrived."""
        if not self.base_url or (row.recipient.startswith(CONTACT) and not self.family_accepts):
            return ""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session.add(
            AcceptLinkRow(
                token_hash=hash_of(token),
                notification=row.id,
                created_at=now,
                expires_at=now + timedelta(seconds=self.valid_s),
            )
        )
        return f"{self.base_url.rstrip('/')}{PATH}{token}"
