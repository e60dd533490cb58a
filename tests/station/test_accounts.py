"""Accounts: one first administrator, slow guessing, sessions that end, roles that hold."""

from __future__ import annotations

import threading
from itertools import product

import pytest
from sqlalchemy import select

from station.accounts import throttle
from station.accounts.account import RIGHTS, Account, Right
from station.accounts.accounts import ADMINISTRATOR, SESSION_KEPT_S, Accounts, NewUser
from station.accounts.people import PersonError, register
from station.errors import ForbiddenError, NameTakenError, PasswordError, SignInError
from station.tables import Role, SessionRow, ThrottleRow, UserRow
from tests.station.support import Rig

# Hashing is slow on purpose; the page's test signs in on PostgreSQL.
ON_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

NEW = "a sentence of my own"


@ON_SQLITE
def test_the_first_administrator_is_made_once_and_must_change_the_password(rig: Rig) -> None:
    password = rig.accounts.ensure_administrator()
    assert password is not None
    assert rig.accounts.ensure_administrator() is None
    account = rig.accounts.who(rig.accounts.sign_in(ADMINISTRATOR, password))
    assert account is not None
    assert (account.role, account.must_change) == (Role.ADMINISTRATOR, True)
    changed = rig.accounts.who(rig.accounts.change_password(account, password, NEW))
    assert changed is not None
    assert not changed.must_change
    with pytest.raises(SignInError):
        rig.accounts.sign_in(ADMINISTRATOR, password)


@ON_SQLITE
def test_a_worker_added_first_is_no_administrator(rig: Rig) -> None:
    rig.accounts.add(NewUser("li", Role.WORKER), "test")
    assert rig.accounts.ensure_administrator() is not None
    with pytest.raises(NameTakenError):
        rig.accounts.add(NewUser(ADMINISTRATOR, Role.WORKER), "test")


@ON_SQLITE
def test_neither_password_nor_token_stands_in_the_database(rig: Rig) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER), "test")
    token = rig.accounts.sign_in("li", password)
    with rig.database.reading() as session:
        assert password not in session.scalars(select(UserRow.password_hash)).one()
        assert session.scalars(select(SessionRow.token_hash)).one() != token


@ON_SQLITE
@pytest.mark.parametrize(("old", "new", "reason"), [("x", NEW, "wrong"), ("", "short", "too_short"), ("", "", "same")])
def test_a_password_that_will_not_do(rig: Rig, old: str, new: str, reason: str) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER), "test")
    account = rig.accounts.who(rig.accounts.sign_in("li", password))
    assert account is not None
    with pytest.raises(PasswordError) as refusal:
        rig.accounts.change_password(account, old or password, new or password)
    assert refusal.value.reason == reason


@ON_SQLITE
def test_guessing_is_slowed_and_the_right_password_waits_too(rig: Rig) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER), "test")
    pauses = []
    for _ in range(5):
        with pytest.raises(SignInError) as refusal:
            rig.accounts.sign_in("li", "wrong")
        pauses.append(refusal.value.wait_s)
        rig.clock.forward(refusal.value.wait_s)
    assert pauses == [0, 0, 1, 2, 4]
    with pytest.raises(SignInError):
        rig.accounts.sign_in("li", "wrong")
    with pytest.raises(SignInError) as waiting:
        rig.accounts.sign_in("li", password)
    assert waiting.value.wait_s > 0
    rig.clock.forward(waiting.value.wait_s)
    rig.accounts.sign_in("li", password)
    with pytest.raises(SignInError) as fresh:
        rig.accounts.sign_in("li", "wrong")
    assert fresh.value.wait_s == 0


@ON_SQLITE
def test_guessing_in_parallel_gains_nothing(rig: Rig) -> None:
    rig.accounts.add(NewUser("li", Role.WORKER), "test")
    waits: list[float] = []

    def guess() -> None:
        with pytest.raises(SignInError) as refusal:
            rig.accounts.sign_in("li", "wrong")
        waits.append(refusal.value.wait_s)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert waits.count(0) == 2


@pytest.mark.parametrize(
    ("failures", "pause_s"), [(0, 0), (2, 0), (3, 1), (4, 2), (10, 128), (12, 300), (1_000_000, 300)]
)
def test_the_pauses(failures: int, pause_s: float) -> None:
    assert throttle.NAME.pause_s(failures) == pause_s


@ON_SQLITE
def test_a_session_ends(rig: Rig) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER), "test")
    first, second = rig.accounts.sign_in("li", password), rig.accounts.sign_in("li", password)
    assert rig.accounts.who(first) is not None
    rig.accounts.sign_out(first)
    assert rig.accounts.who(first) is None
    assert rig.accounts.who(second) is not None
    rig.clock.forward(SESSION_KEPT_S)
    assert rig.accounts.who(second) is None
    assert rig.accounts.who("") is None
    assert rig.accounts.who("made up") is None


@pytest.mark.parametrize(("role", "right"), list(product(Role, Right)))
def test_roles(role: Role, right: Right) -> None:
    expected = {
        Role.WORKER: {Right.SEE, Right.HANDLE, Right.SPEAK},
        Role.SUPERVISOR: set(Right) - {Right.PEOPLE},
        Role.FAMILY: {Right.SEE},
        Role.ADMINISTRATOR: set(Right),
    }
    account = Account(1, "x", role)
    assert account.may(right) is (right in expected[role])
    assert set(RIGHTS) == set(Role)
    if right not in expected[role]:
        with pytest.raises(ForbiddenError):
            account.need(right)


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "role", "address", "home", "reason"),
    [
        ("", Role.WORKER, "", "", "bad_name"),
        ("x" * 81, Role.WORKER, "", "", "bad_name"),
        ("a\nb", Role.WORKER, "", "", "bad_name"),
        ("li", Role.WORKER, "", "", "taken"),
        ("zhao", Role.WORKER, "nonsense", "", "bad_address"),
        ("mei", Role.FAMILY, "", "", "need_home"),
        ("mei", Role.FAMILY, "", "home-9", "need_home"),
    ],
)
def test_a_person_who_cannot_be_registered(
    rig: Rig, name: str, role: Role, address: str, home: str, reason: str
) -> None:
    rig.accounts.add(NewUser("li", Role.WORKER), "test")
    with pytest.raises(PersonError) as refusal:
        register(rig.accounts, name, role, False, address, home, "test")
    assert refusal.value.reason == reason


@ON_SQLITE
def test_a_daughter_is_registered_for_her_mothers_home(rig: Rig) -> None:
    register(rig.accounts, "李梅", Role.FAMILY, False, "json://localhost", "home-1", "test")
    [user] = rig.accounts.people()
    assert (user.community, user.home) == ("demo", "home-1")


@ON_SQLITE
def test_a_name_that_does_not_exist_is_slowed_like_one_that_does(rig: Rig) -> None:
    rig.accounts.add(NewUser("li", Role.WORKER), "test")
    waits: dict[str, list[float]] = {}
    for name in ("li", "nobody"):
        waits[name] = []
        for _ in range(5):
            with pytest.raises(SignInError) as refusal:
                rig.accounts.sign_in(name, "wrong", "192.0.2.1")
            waits[name].append(refusal.value.wait_s)
            rig.clock.forward(refusal.value.wait_s)
    assert waits["li"] == waits["nobody"]


@ON_SQLITE
def test_an_address_that_guesses_at_many_names_is_slowed_and_others_are_not(rig: Rig) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER), "test")
    waits = []
    for number in range(throttle.ADDRESS.free + 1):
        with pytest.raises(SignInError) as refusal:
            rig.accounts.sign_in(f"name {number}", "wrong", "192.0.2.1")
        waits.append(refusal.value.wait_s)
    assert waits[-3:] == [0, 1, 1]  # the last one waited for what the one before brought
    with pytest.raises(SignInError):
        rig.accounts.sign_in("li", password, "192.0.2.1")
    rig.accounts.sign_in("li", password, "198.51.100.7")


@ON_SQLITE
def test_a_restart_forgives_nobody_and_a_day_does(rig: Rig) -> None:
    for _ in range(3):
        with pytest.raises(SignInError):
            rig.accounts.sign_in("li", "wrong")
    again = Accounts(rig.database, rig.clock)
    with pytest.raises(SignInError) as refusal:
        again.sign_in("li", "wrong")
    assert refusal.value.wait_s > 0
    rig.clock.forward(throttle.KEPT_S + 1)
    with pytest.raises(SignInError) as forgiven:
        again.sign_in("li", "wrong")
    assert forgiven.value.wait_s == 0
    assert rig.count(ThrottleRow) == 2  # the name and the address; what is a day old is gone


@ON_SQLITE
def test_a_switched_off_account_is_out_at_once_and_nobody_switches_off_the_own(rig: Rig) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER, on_duty=True), "test")
    token = rig.accounts.sign_in("li", password)
    li = rig.accounts.who(token)
    assert li is not None
    boss = Account(99, "boss", Role.ADMINISTRATOR)
    rig.accounts.set_active(li.id, False, boss)
    assert rig.accounts.who(token) is None
    with pytest.raises(SignInError):
        rig.accounts.sign_in("li", password)
    rig.accounts.set_active(li.id, True, boss)
    assert rig.accounts.who(token) is None
    assert rig.accounts.who(rig.accounts.sign_in("li", password)) is not None
    with pytest.raises(ForbiddenError):
        rig.accounts.set_active(li.id, False, li)


@ON_SQLITE
def test_a_lost_password_is_replaced_by_a_first_one(rig: Rig) -> None:
    old = rig.accounts.add(NewUser("li", Role.WORKER, must_change=False), "test")
    token = rig.accounts.sign_in("li", old)
    li = rig.accounts.who(token)
    assert li is not None
    new = rig.accounts.reset_password(li.id, "boss")
    assert rig.accounts.who(token) is None
    with pytest.raises(SignInError):
        rig.accounts.sign_in("li", old)
    fresh = rig.accounts.who(rig.accounts.sign_in("li", new))
    assert fresh is not None
    assert fresh.must_change


@ON_SQLITE
def test_signing_out_everywhere(rig: Rig) -> None:
    password = rig.accounts.add(NewUser("li", Role.WORKER), "test")
    tokens = [rig.accounts.sign_in("li", password) for _ in range(2)]
    li = rig.accounts.who(tokens[0])
    assert li is not None
    rig.accounts.sign_out_everywhere(li)
    assert [rig.accounts.who(token) for token in tokens] == [None, None]
