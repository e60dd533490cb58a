"""What a reminder is for: a medicine, something to do, getting up, or only that a time has come. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skills.ports import ReminderKind
from skills.spoken_while import read_while
from skills.time_words import without_time_around

LONGEST_ABOUT = 40
GET_UP, GET_UP_IN_ENGLISH = "起床", "get up"

_ME = "(?:我|俺|咱)(?:们)?"
_REMIND = re.compile(
    f"(?:提醒|叫|喊|告诉|通知|招呼|催|提示|嘱咐)(?:一下|一声|醒|下)?{_ME}(?:一下|一声|一句)?"
    "|(?:提醒|叫|喊)(?:一下|一声|下)|叫(?=起床|起来)|提醒"
    r"|\bremind me(?: to| of| about)?\b|\bwake me(?: up)?\b",
    re.IGNORECASE,
)
_PLAINLY = re.compile(r"(?<![再别用要])提醒(?:一下)?(?:我|俺|咱)|\bremind me\b", re.IGNORECASE)
# 八点叫我: there is nothing more to it.
_CALLED = re.compile(f"(?:叫|喊)(?:一下|一声|醒|下)?{_ME}|(?:叫|喊)(?:一下|一声|下)")
_ALARM = re.compile(r"闹钟|闹铃|闹表|闹一下|\balarm\b|\bwake me\b", re.IGNORECASE)
_COUNTDOWN = re.compile(r"倒计时|倒数|计时|定时|\btimer\b|\bcountdown\b", re.IGNORECASE)
_NOUN = re.compile(
    r"(?:的)?(?:起床)?(?:闹钟|闹铃|闹表|倒计时|倒数|计时器?|定时器?|日程|备忘录?|待办事?项?|事项|提醒)"
    r"|\b(?:an? |the )?(?:alarm|timer|countdown|reminder)\b",
    re.IGNORECASE,
)
_WAKING = re.compile(r"^(?:起床|起来|起|醒|睡醒|醒来|叫早|up)$|(?:叫|喊)醒我$", re.IGNORECASE)
_FORGET = "(?:你|您)?(?:可|千万|一定)?(?:别|不要|甭)(?:再)?(?:让|叫)?(?:我|俺)?(?:给)?忘(?:记|了)?"
_SET = "(?:定|订|设置|设定|设|新建|添加|创建|建|加|弄|来|整|搞|记)"
_LEAD = re.compile(
    r"^(?:[\s,，。、:：!！?？]+|小安|[你您]好|嘿+|嗨|哈喽|听到(?:没有?|了?吗)|早上好|喂|哎|诶|嗯|呃|那个|这个|就|请|麻烦|劳驾|你|您|(?:给|帮|替|为)我(?!们?的?[家闺女儿孙老爸妈爹娘哥弟姐妹])"
    "|帮忙|想让|我想(?!起)|我怕|怕|我老|老(?=忘)|忘了|忘记|到时候?|到点儿?|准时|按时|一定|务必|千万|记得|记着|记住|记一下|记上|"
    f"{_FORGET}|该|要|得|应该|需要|我要|我得|我该|俺|我(?!们?的?[家闺女儿孙老爸妈爹娘哥弟姐妹])|的时候|的|在|大约|一下|一声|再(?=给|帮|定|设|加)"
    f"|{_SET}(?:上|好|下)?(?:一|1)?个|{_SET}(?:上|好|到|在|成|下)?(?=的|$)|(?:上|调|开|安排)(?:一|1)?个?(?=的|$)|(?:一|1)?个(?=的|$|[一二三四五六七八九十\\d])"
    r"|(?:please|can you|could you|set|make|to|for|of|about|that|i (?:have|need) to)\b)"
)
_TAIL = re.compile(
    f"(?:[\\s,，。、!！?？]+|吧|啊|呀|哦|喔|呗|哈|嘛|了|呢|行吗|行不行|好吗|好不好|可以吗|谢谢(?:你|您)?|一下|一声|的时候|到时候?|到点儿?|这事儿?|这件事|{_FORGET}"
    "|(?:你|您)?(?:给我)?(?:记得|记着)(?:点|啊)?|小安|就行|就好|(?<=[\u4e00-\u9fff])的$"
    r"|\b(?:please|for|at|in|on|to))$"
)
_MEDICINE = re.compile(r"药|胶囊|口服液|冲剂|胰岛素|\b(?:medicine|medication|pills?|meds|tablets?)\b", re.IGNORECASE)
# What is done about a medicine that is not taking it.
_ERRAND = re.compile(
    "(?:买|取|拿|领|开|带|配|抓|收|晒|熬|煎|煮|煲|订|寄|送|退|换|找|问|还|挑|整理|分|摆|点好)(?:[^吃服]{0,6})(?:药|胰岛素|胶囊|冲剂)"
    r"|药店|药房|医药|\b(?:buy|fetch|collect|pick up|order)\b.*\b(?:medicine|medication|pills?|meds)\b",
    re.IGNORECASE,
)
_SWALLOWED = re.compile(r"^(?:去|来)?(?:吃|服用?|喝|含)(?P<what>.*)$|^(?:take|have) (?P<what_en>.*)$", re.IGNORECASE)
_FOOD = re.compile(
    "饭|餐|水|茶|奶|浆|果|汤(?!药)|粥|面|菜|蛋|肉|鱼|虾|饼|糕|包子|馒头|饺|馄饨|米|豆|糖|枣|梨|桃|橘|橙|蕉|瓜|枣|葡萄|薯|芋|花生|瓜子|核桃|坚果|木耳"
    "|点心|零食|东西|夜宵|加餐|蜂蜜|酒|咖啡|汁|早点|宴|席|喜酒|火锅|烧烤"
    r"|\b(?:lunch|breakfast|dinner|supper|water|tea|food|milk|fruit|a meal)\b",
    re.IGNORECASE,
)
_NO_FOOD = re.compile("钙|维生素|维[ABCDE]|糖浆|丸(?!子)|片|颗粒|酸(?![奶菜辣梅汤])|鱼肝油|正气水")
_NO_ANSWER = re.compile(
    "什么|哪|不知道|忘了|不记得|怎么|为啥|吗$|？|\\?|算了|取消|不用|停|^[嗯啊呃哦唉诶是对好行不没有的]+$|等等|我想想|听不|再说"
)
# An answer that is but a name, of the kind that medicines have.
_NAMED_LIKE_MEDICINE = re.compile(
    "(?:[嗯啊就是吃]|那个)*[^去看买接打做量交拿取锁关开洗倒浇给叫]{1,6}"
    "(?:片|丸|散|膏|颗粒|糖浆|地平|沙坦|洛尔|普利|他汀|霉素|西林|双胍|列奈|列汀|列净|定|平|灵|康|宁|素)(?:吧|啊|的)*"
)
_NOTHING_MORE = re.compile(
    "没(?:有)?(?:什么|啥)?(?:事|别的)|不(?:干|做)(?:什么|啥)|(?:就|只)?(?:叫|喊|提醒|响|闹)(?:我)?(?:一声|一下|就行|就好|就可以)|(?:就是)?(?:个)?闹钟"
    "|到点(?:儿)?(?:叫|响|喊|提醒)(?:我)?|不为(?:什么|啥)"
)
_NOT_TO_DO = re.compile(
    r"^(?:有|约了|约好|别|不|少|先别|是|今天|明天|家里|\w+来$|no\b|not\b|don'?t\b|there\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class Purpose:
    """`about` is in her own words, as it is said back to her (我 -> 您); empty for a plain alarm or countdown."""

    kind: ReminderKind
    about: str = ""


def is_getting_up(about: str) -> bool:
    """True when a `Purpose.about` is that of a wake-up call, in either language."""
    return about in (GET_UP, GET_UP_IN_ENGLISH)


def purpose_of(text: str) -> Purpose | None:
    """What a request for a reminder is for, when that is no medicine; None when it is one, or nothing was said."""
    reminded = _REMIND.search(text)
    about = _about(text, reminded)
    if _MEDICINE.search(text) and not _ERRAND.search(about):
        return None
    if _taken(about):
        return None
    alarm, countdown = _ALARM.search(text), _COUNTDOWN.search(text)
    if _WAKING.search(about) or re.search(r"(?:叫|喊)醒|\bwake me\b", text):
        return Purpose(ReminderKind.ALARM, GET_UP_IN_ENGLISH if text.isascii() else GET_UP)
    if alarm:
        about = about if reminded is not None else _alarm_for(text)
        if not about and read_while(text) is not None and not re.search("[点:：]", text):
            return Purpose(ReminderKind.COUNTDOWN)  # 三分钟的闹钟
        return Purpose(ReminderKind.ALARM, GET_UP if "起床" in text else about)
    if countdown:
        only_a_while = read_while(text) is not None or "计时" in text or "倒数" in text
        return Purpose(ReminderKind.COUNTDOWN if only_a_while else ReminderKind.ALARM)
    if about:
        return Purpose(ReminderKind.TASK, about)
    if reminded is not None and read_while(text) is not None and not re.search("每|隔|前|饭后", text):
        return Purpose(ReminderKind.COUNTDOWN)
    return Purpose(ReminderKind.ALARM) if _CALLED.search(text) else None


def purpose_answered(text: str) -> Purpose | None:
    """What was said when she was asked what it is for; None when that is no answer."""
    if _NOTHING_MORE.search(text):
        return Purpose(ReminderKind.ALARM)
    if _NO_ANSWER.search(text) or is_named_like_medicine(text):
        return None
    return purpose_of(text)


def asks_plainly(text: str) -> bool:
    """True for 提醒我给闺女打电话 and 过一会儿提醒我关火, whatever they are taken for; not for 过会儿再提醒我."""
    reminded = _PLAINLY.search(text)
    if reminded is None:
        return False
    about = _plain(text[reminded.end() :])
    return bool(about) and not _MEDICINE.search(text) and not _taken(about)


def is_asked_for(text: str) -> bool:
    """True when a text asks for a reminder in so many words: 提醒我, 叫我, 闹钟, 倒计时."""
    return any(pattern.search(text) for pattern in (_REMIND, _ALARM, _COUNTDOWN))


def speaks_of_medicine(text: str) -> bool:
    """True when what was said so far is about taking something: 提醒我吃药."""
    return bool(_MEDICINE.search(text) or _taken(_about(text, _REMIND.search(text))))


def is_named_like_medicine(text: str) -> bool:
    """True for an answer like 波依定, a name by itself."""
    return _NAMED_LIKE_MEDICINE.fullmatch(text.strip("，。,. ")) is not None


def is_errand(about: str) -> bool:
    """True for 去药店买药: no dose, though a medicine is named."""
    return bool(_ERRAND.search(about))


def is_use_of(thing: str, about: str) -> bool:
    """True for 喷喷雾 of 喷雾: what was found to be a medicine, and is taken or put on."""
    return not _FOOD.search(thing) and about.startswith(tuple(f"{verb}{thing}" for verb in "吃服喝含打喷滴抹贴涂敷用"))


def is_to_be_done(about: str) -> bool:
    """True for what 该…了 can be said of (接孙子), not 有个会 or 别吃早饭."""
    return _NOT_TO_DO.search(about) is None


def _taken(about: str) -> bool:
    """True when something is to be swallowed that is no food."""
    match = _SWALLOWED.match(about)
    what = (match["what"] or match["what_en"] or "") if match else ""
    return match is not None and (_NO_FOOD.search(what) is not None or _FOOD.search(what) is None)


def _about(text: str, reminded: re.Match[str] | None) -> str:
    """What stands behind 提醒我, else before it, without the time and the words around it."""
    if reminded is None:
        return _plain(text)
    return _plain(text[reminded.end() :]) or _plain(text[: reminded.start()])


def _alarm_for(text: str) -> str:
    """开会 of 下午三点开会的闹钟."""
    named = re.search("(?P<what>[\u4e00-\u9fff]{2,12})的(?:闹钟|闹铃|闹表)", text)
    return _plain(named["what"]) if named else ""


def _plain(text: str) -> str:
    said = _NOUN.sub(" ", text)
    before = None
    while said != before:
        before = said
        said = without_time_around(said)
        said = _TAIL.sub("", _LEAD.sub("", said))
    said = re.sub(r"\s+", " " if said.isascii() else "", said).strip()
    said = re.sub(r"\bmy\b", "your", re.sub("我(?!们)", "您", said))
    return said if len(said) <= LONGEST_ABOUT else re.split("[，,。]", said)[0][:LONGEST_ABOUT]
