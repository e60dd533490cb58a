"""When an alert leaves by the second path, whom it reaches, and what they read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from assistant.second_path.decide import Way, Word, leaves, leaves_at, recipients
from assistant.second_path.letters import letter
from config.phrases import load_phrases
from config.settings import Contact, HomeSettings, Language, Resident, SecondPathRecipient, SecondPathSettings
from hardware.sms_pdu import parts
from messages.payloads import Alert, AlertKind, Urgency
from messages.short_code import short_code

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("written_s_ago", "apart_s", "in_s"),
    [
        (0, None, 30),  # the broker answers: the station has its time
        (31, None, -1),
        (0, 0, 30),  # cut off in the moment of the cry
        (10, 0, 20),  # cut off after it
        (0, 20, 10),  # the outage counts
        (0, 600, 0),  # a cry into a long outage goes at once
        (100, 600, -100),
        (3600, 1, 4),  # after a start the broker has a moment
    ],
)
def test_when_it_leaves(written_s_ago: float, apart_s: float | None, in_s: float) -> None:
    apart_since = None if apart_s is None else ago(apart_s)
    assert (leaves_at(ago(written_s_ago), apart_since, 30) - NOW).total_seconds() == in_s


@pytest.mark.parametrize(
    ("urgency", "least", "written_s_ago", "leaving"),
    [
        (Urgency.EMERGENCY, "urgent", 31, True),
        (Urgency.EMERGENCY, "urgent", 29, False),
        (Urgency.URGENT, "urgent", 31, True),
        (Urgency.URGENT, "emergency", 31, False),
        (Urgency.ATTENTION, "urgent", 31, False),
        (Urgency.ATTENTION, "attention", 31, True),
        (Urgency.EMERGENCY, "urgent", -29, False),
        (Urgency.EMERGENCY, "urgent", -3600, True),
    ],
    ids=["late", "early", "urgent", "too little", "attention", "all wanted", "clock slewed", "clock set back"],
)
def test_which_alerts_leave(urgency: Urgency, least: str, written_s_ago: float, leaving: bool) -> None:
    settings = SecondPathSettings.model_validate({"least_urgency": least})
    assert leaves(ago(written_s_ago), urgency, None, NOW, settings) is leaving


DAUGHTER = Contact(name="李梅", called=("女儿",), phone="138 0000 0001", notify_url="ntfy://a")
NEIGHBOUR = Contact(name="老赵", phone="0531")
RESIDENTS = (
    Resident(id="wang", name="王秀英", phone="0531-1", contacts=(DAUGHTER, NEIGHBOUR)),
    Resident(id="li", name="李强"),
)
DUTY = SecondPathRecipient(name="值班电话", url="ntfy://a", phone="10086")


@pytest.mark.parametrize(
    ("settings", "resident", "told"),
    [
        (SecondPathSettings(), "wang", [("女儿", Way.MESSAGE, "ntfy://a")]),
        (SecondPathSettings(), "li", []),
        (SecondPathSettings(), None, [("女儿", Way.MESSAGE, "ntfy://a")]),
        (SecondPathSettings(tell_contacts=False), "wang", []),
        (
            SecondPathSettings(modem="/dev/ttyUSB2", recipients=(DUTY,)),
            "wang",
            [
                ("女儿", Way.MESSAGE, "ntfy://a"),
                ("女儿", Way.SMS, "13800000001"),
                ("老赵", Way.SMS, "0531"),
                ("值班电话", Way.SMS, "10086"),
            ],
        ),
        (SecondPathSettings(recipients=(DUTY,)), "li", [("值班电话", Way.MESSAGE, "ntfy://a")]),
        (
            SecondPathSettings(modem="/dev/ttyUSB2", recipients=(SecondPathRecipient(name="错", phone="打给他"),)),
            "li",
            [],
        ),
    ],
    ids=["contact", "another resident", "nobody told apart", "not the contacts", "modem", "duty", "no number"],
)
def test_whom_it_reaches(settings: SecondPathSettings, resident: str | None, told: list[tuple[str, Way, str]]) -> None:
    found = recipients(RESIDENTS, resident, settings)
    assert [(one.name, one.way, one.address) for one in found] == told
    assert all(one.address not in one.key for one in found)
    assert len({one.key for one in found}) == len(found)


def an_alert(said: str = "救命") -> Alert:
    return Alert(
        id=UUID(int=123_456_000_042), home="home-1", resident="wang", device="speaker-1", at=NOW, kind=AlertKind.CRY,
        urgency=Urgency.EMERGENCY, said=said,
    )  # fmt: skip


def test_the_letter_says_who_what_where_when_and_the_code() -> None:
    home = HomeSettings(address="文化西路 12 号", residents=RESIDENTS)
    words = letter(Word.ALERT, an_alert("救命" * 200), home, load_phrases("zh"), ZoneInfo("Asia/Shanghai"))
    for part in ("王秀英", "16:00", "呼救", "文化西路", "0531-1", "000042"):
        assert part in words.text
    assert len(parts(words.text)) <= 3
    assert "000042" in letter(Word.CANCEL, an_alert(), home, load_phrases("zh"), ZoneInfo("Asia/Shanghai")).text


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("kind", AlertKind)
def test_every_kind_has_its_words(kind: AlertKind, language: Language) -> None:
    alert = an_alert().model_copy(update={"kind": kind})
    assert letter(Word.ALERT, alert, HomeSettings(residents=RESIDENTS), load_phrases(language), UTC).text


@pytest.mark.parametrize(("number", "code"), [(0, "000000"), (42, "000042"), (1_999_999, "999999")])
def test_short_codes(number: int, code: str) -> None:
    assert short_code(UUID(int=number)) == code
