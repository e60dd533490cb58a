"""The own words of a house, as the speaker would collect them."""

from __future__ import annotations

from assistant.hearing.house_words import words_of_music, words_of_settings
from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import OwnWord, OwnWords
from config.settings import Contact, HearingWords, Resident
from skills.medicine_names import known_medicines

LISTED = HearingWords(
    medicines=("来得时", "可定", "络活喜", "拜新同"),
    people=("子涵", "张浩然", "乐乐", "欧阳思远"),
    titles=("女驸马", "四郎探母", "贵妃醉酒", "霸王别姬", "李二嫂改嫁", "断桥", "空城计", "梅兰芳", "朝阳沟"),
    others=("老槐树茶馆",),
)
RESIDENT = Resident(id="wang", name="王秀英", contacts=(Contact(name="李梅", called=("女儿", "闺女", "梅梅")),))


def house() -> list[OwnWord]:
    return [
        *words_of_settings(LISTED, (RESIDENT,)),
        *(OwnWord(name, Kind.MEDICINE) for name in known_medicines()),
        *words_of_music(()),
    ]


def own_words() -> OwnWords:
    return OwnWords(house())
