"""Days that a spoken phrase names by the month, by the Chinese calendar, by a feast or a solar term. Pure; Mandarin."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from skills.lunar_calendar import next_lunar_day, next_solar_term
from skills.meant_days import Days, FoundDays
from skills.numerals import read_number

LAST_DAY = 31  # of whatever month
_TO_NINE = "[一二三四五六七八九]"
_DAY = f"(?:三十一|三十|二?十{_TO_NINE}|二?十|{_TO_NINE}|3[01]|[12]\\d|[1-9])"
_NO_CLOCK = "(?![\\d一二三四五六七八九十]*[点时:刻个])"
_LUNAR_DAY = f"(?:初(?:十|{_TO_NINE})|廿{_TO_NINE}?+)"
_LUNAR = "(?:农历|阴历|旧历|老历)"
_SOLAR = "(?:公历|阳历|新历)"
LUNAR = re.compile(_LUNAR)
_NAMED_MONTHS = {"正": 1, "冬": 11, "腊": 12}

_ONE = f"(?:{_LUNAR_DAY}|{_DAY}[号日]|{_DAY}{_NO_CLOCK})"
_EVERY_MONTH = re.compile(
    f"(?:{_LUNAR}|{_SOLAR})?(?:的?每个?月|月月)(?:逢|{_LUNAR}|{_SOLAR})?的?"
    f"(?P<days>{_ONE}(?:[和跟与]?{_ONE})*|月?[底末]|最后一天)"
)
_WHENEVER = re.compile(f"(?:每逢|逢)(?:{_LUNAR})?的?(?P<days>{_LUNAR_DAY}(?:[和跟与]?{_ONE})*)")
_TWO_LUNAR = re.compile(f"(?:{_LUNAR})?(?P<days>{_LUNAR_DAY}[和跟与]?{_ONE}(?:[和跟与]?{_ONE})*)")
_LUNAR_DATE = re.compile(
    f"(?:{_LUNAR}的?(?:(?P<month>{_DAY}|正|冬|腊)月)?(?P<day>{_LUNAR_DAY}|{_DAY}{_NO_CLOCK})"
    f"|(?:(?P<named>正|冬|腊)月)(?P<of_named>{_LUNAR_DAY}|{_DAY}{_NO_CLOCK})"
    f"|(?:(?P<numbered>{_DAY})月)?(?P<first_ten>{_LUNAR_DAY}))[号日]?"
)
# 八月十五 may be either calendar's; 八月十五号 is not.
_EITHER_DATE = re.compile(f"(?P<month>{_DAY})月(?P<day>{_DAY})(?![号日天个点时:\\d一二三四五六七八九十])")
_MONTHS_DAY = re.compile(f"(?P<which>下个?|这个?|本)月的?(?P<day>{_DAY}[号日]|底|末|最后一天)|月[底末]")
_FEASTS = (
    (re.compile("大年初一|年初一|春节|(?<!快)过大?年(?!纪)"), 1, 1),
    (re.compile("元宵节?|正月十五"), 1, 15),
    (re.compile("(?<!十)二月二(?!十)|龙抬头"), 2, 2),
    (re.compile("端午节?|五月端[午五]"), 5, 5),
    (re.compile("七夕"), 7, 7),
    (re.compile("中秋节?"), 8, 15),
    (re.compile("重阳节?"), 9, 9),
    (re.compile("腊八节?"), 12, 8),
)
_EVE = re.compile("除夕|大年三十儿?|年三十儿?")
_SOLAR_FEASTS = (
    (re.compile("元旦"), 1, 1), (re.compile("妇女节"), 3, 8), (re.compile("劳动节"), 5, 1),
    (re.compile("儿童节"), 6, 1), (re.compile("国庆节?"), 10, 1),
)  # fmt: skip
# Those that are weather too (小雪, 大雪, 雨水) are meant only with 那天 behind them.
_TERM = re.compile(
    "(?P<plain>立春|春分|清明|立夏|夏至|立秋|秋分|立冬|冬至)(?:节)?(?:那天|那日|当天)?"
    "|(?P<weather>雨水|惊蛰|谷雨|小满|芒种|小暑|大暑|处暑|白露|寒露|霜降|小雪|大雪|小寒|大寒)(?:那天|那日|当天|节气)"
)


def read_calendar(text: str, today: date) -> FoundDays | None:
    """The days a phrase names in one of these ways; None when it names none so."""
    for reader in (_every_month, _one_of_a_month, _feast, _lunar_date, _either_date, _solar_term):
        found = reader(text, today)
        if found is not None:
            return found
    return None


def either_calendar(text: str) -> bool:
    """True when a date was named that each of the two calendars has: 八月十五."""
    return _EITHER_DATE.search(text) is not None and re.search(f"{_LUNAR}|{_SOLAR}", text) is None


def _every_month(text: str, today: date) -> FoundDays | None:
    match = _EVERY_MONTH.search(text) or _WHENEVER.search(text) or _TWO_LUNAR.search(text)
    if match is None:
        return None
    if re.fullmatch("月?[底末]|最后一天", match["days"]):
        lunar, days = re.match(_LUNAR, match[0]) is not None, {LAST_DAY}
    else:
        lunar = re.search(f"{_LUNAR}|初|廿", match[0]) is not None
        days = {_number(word) for word in re.findall(f"{_LUNAR_DAY}|{_DAY}", match["days"])}
    return FoundDays(Days(month_days=tuple(sorted(days)), lunar=lunar, said=True), match.span())


def _one_of_a_month(text: str, today: date) -> FoundDays | None:
    match = _MONTHS_DAY.search(text)
    if match is None:
        return None
    first = today.replace(day=1)
    if (match["which"] or "").startswith("下"):
        first = (first + timedelta(days=31)).replace(day=1)
    length = monthrange(first.year, first.month)[1]
    word = match["day"]
    day = length if word is None or word[0] in "底末最" else _number(word.rstrip("号日"))
    return FoundDays(Days(on=first.replace(day=day), said=True), match.span()) if day <= length else None


def _lunar_date(text: str, today: date) -> FoundDays | None:
    match = _LUNAR_DATE.search(text)
    if match is None:
        return None
    month = match["month"] or match["named"] or match["numbered"]
    day = match["day"] or match["of_named"] or match["first_ten"]
    number = None if month is None else _NAMED_MONTHS.get(month) or _number(month)
    return _on(next_lunar_day(number, _number(day), today), match)


def _either_date(text: str, today: date) -> FoundDays | None:
    """With the word for a calendar somewhere in the phrase, which is how the question is answered."""
    match = _EITHER_DATE.search(text)
    if match is None or re.search(_LUNAR, text) is None:
        return None
    return _on(next_lunar_day(_number(match["month"]), _number(match["day"]), today), match)


def _solar_term(text: str, today: date) -> FoundDays | None:
    match = _TERM.search(text)
    return _on(next_solar_term(match["plain"] or match["weather"], today), match) if match else None


def _feast(text: str, today: date) -> FoundDays | None:
    eve = _EVE.search(text)
    if eve is not None:
        new_year = next_lunar_day(1, 1, today + timedelta(days=1))
        return _on(new_year - timedelta(days=1) if new_year else None, eve)
    for pattern, month, day in _FEASTS:
        match = pattern.search(text)
        if match is not None:
            return _on(next_lunar_day(month, day, today), match)
    for pattern, month, day in _SOLAR_FEASTS:
        match = pattern.search(text)
        if match is not None:
            this_year = date(today.year, month, day)
            return _on(this_year if this_year >= today else date(today.year + 1, month, day), match)
    return None


def _on(day: date | None, match: re.Match[str]) -> FoundDays | None:
    return None if day is None else FoundDays(Days(on=day, said=True), match.span())


def _number(word: str) -> int:
    """初五, 廿三, 十五 or 15; 0 for what is no number."""
    if word.startswith("廿"):
        return 20 + (read_number(word[1:]) or 0)
    return read_number(word.removeprefix("初")) or 0
