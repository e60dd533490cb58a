"""Runs the rules over recorded values, as if they came live."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from config.phrases import Phrases
from messages.payloads import Metric, Sample
from wearable_bridge.plausibility import is_live
from wearable_bridge.vitals.conditions import AskedBefore, Condition, worth_asking
from wearable_bridge.vitals.person import Person
from wearable_bridge.vitals.series import Lasting
from wearable_bridge.vitals.wording import in_words

COLUMNS = ("person", "time_s", "metric", "value")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_S = 4e9  # some year after 2090; times may count from 1970 or from anywhere
WORN_GAP_AT_MOST_S = 6 * 3600.0  # a longer pause is not counted as worn


class ReplayError(Exception):
    """A file that cannot be replayed at all."""


@dataclass(frozen=True)
class Recorded:
    """A line of the file. `value` is None where it is empty: nothing was measured."""

    person: str
    at: datetime
    metric: Metric
    value: float | None


@dataclass(frozen=True)
class Replayed:
    """One finding."""

    person: str
    time_s: float
    condition: Condition
    reason: str

    def as_json(self) -> dict[str, object]:
        """The line that `xiaoan vitals replay --json` writes."""
        return {
            "person": self.person,
            "time_s": self.time_s,
            "kind": self.condition.kind.value,
            "severity": self.condition.urgency.value,
            "reason": self.reason,
        }


@dataclass
class Tally:
    """What a replay has seen so far."""

    persons: set[str] = field(default_factory=set)
    worn_s: float = 0.0
    findings: Counter[str] = field(default_factory=Counter)  # by severity
    persons_urgent: set[str] = field(default_factory=set)
    refused: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        """The summary's line."""
        return {
            "summary": True,
            "persons": len(self.persons),
            "hours": round(self.worn_s / 3600, 2),
            "findings": self.findings.total(),
            "by_severity": dict(sorted(self.findings.items())),
            "persons_urgent": len(self.persons_urgent),
            "refused": dict(sorted(self.refused.items())),
        }


class Replay:
    """Over any number of files, each person's lines in about the order of time."""

    def __init__(self, lasting: Lasting, zone: tzinfo, ask_again_after_s: float, phrases: Phrases) -> None:
        self._lasting, self._zone = lasting, zone
        self._ask_again_after_s = ask_again_after_s
        self._phrases = phrases
        self._people: dict[str, Person] = {}
        self._newest: dict[str, datetime] = {}
        self._asked: dict[tuple[str, str], AskedBefore] = {}
        self.tally = Tally()

    def run(self, file: Path) -> Iterator[Replayed]:
        """The findings as they come. Raises ReplayError for a file that is none of the form."""
        for line in recorded(file, self.tally.refused):
            yield from self._take(line)

    def _take(self, line: Recorded) -> Iterator[Replayed]:
        self.tally.persons.add(line.person)
        newest = self._newest.get(line.person, line.at)
        pause_s = (line.at - newest).total_seconds()
        if 0 < pause_s <= WORN_GAP_AT_MOST_S:
            self.tally.worn_s += pause_s
        self._newest[line.person] = max(newest, line.at)
        if line.value is None:
            self.tally.refused["nothing_measured"] += 1
            return
        if line.person not in self._people:
            self._people[line.person] = Person(self._lasting, self._zone)
        person = self._people[line.person]
        if not is_live(line.at, self._newest[line.person], backfill=False):
            self.tally.refused["back_fill"] += 1
            return
        sample = Sample(at=line.at, value=line.value)
        verdict = person.judge(line.metric, sample)
        if not verdict.is_reading:
            self.tally.refused[verdict.value] += 1
            return
        for condition in person.take(line.metric, sample.model_copy(update={"quality": verdict.quality})):
            yield from self._found(line, condition)

    def _found(self, line: Recorded, condition: Condition) -> Iterator[Replayed]:
        key = (line.person, condition.kind.value)
        if not worth_asking(condition, self._asked.get(key), line.at, self._ask_again_after_s):
            return
        self._asked[key] = AskedBefore(condition.urgency, line.at)
        self.tally.findings[condition.urgency.value] += 1
        if condition.urgency.rank < 2:
            self.tally.persons_urgent.add(line.person)
        time_s = (line.at - EPOCH).total_seconds()
        yield Replayed(line.person, time_s, condition, in_words(condition, self._phrases))


def recorded(file: Path, refused: Counter[str]) -> Iterator[Recorded]:
    """The lines of a file with the columns person,time_s,metric,value; others are counted in `refused`.

    Raises ReplayError for one that cannot be read, or has other columns.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise ReplayError(f"{file}: the columns must be {','.join(COLUMNS)}.")
            yield from _read(rows, refused)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReplayError(f"{file}: cannot be read ({type(error).__name__}).") from error


def _read(rows: Iterable[dict[str, str | None]], refused: Counter[str]) -> Iterator[Recorded]:
    for row in rows:
        try:
            time_s, metric, text = float(row["time_s"] or ""), Metric(row["metric"] or ""), (row["value"] or "").strip()
            value = float(text) if text else None
        except ValueError:
            refused["not_a_reading"] += 1
            continue
        if not row["person"] or not math.isfinite(time_s) or abs(time_s) > LAST_S:
            refused["not_a_reading"] += 1
            continue
        yield Recorded(row["person"], EPOCH + timedelta(seconds=time_s), metric, value)
