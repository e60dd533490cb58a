"""Where accounts are told: set, tried with a real service, and never shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.phrases import load_phrases
from station.accounts.accounts import NewUser
from station.accounts.addresses import Addresses
from station.accounts.people import PersonError
from station.errors import NotFoundError, NotifyError, NotifyFailure
from station.notify.apprise_notifier import AppriseNotifier
from station.tables import AuditRow, Role
from tests.station.receivers import Service
from tests.station.support import Rig


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()
    yield one
    one.close()


@pytest.fixture
def addresses(rig: Rig) -> Addresses:
    rig.accounts.add(NewUser("李护士", Role.WORKER), "test")
    return Addresses(rig.database, rig.clock, AppriseNotifier(), load_phrases("zh"))


def user(rig: Rig) -> int:
    return next(row.id for row in rig.accounts.people() if row.name == "李护士")


def test_set_tried_and_taken_away(rig: Rig, addresses: Addresses, service: Service) -> None:
    li = user(rig)
    assert addresses.kind(li) == ""
    with pytest.raises(NotifyError) as error:
        addresses.test(li, "管理员")
    assert error.value.failure is NotifyFailure.ADDRESS
    addresses.set(li, f"{service.url}/secretpath", "管理员")
    assert addresses.kind(li) == "json"
    addresses.test(li, "管理员")
    [taken] = service.taken
    assert taken["title"] == "小安：测试通知"
    assert "李护士" in taken["message"]
    addresses.set(li, "", "管理员")
    assert addresses.kind(li) == ""
    with rig.database.reading() as session:
        rows = [(row.by, row.about) for row in session.query(AuditRow) if row.action == "notify_url"]
    assert rows == [("管理员", "李护士")] * 2


def test_what_is_no_address_or_no_account_is_refused(rig: Rig, addresses: Addresses) -> None:
    with pytest.raises(PersonError, match="Apprise"):
        addresses.set(user(rig), "nonsense", "x")
    for act in (lambda: addresses.kind(999), lambda: addresses.set(999, "", "x"), lambda: addresses.test(999, "x")):
        with pytest.raises(NotFoundError):
            act()
