"""What a search for Observations asks for, read from its parameters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from messages.payloads import Metric
from station.fhir.codes import LOINC, metrics_of
from station.fhir.samples import Place

COUNT_USUAL, COUNT_MOST = 100, 200
LONGEST = timedelta(days=31)
USUAL = timedelta(days=1)
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DATE = re.compile(r"(ge|gt|le|lt|eq)?(\d{4}-\d{2}-\d{2})(T.+)?")
_PLACE = re.compile(r"(\d{1,18})-(\d{1,18})-(\d{1,5})")
_PARAMETERS = frozenset({"home", "resident", "date", "code", "_count", "_after", "_format"})
_FORMATS = frozenset({"json", "application/json", "application/fhir+json"})
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SearchError(Exception):
    """A parameter that cannot be meant. `code` is of FHIR's issue types."""

    def __init__(self, text: str, code: str = "value") -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Search:
    """Whose Observations, `since` included, `until` not; no metrics: all. `after` is where the page before ended."""

    home: str
    resident: str
    since: datetime
    until: datetime
    metrics: tuple[Metric, ...]
    count: int
    after: Place | None


def parse_search(given: Sequence[tuple[str, str]], now: datetime) -> Search:
    """Raises SearchError, also for a parameter that is not known: misspelt, it would widen the search unseen."""
    unknown = sorted({name for name, _ in given} - _PARAMETERS)
    if unknown:
        raise SearchError(f"not known: {', '.join(name[:40] for name in unknown[:5])}", "not-supported")
    if _one(given, "_format", "json") not in _FORMATS:
        raise SearchError("_format: only json", "not-supported")
    since, until = _period([value for name, value in given if name == "date"], now)
    return Search(
        _slug(given, "home"),
        _slug(given, "resident"),
        since,
        until,
        _metrics(_one(given, "code", "")),
        _count(_one(given, "_count", str(COUNT_USUAL))),
        _place(_one(given, "_after", "")),
    )


def written(place: Place) -> str:
    """The `_after` of the next page."""
    return f"{(place.at - _EPOCH) // _MICROSECOND}-{place.batch}-{place.position}"


def _one(given: Sequence[tuple[str, str]], name: str, default: str) -> str:
    values = [value for each, value in given if each == name]
    if len(values) > 1:
        raise SearchError(f"{name}: once at most")
    return values[0] if values else default


def _slug(given: Sequence[tuple[str, str]], name: str) -> str:
    value = _one(given, name, "")
    if not value:
        raise SearchError(f"{name}: needed", "required")
    if not _SLUG.fullmatch(value):
        raise SearchError(f"{name}: small letters, digits and hyphens")
    return value


def _period(values: Sequence[str], now: datetime) -> tuple[datetime, datetime]:
    """The last day unless said otherwise. A date without a time is the whole day in UTC."""
    since: datetime | None = None
    until: datetime | None = None
    for value in values[:4]:
        prefix, begins, ends = _moment(value)
        if prefix in {"ge", "eq", "gt"}:
            lower = ends if prefix == "gt" else begins
            since = lower if since is None else max(since, lower)
        if prefix in {"le", "eq", "lt"}:
            upper = begins if prefix == "lt" else ends
            until = upper if until is None else min(until, upper)
    until = until or (now + USUAL if since is None else min(since + LONGEST, now + USUAL))
    since = since or (until - LONGEST if values else now - USUAL)
    if until - since > LONGEST:
        raise SearchError(f"date: at most {LONGEST.days} days at once", "too-costly")
    return since, until


def _moment(value: str) -> tuple[str, datetime, datetime]:
    """Prefix, beginning, and the first moment after it."""
    found = _DATE.fullmatch(value)
    if found is None:
        raise SearchError("date: such as ge2026-03-01 or lt2026-03-02T08:00:00+08:00")
    try:
        if found[3]:
            # A plus sign that was not encoded arrives as a space.
            begins = datetime.fromisoformat((found[2] + found[3]).replace(" ", "+"))
            if begins.tzinfo is None:
                raise SearchError("date: a time needs its zone")
            begins = begins.astimezone(UTC)
            ends = begins + (_MICROSECOND if "." in found[3] else timedelta(seconds=1))
        else:
            day = date.fromisoformat(found[2])
            begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
            ends = begins + timedelta(days=1)
        if not 1900 <= begins.year <= 9000:
            raise SearchError("date: no such time")
    except (ValueError, OverflowError) as error:
        raise SearchError("date: no such time") from error
    return found[1] or "eq", begins, ends


def _metrics(code: str) -> tuple[Metric, ...]:
    """Several codes are separated by commas; each may stand with its system."""
    found: list[Metric] = []
    for each in filter(None, code.split(",")[:20]):
        system, bar, loinc = each.rpartition("|")
        metrics = metrics_of(loinc) if not bar or system == LOINC else ()
        if not metrics:
            raise SearchError("code: nothing of that LOINC code is measured", "code-invalid")
        found += metrics
    return tuple(dict.fromkeys(found))


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text) or int(text) < 1:
        raise SearchError("_count: a whole number from 1 on")
    return min(int(text), COUNT_MOST)


def _place(text: str) -> Place | None:
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise SearchError("_after: not the end of a page")
    try:
        return Place(_EPOCH + timedelta(microseconds=int(found[1])), int(found[2]), int(found[3]))
    except OverflowError as error:
        raise SearchError("_after: not the end of a page") from error
