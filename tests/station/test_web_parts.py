"""The pure pieces behind the pages, the words they need, and where the page may listen."""

from __future__ import annotations

import socket
import stat
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pytest

from config.phrases import load_phrases
from config.settings import Language, PageSettings
from messages.payloads import AlertKind, AlertState, EventKind, Metric, Urgency
from station.accepting import LinkState
from station.audit import Deed
from station.errors import AnotherOpenError, NotFoundError, NotifyFailure, StaleError, StationError, TransitionError
from station.lifecycle import Action
from station.secret import kept_secret
from station.serve import listen
from station.tables import Outcome, Role
from station.views import NotificationView, ResidentView, SampleView, TransitionView
from station.web import chart, wording
from station.web.steps import possible
from tests.station.support import START

ZH = load_phrases("zh")
WORDS: list[tuple[str, type[StrEnum]]] = [
    ("urgency", Urgency),
    ("kind", AlertKind),
    ("state", AlertState),
    ("metric", Metric),
    ("event", EventKind),
    ("role", Role),
    ("step", Action),
    ("outcome", Outcome),
    ("deed", Deed),
    ("not_sent", NotifyFailure),
    ("accept", LinkState),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("table", "members"), WORDS, ids=[table for table, _ in WORDS])
def test_everything_shown_has_words(language: Language, table: str, members: type[StrEnum]) -> None:
    phrases = load_phrases(language)
    assert [member.value for member in members if not phrases.has(f"station.{table}.{member}")] == []


def test_both_languages_hold_the_same_keys() -> None:
    assert set(ZH.under("station")) == set(load_phrases("en").under("station"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-30, "刚刚"), (59, "刚刚"), (60, "1 分钟前"), (3599, "59 分钟前"), (3660, "1 小时 1 分前"), (90000, "1 天前"),
    ],
)  # fmt: skip
def test_the_age(seconds: float, words: str) -> None:
    assert wording.age(START, START + timedelta(seconds=seconds), ZH) == words


def a_resident(name: str, known: bool) -> ResidentView:
    return ResidentView(
        community="demo", home="home-2", resident="x", name=name, address_as="", address="", phone="", known=known,
        contacts=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [("刘建国", True, "刘建国"), ("", True, "没有分辨出是谁（home-2）"), ("", False, "未登记的家庭：home-2")],
)
def test_who(name: str, known: bool, words: str) -> None:
    assert wording.who(a_resident(name, known), ZH) == words


@pytest.mark.parametrize(
    ("error", "action", "words"),
    [
        (TransitionError("acknowledge", AlertState.ACKNOWLEDGED, "李护士"), Action.ACKNOWLEDGE, "李护士"),
        (TransitionError("acknowledge", AlertState.RESOLVED, "李护士"), Action.ACKNOWLEDGE, "不能"),
        (TransitionError("take_over", AlertState.ON_THE_WAY, "钱"), Action.TAKE_OVER, "钱"),
        (StaleError("look first"), Action.RESOLVE, "新的情况"),
        (AnotherOpenError(UUID(int=1)), Action.REOPEN, "另有一条"),
        (NotFoundError("no such alert"), Action.RESOLVE, "找不到"),
    ],
)
def test_a_refusal_says_why(error: StationError, action: Action, words: str) -> None:
    assert words in wording.refusal(error, ZH, action)


@pytest.mark.parametrize(
    ("state", "holder", "steps"),
    [
        (AlertState.RECEIVED, "", [Action.ACKNOWLEDGE, Action.RESOLVE]),
        (AlertState.ACKNOWLEDGED, "李护士", [Action.SET_OUT, Action.RESOLVE]),
        (AlertState.ACKNOWLEDGED, "赵", [Action.TAKE_OVER, Action.RESOLVE]),
        (AlertState.ON_THE_WAY, "李护士", [Action.RESOLVE]),
        (AlertState.ON_THE_WAY, "赵", [Action.TAKE_OVER, Action.RESOLVE]),
        (AlertState.CANCELLED, "", [Action.RESOLVE, Action.REOPEN]),
        (AlertState.RESOLVED, "李护士", [Action.REOPEN]),
    ],
)
def test_the_buttons_of_a_card(state: AlertState, holder: str, steps: list[Action]) -> None:
    assert list(possible(state, holder, "李护士")) == steps


@pytest.mark.parametrize(
    ("action", "detail", "note", "words"),
    [
        (Action.RESOLVE, "已扶起", "膝盖擦伤", "李护士 结束了 · 已扶起 · 膝盖擦伤"),
        (Action.JOIN, "0c5e", "", "又有新情况，并入这条"),
        ("of another release", "", "", "of another release 李护士"),
    ],
)
def test_a_line_of_the_history(action: str, detail: str, note: str, words: str) -> None:
    line = TransitionView(
        action=action, before=None, after=AlertState.RESOLVED, by="李护士", detail=detail, note=note, at=START
    )
    assert wording.step(line, ZH) == words


def a_notice(name: str, outcome: Outcome, reason: str = "", attempts: int = 1) -> NotificationView:
    return NotificationView(
        step=0, recipient="user:1", name=name, outcome=outcome, reason=reason, attempts=attempts, created_at=START
    )


def test_the_card_says_who_was_told_and_who_was_not() -> None:
    notices = [
        a_notice("李", Outcome.SENT),
        a_notice("赵", Outcome.SENT),
        a_notice("钱", Outcome.WAITING),
        a_notice("孙", Outcome.WAITING, NotifyFailure.UNREACHABLE, 3),
        a_notice("周", Outcome.NO_ADDRESS, attempts=0),
        a_notice("吴", Outcome.FAILED, NotifyFailure.ADDRESS),
        a_notice("郑", Outcome.DROPPED, NotifyFailure.TIMEOUT),
    ]
    assert wording.told(notices, ZH) == "通知已发给：李、赵"
    assert wording.untold(notices, ZH) == (
        "还没通知到 孙：正在发（连不上，已试 3 次）",
        "还没通知到 周：没有通知地址，只显示在页面上",
        "还没通知到 吴：没有发出去（通知地址无法使用，已试 1 次）",
    )
    assert wording.told([], ZH) == ""


def test_thinning_keeps_every_peak_and_the_order() -> None:
    points = [
        (START + timedelta(seconds=n), 70.0 + (60 if n == 777 else -30 if n == 5000 else 0)) for n in range(10_000)
    ]
    kept = chart.thin(points, 600)
    assert len(kept) <= 601
    assert {130.0, 40.0} <= {value for _, value in kept}
    assert list(kept) == sorted(kept)
    assert chart.thin(points[:600], 600) == tuple(points[:600])


def test_a_doubtful_sample_is_not_drawn() -> None:
    samples = [
        SampleView(metric=Metric.SPO2, at=START, value=97, quality=1),
        SampleView(metric=Metric.SPO2, at=START, value=40, quality=0.4),
    ]
    assert chart.lines(samples) == {Metric.SPO2: ((START, 97),)}


def test_a_port_that_is_taken_is_told() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(StationError, match=r"station\.page\.port"),
    ):
        listen(PageSettings(port=int(other.getsockname()[1])))


def test_the_secret_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "station" / "page.secret"
    secret = kept_secret(file)
    assert len(secret) >= 32
    assert kept_secret(file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
