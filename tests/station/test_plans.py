"""Thresholds of a resident: set once, kept, sent to the home retained, and nobody sets what cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from config.settings import HomeSettings, Resident
from messages.payloads import Plan
from messages.thresholds import PLAN, Thresholds
from messages.topics import entry_for, topic_for
from station import homes
from station.accounts.account import Account
from station.errors import ForbiddenError, NotFoundError, PlanError
from station.plans import Plans
from station.tables import AuditRow, Role
from tests.station.support import COMMUNITY, LI, QIAN, Rig

FAMILY = Account(2, "李梅", Role.FAMILY, community=COMMUNITY, home="home-1")
SLOW = {"heart_rate": {"ask_high": 100}, "oxygen_target_88_92": True}


@pytest.fixture
def plans(rig: Rig) -> Plans:
    with rig.database.writing() as session:
        for home in ("home-1", "home-2"):
            homes.seed(session, HomeSettings(community=COMMUNITY, id=home, residents=(Resident(id="wang", name="王"),)))
    return Plans(rig.database, rig.outbox, rig.clock)


def sent(rig: Rig) -> list[Plan]:
    rows = rig.outbox.due(rig.clock.now(), 100)
    return [word for row in rows if isinstance(word := row.payload(), Plan)]


def test_what_is_set_is_kept_and_sent_and_the_newest_word_replaces_an_older_one(rig: Rig, plans: Plans) -> None:
    assert plans.thresholds(LI, "home-1", "wang") == Thresholds()
    plans.set_thresholds(QIAN, "home-1", "wang", {"moved_by": 11})
    rig.clock.forward(60)
    limits = plans.set_thresholds(QIAN, "home-1", "wang", SLOW)
    assert plans.thresholds(FAMILY, "home-1", "wang") == limits == Thresholds.model_validate(SLOW)
    assert plans.thresholds(LI, "home-2", "wang") == Thresholds()
    (plan,) = sent(rig)
    assert (plan.plan, plan.resident, plan.home, plan.at) == (PLAN, "wang", "home-1", rig.clock.now())
    assert Thresholds.model_validate(plan.content) == limits
    assert topic_for(COMMUNITY, plan) == f"care/v1/{COMMUNITY}/home-1/plan/wang/thresholds"
    assert entry_for(plan).retain
    with rig.database.reading() as session:
        deeds = session.execute(select(AuditRow.by, AuditRow.action, AuditRow.about, AuditRow.home)).all()
    assert [tuple(deed) for deed in deeds] == [("钱主管", "plan_set", "wang", f"{COMMUNITY}/home-1")] * 2


def test_the_defaults_can_be_set_again(rig: Rig, plans: Plans) -> None:
    plans.set_thresholds(QIAN, "home-1", "wang", SLOW)
    assert plans.set_thresholds(QIAN, "home-1", "wang", {}) == Thresholds()
    (plan,) = sent(rig)
    assert plan.content == {}


@pytest.mark.parametrize("wrong", [{"heart_rate": {"ask_high": 1000}}, {"pulse": 3}, {"moved_by": "noon"}])
def test_what_cannot_be_meant_is_refused(rig: Rig, plans: Plans, wrong: dict[str, Any]) -> None:
    with pytest.raises(PlanError):
        plans.set_thresholds(QIAN, "home-1", "wang", wrong)
    assert sent(rig) == []
    assert plans.thresholds(LI, "home-1", "wang") == Thresholds()


def test_only_who_may_sets_and_only_of_whom_he_sees(rig: Rig, plans: Plans) -> None:
    for account in (FAMILY, LI):
        with pytest.raises(ForbiddenError):
            plans.set_thresholds(account, "home-1", "wang", {})
    for account, home, resident in ((LI, "home-1", "zhao"), (LI, "home-9", "wang"), (FAMILY, "home-2", "wang")):
        with pytest.raises(NotFoundError):
            plans.thresholds(account, home, resident)
    assert sent(rig) == []
