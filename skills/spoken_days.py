"""Which days a spoken phrase means. Pure; Mandarin."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from skills.numerals import NUMERAL, read_number

WEEKDAY_NAMES = "一二三四五六日天"
_WEEK = "(?:周|星期|礼拜)"
_DAY_OF_WEEK = "[一二三四五六日天]"
# A further weekday is no hour: 周一三点 is Monday at three, 周一二十点 is Monday at twenty.
_FURTHER = f"(?:{_WEEK}?{_DAY_OF_WEEK}(?![点时:十刻]))"
_WEEKDAYS = re.compile(
    f"(?P<each>每个?|每逢|逢)?(?P<which>下个?|这个?|本)?{_WEEK}(?P<days>{_DAY_OF_WEEK}(?:[和跟与]?{_FURTHER})*)"
)
_WEEKDAY_RANGE = re.compile(f"每?个?{_WEEK}(?P<first>{_DAY_OF_WEEK})(?:到|至){_WEEK}?(?P<last>{_DAY_OF_WEEK})")
_COUNT = "[一两二三四五六七八九十半\\d]"
_UNHOLDABLE = re.compile(
    f"每个?月|{_COUNT}个月|下个?月|每年|农历|阴历|除了|昨[天晚儿]|前天|上个?{_WEEK}"
    f"|每隔?{_COUNT}*个?(?:小时|钟头|分钟)|隔{_COUNT}+个?(?:小时|钟头|分钟)|(?:个月|年|小时|分钟)一次"
    f"|每个?{_WEEK}(?!{_DAY_OF_WEEK}|末|里)|{_WEEK}{_COUNT}次|每{_COUNT}个?{_WEEK}|隔{_WEEK}"
)
_EVERY_OTHER = re.compile("每?隔(?:一天|一日|天|日)|每[两二2]天|[两二2]天一?次")
_EVERY_GAP = re.compile(f"每?隔(?P<gap>{NUMERAL})[天日]")
_EVERY_N = re.compile(f"每(?P<a>{NUMERAL})[天日]|(?<![第后前])(?P<b>{NUMERAL})天一?次")
_EVERY_DAY = re.compile(
    "每一?[天日]|(?<![今明昨几那])(?<!(?<!以)后)天天(?!气)|日日|每个?(?=早|晚|上午|下午|中午|傍晚|夜)|每顿"
)
_FROM_DAY = re.compile("从?(?P<day>大后天|后天|明天)(?:开始|起)")
_DAILY_BY_COUNT = re.compile("一日三餐|一天三顿|一[天日][一两二三四\\d]次|各(?:吃|服|用|打)?一?[次片粒颗针回]")
_WORKDAYS = re.compile("每?个?工作日|平日")
_WEEKEND = re.compile(f"(?P<which>这个?|本|下个?)?(?:每个?|每逢)?(?:{_WEEK}末|双休日)")
_NAMED = (
    (re.compile("大后[天儿]"), 3),
    (re.compile("(?<![以之饭餐觉床])后[天儿](?!天)"), 2),
    (re.compile("明[天儿日]|明(?=早|晚|晨|夜|上午|下午|中午|傍晚)"), 1),
    (re.compile("今[天儿日]|当天|今(?=早|晚|晨|夜|上午|下午|中午|傍晚)"), 0),
)
_IN_DAYS = re.compile(f"(?:再?过(?P<a>{NUMERAL})天)|(?P<b>{NUMERAL})天(?:以后|之后|过后|后(?!天))")
_IN_WEEKS = re.compile(f"(?:再?过(?P<a>{NUMERAL})个?{_WEEK})|(?P<b>{NUMERAL})个?{_WEEK}(?:以后|之后|后)")
_CALENDAR = re.compile(f"(?:(?P<month>{NUMERAL})月)(?P<day>{NUMERAL})[号日]?|(?P<only>{NUMERAL})号")


@dataclass(frozen=True)
class Days:
    """Days that were named: one date (`on`), or a rhythm. `said` is False when none was.

    With `or_next_week` the date was named by its weekday and moves on by a week when its time is past.
    """

    on: date | None = None
    weekdays: tuple[int, ...] = ()
    every_days: int = 1
    start: date | None = None
    or_next_week: bool = False
    said: bool = False


@dataclass(frozen=True)
class _Found:
    days: Days
    span: tuple[int, int]


_Reader = Callable[[str, date], "_Found | None"]


def read_days(text: str, today: date) -> tuple[Days, str] | None:
    """The days of a phrase and the phrase without their names; None when a Recurrence cannot hold them."""
    if _UNHOLDABLE.search(text):
        return None
    for reader in _READERS:
        found = reader(text, today)
        if found is not None:
            start, end = found.span
            rest = text[:start] + " " + text[end:]
            return found.days, rest
    return Days(), text


def read_date(text: str, today: date) -> date | None:
    """The one date a phrase names (明天, 周五, 三天后, 十二月一号); None when it names none."""
    found = read_days(text, today)
    if found is None:
        return None
    days = found[0]
    if days.on is None and len(days.weekdays) == 1:
        return _next_weekday(today, days.weekdays[0])
    return days.on


def _range(text: str, today: date) -> _Found | None:
    match = _WEEKDAY_RANGE.search(text)
    if match is None:
        return None
    first, last = _weekday(match["first"]), _weekday(match["last"])
    length = (last - first) % 7 + 1
    weekdays = tuple(sorted((first + step) % 7 for step in range(length)))
    return _Found(Days(weekdays=weekdays, said=True), match.span())


def _weekdays(text: str, today: date) -> _Found | None:
    match = _WEEKDAYS.search(text)
    if match is None:
        return None
    weekdays = tuple(sorted({_weekday(char) for char in match["days"] if char in WEEKDAY_NAMES}))
    once = len(weekdays) == 1 and not match["each"]
    if not once:
        return _Found(Days(weekdays=weekdays, said=True), match.span())
    which = match["which"] or ""
    if which.startswith("下"):
        day = today - timedelta(days=today.weekday()) + timedelta(days=7 + weekdays[0])
    else:
        day = _next_weekday(today, weekdays[0])
    return _Found(Days(on=day, or_next_week=True, said=True), match.span())


def _weekend(text: str, today: date) -> _Found | None:
    match = _WEEKEND.search(text)
    if match is None:
        return None
    if match["which"]:
        ahead = 7 if match["which"].startswith("下") else 0
        monday = today - timedelta(days=today.weekday())
        saturday = max(monday + timedelta(days=5 + ahead), today)
        return _Found(Days(on=saturday, said=True), match.span())
    return _Found(Days(weekdays=(5, 6), said=True), match.span())


def _workdays(text: str, today: date) -> _Found | None:
    match = _WORKDAYS.search(text)
    return _Found(Days(weekdays=(0, 1, 2, 3, 4), said=True), match.span()) if match else None


def _rhythm(text: str, today: date) -> _Found | None:
    match = _EVERY_OTHER.search(text)
    if match is not None:
        return _Found(Days(every_days=2, said=True), match.span())
    match = _EVERY_GAP.search(text)
    if match is not None:
        return _every((read_number(match["gap"]) or 0) + 1, match)
    match = _EVERY_N.search(text)
    if match is not None:
        return _every(read_number(match["a"] or match["b"]) or 0, match)
    return None


def _every(days: int, match: re.Match[str]) -> _Found | None:
    return _Found(Days(every_days=days, said=True), match.span()) if 2 <= days <= 60 else None


def _every_day(text: str, today: date) -> _Found | None:
    match = _EVERY_DAY.search(text)
    if match is None:
        return None
    first = _FROM_DAY.search(text)
    start = today + timedelta(days={"明": 1, "后": 2, "大": 3}[first["day"][0]]) if first else None
    return _Found(Days(start=start, said=True), (match.end(), match.end()))


def _daily_by_count(text: str, today: date) -> _Found | None:
    match = _DAILY_BY_COUNT.search(text)
    return _Found(Days(said=True), (match.end(), match.end())) if match else None


def _ahead(text: str, today: date) -> _Found | None:
    for pattern, unit_days in ((_IN_DAYS, 1), (_IN_WEEKS, 7)):
        match = pattern.search(text)
        count = read_number(match["a"] or match["b"]) if match else None
        if match is not None and count is not None and 0 < count <= 366:
            return _Found(Days(on=today + timedelta(days=count * unit_days), said=True), match.span())
    return None


def _named(text: str, today: date) -> _Found | None:
    for pattern, ahead in _NAMED:
        match = pattern.search(text)
        if match is not None:
            return _Found(Days(on=today + timedelta(days=ahead), said=True), match.span())
    return None


def _calendar(text: str, today: date) -> _Found | None:
    match = _CALENDAR.search(text)
    if match is None:
        return None
    day = read_number(match["day"] or match["only"]) or 0
    month = read_number(match["month"]) if match["month"] else None
    for ahead in range(13):
        year, month_of_year = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if month is not None and month_of_year + 1 != month:
            continue
        try:
            found = date(year, month_of_year + 1, day)
        except ValueError:
            continue
        if found >= today:
            return _Found(Days(on=found, said=True), match.span())
    return None


def _weekday(char: str) -> int:
    return min(WEEKDAY_NAMES.index(char), 6)


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


_READERS: tuple[_Reader, ...] = (
    _range,
    _weekend,
    _workdays,
    _weekdays,
    _rhythm,
    _every_day,
    _ahead,
    _named,
    _calendar,
    _daily_by_count,
)
