"""The accounts: added, listed, changed; signing in and out."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messages.clock import Clock
from station.accounts import passwords, throttle
from station.accounts.account import Account
from station.audit import Deed, write
from station.database import Database
from station.errors import ForbiddenError, NameTakenError, NotFoundError, PasswordError, SignInError
from station.homes import find_community
from station.tables import Role, SessionRow, UserRow

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
            write(session, self._clock.now(), by, Deed.USER_ADDED, f"{user.name} {user.role}")
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
            user = _found(session, user_id)
            user.on_duty = on_duty
            write(session, self._clock.now(), by, Deed.ON_DUTY, f"{user.name} {on_duty}")

    def set_active(self, user_id: int, active: bool, by: Account) -> None:
        """Switches an account off, which ends its sessions, or on again. Nobody switches off the own account.

        Raises NotFoundError, ForbiddenError.
        """
        if user_id == by.id and not active:
            raise ForbiddenError("nobody switches off the own account")
        with self._database.writing() as session:
            user = _found(session, user_id)
            user.active = active
            if not active:
                user.on_duty = False
                session.execute(delete(SessionRow).where(SessionRow.user == user_id))
            write(session, self._clock.now(), by.name, Deed.USER_ON if active else Deed.USER_OFF, user.name)

    def reset_password(self, user_id: int, by: str) -> str:
        """A new first password for somebody who lost the own one; ends all sessions. Raises NotFoundError."""
        password = passwords.make_up()
        password_hash = passwords.hash_password(password)
        with self._database.writing() as session:
            user = _found(session, user_id)
            user.password_hash, user.must_change = password_hash, True
            session.execute(delete(SessionRow).where(SessionRow.user == user_id))
            throttle.forget(session, throttle.key_of("name", user.name))
            write(session, self._clock.now(), by, Deed.PASSWORD_RESET, user.name)
        return password

    def sign_in(self, name: str, password: str, address: str = "") -> str:
        """The token of a new session. `address` is where the try comes from. Raises SignInError.

        A name that does not exist is answered and slowed like one that does.
        """
        keys = {throttle.key_of("name", name): throttle.NAME, throttle.key_of("address", address): throttle.ADDRESS}
        # One try at a time: guessing in parallel gains nothing, and hashing never fills the machine.
        with self._trying:
            now = self._clock.now()
            with self._database.reading() as session:
                wait_s = max(throttle.wait_s(session, key, now) for key in keys)
            if wait_s:
                raise SignInError(wait_s)
            user = self._named(name)
            # Hashing is slow on purpose: never inside a transaction, which would hold up alerts.
            right = passwords.matches(user.password_hash if user is not None else self._nobody, password)
            with self._database.writing() as session:
                if right and user is not None and user.active:
                    throttle.forget(session, throttle.key_of("name", name))
                    write(session, now, user.name, Deed.SIGNED_IN)
                    return self._open_session(session, user.id)
                write(session, now, "" if user is None else user.name, Deed.SIGN_IN_REFUSED, address)
                wait_s = max(throttle.failed(session, key, rule, now) for key, rule in keys.items())
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
        account = self.who(token)
        if account is None:
            return
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))
            write(session, self._clock.now(), account.name, Deed.SIGNED_OUT)

    def sign_out_everywhere(self, account: Account) -> None:
        """Ends every session of the account, this one too."""
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.user == account.id))
            write(session, self._clock.now(), account.name, Deed.SIGNED_OUT_EVERYWHERE)

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
            write(session, self._clock.now(), user.name, Deed.PASSWORD_CHANGED)
            return self._open_session(session, user.id)

    def _named(self, name: str) -> UserRow | None:
        with self._database.reading() as session:
            return session.scalars(select(UserRow).where(UserRow.name == name)).first()

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


def _found(session: Session, user_id: int) -> UserRow:
    user = session.get(UserRow, user_id)
    if user is None:
        raise NotFoundError("no such account")
    return user


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
