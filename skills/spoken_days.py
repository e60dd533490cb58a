"""Which days a spoken phrase means. Pure; Mandarin."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from skills.meant_days import Days, FoundDays
from skills.numerals import NUMERAL, read_number
from skills.spoken_calendar import LUNAR, read_calendar

WEEKDAY_NAMES = "一二三四五六日天"
_WEEK = "(?:周|星期|礼拜)"
_DAY_OF_WEEK = "[一二三四五六日天]"
# A further weekday is no hour: 周一三点 is Monday at three, 周一二十点 is Monday at twenty.
_FURTHER = f"(?:{_WEEK}?{_DAY_OF_WEEK}(?![点时:十刻]))"
_WEEKDAYS = re.compile(
    f"(?P<each>每个?|每逢|逢)?(?P<which>下下个?|下个?|这个?|本)?{_WEEK}(?P<days>{_DAY_OF_WEEK}(?:[和跟与]?{_FURTHER})*)"
)
_WEEKDAY_RANGE = re.compile(f"每?个?{_WEEK}(?P<first>{_DAY_OF_WEEK})(?:到|至){_WEEK}?(?P<last>{_DAY_OF_WEEK})")
_COUNT = "[一两二三四五六七八九十半\\d]"
_UNHOLDABLE = re.compile(
    f"每个?月|{_COUNT}个月|下个?月|每年|农历|阴历|除了|昨[天晚儿]|前天|上个?{_WEEK}"
    f"|逢(?!{_WEEK}|双休|一三五|二四)|[单双][号日]|隔三[差岔]五|三天两头|闰|节假日|放假|连(?:吃|着|续)"
    f"|每隔?{_COUNT}*个?(?:小时|钟头|分钟)|隔{_COUNT}+个?(?:小时|钟头|分钟)|(?:个月|年|小时|分钟)一次"
    f"|每个?{_WEEK}(?!{_DAY_OF_WEEK}|末|里)|{_WEEK}{_COUNT}次|每{_COUNT}个?{_WEEK}|隔{_WEEK}"
)
_YEAR = re.compile("(?P<which>[明后今]年)|(?P<year>[零〇一二三四五六七八九]{4}|\\d{4})年")
# 一三五 alone is said of weekdays; after a digit or before 点 it is something else.
_BARE_WEEKDAYS = re.compile(
    f"(?<![{WEEKDAY_NAMES}十\\d初逢月])(?:每逢|逢)?(?P<days>一三五|二四六|一三五七|二四)(?![点号分刻时日十片粒]|个)"
)
_EVERY_WEEKS = re.compile(
    f"(?:(?:每?隔(?:一个?)?|每[两二2]个?|[两二2]个?)(?P<two>{_WEEK})|每?(?P<count>[三四五六七八])个?{_WEEK})"
    f"(?:的?{_WEEK}?(?P<day>{_DAY_OF_WEEK})(?![次回]))?(?P<once>一次|一回)?(?:{_WEEK}(?P<later>{_DAY_OF_WEEK}))?"
)
_EVERY_OTHER = re.compile("每?隔(?:一天|一日|天|日)|每[两二2]天|[两二2]天一?次")
_EVERY_GAP = re.compile(f"每?隔(?P<gap>{NUMERAL})[天日]")
_EVERY_N = re.compile(f"每(?P<a>{NUMERAL})[天日]|(?<![第后前])(?P<b>{NUMERAL})天一?次")
_EVERY_DAY = re.compile(
    "每一?[天日]|(?<![今明昨几那])(?<!(?<!以)后)天天(?!气)|日日|每个?(?=早|晚|上午|下午|中午|傍晚|夜)|每顿"
)
_FROM_DAY = re.compile("从?(?P<day>[^从每]{1,12}?)(?:开始|起)(?![床来])")
_DAILY_BY_COUNT = re.compile("一日三餐|一天三顿|一[天日][一两二三四\\d]次|各(?:吃|服|用|打)?一?[次片粒颗针回]")
_WORKDAYS = re.compile("每?个?工作日|平日")
_WEEKEND = re.compile(f"(?P<which>这个?|本|下个?)?(?:每个?|每逢)?(?:{_WEEK}末|双休日)")
_NAMED = (
    (re.compile("大大后天"), 4),
    (re.compile("大后[天儿]"), 3),
    (re.compile("(?<![以之饭餐觉床外老明])后[天儿](?!天)"), 2),
    (re.compile("明[天儿日]|明(?=早|晚|晨|夜|上午|下午|中午|傍晚)"), 1),
    (re.compile("今[天儿日]|当天|今(?=早|晚|晨|夜|上午|下午|中午|傍晚)"), 0),
)
_IN_DAYS = re.compile(f"(?:再?过(?P<a>{NUMERAL})天)|(?P<b>{NUMERAL})天(?:以后|之后|过后|后(?!天))")
_IN_WEEKS = re.compile(f"(?:再?过(?P<a>{NUMERAL})个?{_WEEK})|(?P<b>{NUMERAL})个?{_WEEK}(?:以后|之后|后)")
_CALENDAR = re.compile(f"(?:(?P<month>{NUMERAL})月)(?P<day>{NUMERAL})[号日]?|(?P<only>{NUMERAL})号")


_Reader = Callable[[str, date], FoundDays | None]


def read_days(text: str, today: date) -> tuple[Days, str] | None:
    """The days of a phrase and the phrase without their names; None when a Recurrence cannot hold them."""
    of_a_year = _YEAR.search(text)
    if of_a_year is not None:
        return _in_a_year(of_a_year, text, today)
    from_a_day = _every_day_from(text, today)
    if from_a_day is not None:
        return from_a_day
    for reader in _FIRST_READERS:  # what an unholdable word may be part of
        found = reader(text, today)
        if found is not None:
            rest = LUNAR.sub("", _without(text, found.span))
            daily_too = found.days.on is not None and _EVERY_DAY.search(rest)  # 过年前每天: there is no end to hold
            return None if daily_too or _UNHOLDABLE.search(rest) else (found.days, rest)
    if _UNHOLDABLE.search(text):
        return None
    for reader in _READERS:
        found = reader(text, today)
        if found is not None:
            return found.days, _without(text, found.span)
    return Days(), text


def _in_a_year(named: re.Match[str], text: str, today: date) -> tuple[Days, str] | None:
    """明年三月五号, 2027年春节: the date as on that year's first day. The last month of the Chinese year
    lies in the next Western one, and which is meant cannot be told."""
    year = today.year + "今明后".index(named[0][0]) if named["which"] else read_number(named["year"]) or 0
    if not today.year <= year <= today.year + 2 or "腊" in text:
        return None
    found = read_days(_without(text, named.span()), max(today, date(year, 1, 1)))
    return found if found is not None and found[0].on is not None and found[0].on.year == year else None


def _without(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + " " + text[span[1] :]


def read_date(text: str, today: date) -> date | None:
    """The one date a phrase names (明天, 周五, 三天后, 十二月一号); None when it names none."""
    found = read_days(text, today)
    if found is None:
        return None
    days = found[0]
    if days.on is None and len(days.weekdays) == 1:
        return _next_weekday(today, days.weekdays[0])
    return days.on


def _range(text: str, today: date) -> FoundDays | None:
    match = _WEEKDAY_RANGE.search(text)
    if match is None:
        return None
    first, last = _weekday(match["first"]), _weekday(match["last"])
    length = (last - first) % 7 + 1
    weekdays = tuple(sorted((first + step) % 7 for step in range(length)))
    return FoundDays(Days(weekdays=weekdays, said=True), match.span())


def _weekdays(text: str, today: date) -> FoundDays | None:
    match = _WEEKDAYS.search(text)
    if match is None:
        return None
    weekdays = tuple(sorted({_weekday(char) for char in match["days"] if char in WEEKDAY_NAMES}))
    once = len(weekdays) == 1 and not match["each"]
    if not once:
        return FoundDays(Days(weekdays=weekdays, said=True), match.span())
    which = match["which"] or ""
    if which:
        weeks = which.count("下")
        day = today - timedelta(days=today.weekday()) + timedelta(days=7 * weeks + weekdays[0])
    else:
        day = _next_weekday(today, weekdays[0])
    return FoundDays(Days(on=day, or_next_week=not which, said=True), match.span())


def _bare_weekdays(text: str, today: date) -> FoundDays | None:
    match = _BARE_WEEKDAYS.search(text)
    if match is None:
        return None
    return FoundDays(Days(weekdays=tuple(_weekday(char) for char in match["days"]), said=True), match.span())


def _every_weeks(text: str, today: date) -> FoundDays | None:
    match = _EVERY_WEEKS.search(text)
    if match is None or not (match["once"] or match[0].startswith(("每", "隔"))):
        return None
    weeks = 2 if match["two"] else read_number(match["count"]) or 0
    day = match["day"] or match["later"]
    weekdays = (_weekday(day),) if day else ()
    return FoundDays(Days(weekdays=weekdays, every_days=7 * weeks, said=True), match.span())


def _weekend(text: str, today: date) -> FoundDays | None:
    match = _WEEKEND.search(text)
    if match is None:
        return None
    if match["which"]:
        ahead = 7 if match["which"].startswith("下") else 0
        monday = today - timedelta(days=today.weekday())
        saturday = max(monday + timedelta(days=5 + ahead), today)
        return FoundDays(Days(on=saturday, said=True), match.span())
    return FoundDays(Days(weekdays=(5, 6), said=True), match.span())


def _workdays(text: str, today: date) -> FoundDays | None:
    match = _WORKDAYS.search(text)
    return FoundDays(Days(weekdays=(0, 1, 2, 3, 4), said=True), match.span()) if match else None


def _rhythm(text: str, today: date) -> FoundDays | None:
    match = _EVERY_OTHER.search(text)
    if match is not None:
        return FoundDays(Days(every_days=2, said=True), match.span())
    match = _EVERY_GAP.search(text)
    if match is not None:
        return _every((read_number(match["gap"]) or 0) + 1, match)
    match = _EVERY_N.search(text)
    if match is not None:
        return _every(read_number(match["a"] or match["b"]) or 0, match)
    return None


def _every(days: int, match: re.Match[str]) -> FoundDays | None:
    return FoundDays(Days(every_days=days, said=True), match.span()) if 2 <= days <= 60 else None


def _every_day(text: str, today: date) -> FoundDays | None:
    match = _EVERY_DAY.search(text)
    if match is None:
        return None
    return FoundDays(Days(said=True), (match.end(), match.end()))


def _every_day_from(text: str, today: date) -> tuple[Days, str] | None:
    """从下周一开始每天早上八点."""
    match = _FROM_DAY.search(text)
    if match is None or _EVERY_DAY.search(text) is None:
        return None
    start = read_date(match["day"], today)
    return None if start is None else (Days(start=start, said=True), _without(text, match.span()))


def _daily_by_count(text: str, today: date) -> FoundDays | None:
    match = _DAILY_BY_COUNT.search(text)
    return FoundDays(Days(said=True), (match.end(), match.end())) if match else None


def _ahead(text: str, today: date) -> FoundDays | None:
    for pattern, unit_days in ((_IN_DAYS, 1), (_IN_WEEKS, 7)):
        match = pattern.search(text)
        count = read_number(match["a"] or match["b"]) if match else None
        if match is not None and count is not None and 0 < count <= 366:
            return FoundDays(Days(on=today + timedelta(days=count * unit_days), said=True), match.span())
    return None


def _named(text: str, today: date) -> FoundDays | None:
    for pattern, ahead in _NAMED:
        match = pattern.search(text)
        if match is not None:
            return FoundDays(Days(on=today + timedelta(days=ahead), said=True), match.span())
    return None


def _calendar(text: str, today: date) -> FoundDays | None:
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
            return FoundDays(Days(on=found, said=True), match.span())
    return None


def _weekday(char: str) -> int:
    return min(WEEKDAY_NAMES.index(char), 6)


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


_FIRST_READERS: tuple[_Reader, ...] = (read_calendar, _every_weeks)
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
    _bare_weekdays,
    _daily_by_count,
)
