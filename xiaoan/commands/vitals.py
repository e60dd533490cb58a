"""`xiaoan vitals`: the rules of vital signs over recorded values."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from xiaoan.context import phrases_of, settings_of
from xiaoan.errors import XiaoanError

if TYPE_CHECKING:
    from config.phrases import Phrases
    from wearable_bridge.vitals.outcomes import Outcomes
    from wearable_bridge.vitals.replay import Replayed, Tally


def replay(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="CSV with the columns person,time_s,metric,value.", metavar="FILE...")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    every_s: Annotated[
        float, typer.Option(min=1, max=3600, help="Finer readings count once in so many seconds.")
    ] = 60.0,
    outcomes: Annotated[
        Path | None, typer.Option(help="CSV with the columns person,died (0 or 1), held against the findings.")
    ] = None,
) -> None:
    """Tells what the bridge would have found, had these values come live.

    With --json a line for each finding: {"person", "time_s", "kind", "severity", "reason"}; then {"summary": true,
    "persons", "hours", "findings", "by_severity", "persons_urgent", "refused"}. Severities: emergency, urgent,
    attention. `refused` counts the lines that were no readings, by why. With --outcomes the summary has "outcomes":
    {"died": {"persons", "urgent", "share"}, "lived": {…}, "unknown"}: how many of them had an urgent finding or an
    emergency; unknown are the people whom that file does not name.

    Example: xiaoan vitals replay recording.csv --outcomes outcomes.csv --json

    Exit codes: 0 all files were replayed; 1 one could not be read; 2 the outcomes cannot be used.
    """
    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    from wearable_bridge.vitals.outcomes import OutcomesError, read_outcomes, shares
    from wearable_bridge.vitals.replay import Replay, ReplayError
    from wearable_bridge.vitals.series import Lasting

    try:
        died = None if outcomes is None else read_outcomes(outcomes)
    except OutcomesError as error:
        raise XiaoanError(str(error)) from error
    vitals = settings.bridge.vitals
    lasting = Lasting(vitals.window, vitals.needed, every_s)
    run = Replay(lasting, ZoneInfo(settings.home.timezone), vitals.ask_again_after_s, phrases)
    good = True
    for file in files:
        try:
            for found in run.run(file):
                print(json.dumps(found.as_json(), ensure_ascii=False) if as_json else _line(found, phrases))
        except ReplayError as error:
            print(error, file=sys.stderr)
            good = False
    tally = run.tally
    told = None if died is None else shares(died, tally.persons, tally.persons_urgent)
    if as_json:
        print(json.dumps(tally.as_json() | ({} if told is None else {"outcomes": told.as_json()})))
    else:
        print(_summary(tally, phrases))
        if told is not None:
            print(_outcomes(told, phrases))
    if not good:
        raise typer.Exit(1)


def _line(found: Replayed, phrases: Phrases) -> str:
    return phrases(
        "bridge.replay.finding",
        person=found.person,
        time_s=f"{found.time_s:.0f}",
        urgency=phrases(f"bridge.urgency.{found.condition.urgency.value}"),
        reason=found.reason,
    )


def _summary(tally: Tally, phrases: Phrases) -> str:
    return phrases(
        "bridge.replay.summary",
        persons=len(tally.persons),
        hours=f"{tally.worn_s / 3600:.1f}",
        findings=tally.findings.total(),
        urgent=len(tally.persons_urgent),
    )


def _outcomes(told: Outcomes, phrases: Phrases) -> str:
    return phrases(
        "bridge.replay.outcomes",
        died=told.died.persons,
        died_urgent=told.died.urgent,
        lived=told.lived.persons,
        lived_urgent=told.lived.urgent,
        unknown=told.unknown,
    )
