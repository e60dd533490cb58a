"""The accounts: added, listed, changed; signing in and out."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messages.clock import Clock
from station.accounts import passwords
from station.accounts.account import Account
from station.database import Database
from station.errors import NameTakenError, NotFoundError, PasswordError, SignInError
from station.homes import find_community
from station.tables import AuditRow, Role, SessionRow, UserRow

ADMINISTRATOR = "admin"
SESSION_KEPT_S = 12 * 3600.0  # a shift


@dataclass(frozen=True)
class NewUser:
    """What an administrator says of a new account."""

    name: str
    role: Role
    on_duty: bool = False
    notify_url: str = ""
    community: str | None = None
    home: str | None = None
    must_change: bool = True


class Accounts:
    """Accounts and their sign-in sessions, all in the database. Blocking; safe for several threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._trying = threading.Lock()
        # Checked against for a name that does not exist, so that both answers take as long.
        self._nobody = passwords.hash_password(secrets.token_hex(16))

    def ensure_administrator(self) -> str | None:
        """Makes the first administrator and returns the password, once; None when there is one already.

        Raises NameTakenError when somebody else is called so.
        """
        with self._database.writing() as session:
            if session.scalars(select(UserRow.id).where(UserRow.role == Role.ADMINISTRATOR).limit(1)).first():
                return None
            return self._add(session, NewUser(ADMINISTRATOR, Role.ADMINISTRATOR))

    def add(self, user: NewUser, by: str) -> str:
        """Makes an account and returns its first password. Raises NameTakenError."""
        with self._database.writing() as session:
            password = self._add(session, user)
            session.add(AuditRow(at=self._clock.now(), by=by, action="user_added", about=user.name))
            return password

    def people(self) -> Sequence[UserRow]:
        """Every account, active or not."""
        with self._database.reading() as session:
            return session.scalars(select(UserRow).order_by(UserRow.role, UserRow.name)).all()

    def community_of(self, home: str) -> str | None:
        """The community of a home that is known and unmistakable."""
        with self._database.reading() as session:
            try:
                return find_community(session, home)
            except NotFoundError:
                return None

    def set_on_duty(self, user_id: int, on_duty: bool, by: str) -> None:
        """Who is on duty is told first. Raises NotFoundError."""
        with self._database.writing() as session:
            user = session.get(UserRow, user_id)
            if user is None:
                raise NotFoundError("no such account")
            user.on_duty = on_duty
            session.add(AuditRow(at=self._clock.now(), by=by, action="on_duty", about=f"{user.name} {on_duty}"))

    def sign_in(self, name: str, password: str) -> str:
        """The token of a new session. Raises SignInError."""
        # One try at a time: guessing in parallel gains nothing, and hashing never fills the machine.
        with self._trying:
            now = self._clock.now()
            user = self._named(name)
            if user is not None and user.paused_until is not None and user.paused_until > now:
                raise SignInError((user.paused_until - now).total_seconds())
            # Hashing is slow on purpose: never inside a transaction, which would hold up alerts.
            right = passwords.matches(user.password_hash if user is not None else self._nobody, password)
            if user is None or not user.active:
                raise SignInError
            with self._database.writing() as session:
                if right:
                    self._count(session, user.id, 0, None)
                    return self._open_session(session, user.id)
                wait_s = passwords.pause_s(user.failures + 1)
                self._count(session, user.id, user.failures + 1, now + timedelta(seconds=wait_s))
            raise SignInError(wait_s)

    def who(self, token: str | None) -> Account | None:
        """The account of a session's token, while it lasts."""
        if not token:
            return None
        with self._database.reading() as session:
            query = (
                select(UserRow)
                .join(SessionRow, SessionRow.user == UserRow.id)
                .where(SessionRow.token_hash == _hash(token), SessionRow.expires_at > self._clock.now())
            )
            user = session.scalars(query.where(UserRow.active)).first()
            return None if user is None else _account(user)

    def sign_out(self, token: str) -> None:
        """Ends the session."""
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))

    def change_password(self, account: Account, old: str, new: str) -> str:
        """Sets a new password, ends every session of the account, returns a new one's token. Raises PasswordError."""
        user = self._named(account.name)
        if user is None or not passwords.matches(user.password_hash, old):
            raise PasswordError("wrong")
        if len(new) < passwords.SHORTEST:
            raise PasswordError("too_short")
        if new == old:
            raise PasswordError("same")
        values = {"password_hash": passwords.hash_password(new), "must_change": False}
        with self._database.writing() as session:
            session.execute(update(UserRow).where(UserRow.id == user.id).values(**values))
            session.execute(delete(SessionRow).where(SessionRow.user == user.id))
            session.add(AuditRow(at=self._clock.now(), by=user.name, action="password_changed", about=user.name))
            return self._open_session(session, user.id)

    def _named(self, name: str) -> UserRow | None:
        with self._database.reading() as session:
            return session.scalars(select(UserRow).where(UserRow.name == name)).first()

    @staticmethod
    def _count(session: Session, user_id: int, failures: int, paused_until: datetime | None) -> None:
        values = {"failures": failures, "paused_until": paused_until}
        session.execute(update(UserRow).where(UserRow.id == user_id).values(**values))

    def _add(self, session: Session, user: NewUser) -> str:
        if session.scalars(select(UserRow.id).where(UserRow.name == user.name)).first() is not None:
            raise NameTakenError(f"the name {user.name} is taken")
        password = passwords.make_up()
        session.add(
            UserRow(
                name=user.name,
                role=user.role,
                on_duty=user.on_duty,
                active=True,
                notify_url=user.notify_url,
                community=user.community,
                home=user.home,
                password_hash=passwords.hash_password(password),
                must_change=user.must_change,
                failures=0,
                created_at=self._clock.now(),
            )
        )
        return password

    def _open_session(self, session: Session, user_id: int) -> str:
        now = self._clock.now()
        session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
        token = secrets.token_urlsafe(32)
        expires_at = now + timedelta(seconds=SESSION_KEPT_S)
        session.add(SessionRow(token_hash=_hash(token), user=user_id, created_at=now, expires_at=expires_at))
        return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _account(user: UserRow) -> Account:
    return Account(
        id=user.id,
        name=user.name,
        role=user.role,
        on_duty=user.on_duty,
        must_change=user.must_change,
        community=user.community,
        home=user.home,
    )
