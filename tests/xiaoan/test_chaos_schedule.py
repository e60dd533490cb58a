"""What breaks when: the same for the same seed, and enough of it."""

from __future__ import annotations

import pytest

from xiaoan.chaos.schedule import (
    CUTS,
    KILLS,
    Asked,
    Blow,
    BlowKind,
    Cast,
    Cry,
    Target,
    asked,
    schedule,
)

CAST = Cast(homes=6, workers=2, database=True, files=False)


def blows(seed: int, alerts: int, cast: Cast = CAST) -> list[Blow]:
    return [beat.deed for beat in schedule(seed, alerts, cast) if isinstance(beat.deed, Blow)]


def test_the_seed_decides_everything() -> None:
    assert schedule(7, 100, CAST) == schedule(7, 100, CAST)
    assert schedule(7, 100, CAST) != schedule(8, 100, CAST)


@pytest.mark.parametrize(("alerts", "wanted"), [(2000, Asked(200, 50)), (40, Asked(4, 1)), (1, Asked(1, 1))])
def test_more_is_planned_than_is_asked_for(alerts: int, wanted: Asked) -> None:
    assert asked(alerts) == wanted
    planned = blows(1, alerts)
    assert sum(blow.kind in KILLS for blow in planned) > wanted.kills
    assert sum(blow.kind in CUTS for blow in planned) > wanted.cuts


def test_every_alert_is_raised_once_and_by_every_home() -> None:
    cries = [beat.deed for beat in schedule(1, 500, CAST) if isinstance(beat.deed, Cry)]
    assert len({cry.id for cry in cries}) == 500
    assert {cry.home for cry in cries} == set(range(6))


def test_everything_that_can_break_does() -> None:
    planned = blows(1, 2000)
    assert {blow.kind for blow in planned} == set(BlowKind)
    killed = {(blow.target, blow.number) for blow in planned if blow.kind is BlowKind.KILL}
    assert killed == {
        *((Target.HOME, number) for number in range(6)),
        *((Target.WORKER, number) for number in range(2)),
        (Target.BROKER, 0),
        (Target.DATABASE, 0),
    }
    assert {blow.value > 0 for blow in planned if blow.kind is BlowKind.KILL and blow.value} == {True, False}


def test_a_database_that_is_a_file_is_not_killed_but_its_disk_is_full() -> None:
    planned = blows(1, 2000, Cast(homes=6, workers=2, database=False, files=True))
    assert Target.DATABASE not in {blow.target for blow in planned}
    assert {blow.target for blow in planned if blow.kind is BlowKind.FULL_DISK} == {Target.HOME, Target.WORKER}


def test_pauses_are_never_negative_and_the_run_is_bounded() -> None:
    gaps = [beat.gap_s for beat in schedule(3, 2000, CAST)]
    assert min(gaps) >= 0
    assert sum(gaps) < 240
