"""What could not be kept is seen with its reason, and taken in again after the fault was mended."""

from __future__ import annotations

import pytest

from messages.payloads import AlertState
from messages.topics import LARGEST_BODY_BYTES, DeadLetter, topic_for
from station.errors import UnusableError
from station.ingest.handlers import HANDLERS
from station.ingest.lost_letters import LostLetters, Replayed
from station.tables import AlertRow, AuditRow
from tests.station.support import COMMUNITY, Rig, a_cry


@pytest.fixture
def lost(rig: Rig) -> LostLetters:
    return LostLetters(rig.database, rig.dead_letters, rig.intake, rig.clock)


def test_after_the_fault_is_mended_they_are_taken_in_the_oldest_first(
    rig: Rig, lost: LostLetters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UnusableError("a fault of ours")

    cries = [a_cry(home=f"home-{number}") for number in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr("station.ingest.intake.HANDLERS", dict.fromkeys(HANDLERS, refuse))
        for cry in cries:
            rig.take(cry)
    rig.intake.take("care/v1/demo/home-1/alert/x", b"rubbish")
    assert [kept.letter.reason for kept in lost.listed()][1:] == ["a fault of ours"] * 3
    assert lost.replay("admin", "a fault of ours") == Replayed(3, 0, 0)
    assert [rig.state(cry.id) for cry in cries] == [AlertState.RECEIVED] * 3
    assert lost.count() == 1
    assert lost.replay("admin") == Replayed(0, 1, 0)
    assert (lost.count(), rig.count(AlertRow)) == (1, 3)
    assert rig.count(AuditRow) == 2


def test_one_that_came_again_meanwhile_is_no_second_alert(rig: Rig, lost: LostLetters) -> None:
    cry = a_cry()
    rig.dead_letters.keep(DeadLetter(topic_for(COMMUNITY, cry), cry.body(), "once refused"), rig.clock.now())
    rig.take(cry)
    assert lost.replay("admin") == Replayed(1, 0, 0)
    assert rig.count(AlertRow) == 1


def test_a_megabyte_is_counted_and_cannot_be_taken_in_again(rig: Rig, lost: LostLetters) -> None:
    rig.intake.take(topic_for(COMMUNITY, a_cry()), b"{" + b" " * 1_048_576)
    (kept,) = lost.listed()
    assert (kept.size, kept.whole, kept.letter.reason) == (
        1_048_577,
        False,
        f"body: larger than {LARGEST_BODY_BYTES} bytes",
    )
    assert lost.replay("admin", seq=kept.seq) == Replayed(0, 0, 1)
    assert lost.replay("admin", seq=kept.seq + 1) == Replayed(0, 0, 0)
