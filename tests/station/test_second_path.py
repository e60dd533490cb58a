"""The alert that a text message of a home speaks of, and what the home told by itself."""

from __future__ import annotations

from uuid import UUID

import pytest

from config.phrases import load_phrases
from messages.payloads import Event, EventKind
from messages.short_code import short_code
from station.accounts.account import Account
from station.errors import NotFoundError
from station.second_path import SecondPath, words_of
from station.tables import Role
from tests.station.support import LI, START, Rig, a_cry

DAUGHTER = Account(2, "李梅", Role.FAMILY, community="demo", home="home-1")


def report(about: UUID, **detail: str) -> Event:
    told = {"code": short_code(about), "word": "alert", "name": "女儿", "way": "sms", "outcome": "sent", **detail}
    return Event(
        home="home-1",
        resident="wang",
        device="speaker-1",
        at=START,
        kind=EventKind.SECOND_PATH,
        about=about,
        detail=told,
    )


@pytest.fixture
def second_path(rig: Rig) -> SecondPath:
    return SecondPath(rig.database, rig.clock)


def test_a_code_leads_to_the_alert_also_by_a_fact_that_joined_it(rig: Rig, second_path: SecondPath) -> None:
    first, second = a_cry(), a_cry()
    rig.take(first)
    rig.take(second)
    for cry in (first, second):
        assert second_path.find(LI, short_code(cry.id)) == first.id


def test_a_code_leads_nowhere_else(rig: Rig, second_path: SecondPath) -> None:
    other = a_cry(home="home-7")
    rig.take(other)
    assert second_path.find(LI, short_code(other.id)) == other.id
    wrong = "000000" if short_code(other.id) != "000000" else "000001"
    for account, code in ((DAUGHTER, short_code(other.id)), (LI, wrong), (LI, ""), (LI, "'; --")):
        with pytest.raises(NotFoundError):
            second_path.find(account, code)
    rig.clock.forward(8 * 86400)
    with pytest.raises(NotFoundError):
        second_path.find(LI, short_code(other.id))


def test_what_the_home_told_is_one_with_the_alert_whichever_comes_first(rig: Rig, second_path: SecondPath) -> None:
    cry = a_cry()
    rig.take(report(cry.id))
    rig.take(cry)
    rig.take(report(cry.id, word="cancel"))
    phrases = load_phrases("zh")
    told = [words_of(event, phrases) for event in second_path.told([cry.id])]
    assert told == ["家里自己告诉了女儿 · 已发出", "家里告诉女儿本人没事了 · 已发出"]
    assert len(rig.board.live(LI)) == 1


@pytest.mark.parametrize("detail", [{"word": "anything"}, {"outcome": "{who}"}, {"word": "", "outcome": ""}])
def test_a_report_that_no_home_of_ours_makes_is_not_shown(
    rig: Rig, second_path: SecondPath, detail: dict[str, str]
) -> None:
    cry = a_cry()
    rig.take(report(cry.id, **detail))
    assert [words_of(event, load_phrases("zh")) for event in second_path.told([cry.id])] == [None]
