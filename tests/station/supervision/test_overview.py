"""What the page of the supervision reads."""

from __future__ import annotations

from messages.payloads import AlertKind, Status, Urgency
from station.lifecycle import Action
from station.supervision.answer_times import summary
from station.supervision.overview import Overview
from station.supervision.pauses import Pauses
from tests.station.supervision.messages import a_test, its_return
from tests.station.support import COMMUNITY, LI, Rig, a_cry


def test_the_calls_of_a_period(rig: Rig) -> None:
    overview = Overview(rig.database, rig.clock, within_s=60)
    rig.take(a_cry(home="home-2", resident=None))
    rig.clock.forward(8 * 86400)
    cry = a_cry()
    rig.take(cry)
    rig.take(a_test(home="home-3"))
    rig.take(a_cry(home="home-4", resident=None, kind=AlertKind.HOME_SILENT, urgency=Urgency.ATTENTION, said=""))
    rig.clock.forward(45)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    [call] = overview.calls(7)
    assert (call.alert, call.home, call.by, call.waited_s(rig.clock.now())) == (cry.id, "home-1", "李护士", 45)
    both = overview.calls(30)
    assert [each.home for each in both] == ["home-2", "home-1"]
    [minute, three] = summary(both, rig.clock.now()).shares
    assert (minute.within, minute.counted, three.within, three.counted) == (1, 2, 1, 2)


def test_how_the_homes_stand(rig: Rig) -> None:
    overview = Overview(rig.database, rig.clock, within_s=60)
    assert overview.homes() == ()
    assert overview.home(COMMUNITY, "home-1").heard_at is None
    for home in ("home-1", "home-2", "home-3"):
        for program in ("bridge", "speaker"):
            rig.take(Status(home=home, device=program, at=rig.clock.now(), program=program, online=True))
            rig.clock.forward(1)
    test = a_test()
    rig.take(test)
    rig.take(its_return(test.id))
    rig.clock.forward(10)
    rig.take(a_test())
    rig.take(a_test(home="home-3"))
    Pauses(rig.database, rig.clock).pause(LI, COMMUNITY, "home-2")
    paused, never, good = overview.homes()
    assert [each.home for each in (paused, never, good)] == ["home-2", "home-3", "home-1"]
    assert (paused.paused_by, paused.paused_at, paused.last_test) == ("李护士", rig.clock.now(), None)
    assert never.last_test is not None
    assert (never.last_test.round_trip_s, never.good_at) == (None, None)
    assert good.last_test is not None
    assert good.last_test.round_trip_s is None  # the newest has not come back yet
    assert good.good_at is not None
    assert overview.home(COMMUNITY, "home-1") == good
