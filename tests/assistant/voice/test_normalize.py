"""Written Mandarin to what is said."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.voice.normalize import PAUSES, is_hanzi, normalize

SAID = {
    # times
    "每天08:00和8:30提醒": "每天八点和八点半提醒",
    "12:05": "十二点零五分",
    "00:00": "零点",
    "14:15:08": "十四点十五分零八秒",
    "2:00开会": "两点开会",
    "08:00-09:30": "八点到九点半",
    "下午3:00～4:00": "下午三点到四点",
    "８：３０": "八点半",
    "8点05分": "八点零五分",
    "8点-9点": "八点到九点",
    # dates
    "2026-11-21": "二零二六年十一月二十一日",
    "2026/3/8。": "二零二六年三月八日。",
    "2026年11月21日": "二零二六年十一月二十一日",
    "11月2日": "十一月二日",
    "1998年": "一九九八年",
    "2年": "两年",
    "2年级": "二年级",
    "2026-13-40": "二零二六，一三，四零",
    # degrees
    "25°C": "二十五度",
    "25℃": "二十五度",
    "-3℃": "零下三度",
    "-3~5℃": "零下三度到五度",
    "-5到-2度": "零下五度到零下二度",
    "3-8度": "三到八度",
    "气温 12 到 20 度": "气温十二到二十度",
    "98.6°F": "华氏九十八点六度",
    "37.2°": "三十七点二度",
    # shares
    "血氧95%，正常。": "血氧百分之九十五，正常。",
    "50%-60%": "百分之五十到六十",
    "5~10%": "百分之五到十",
    "-5%": "负百分之五",
    "3‰": "千分之三",
    # measures
    "120/80mmHg": "高压一百二十，低压八十毫米汞柱",
    "120mmHg": "一百二十毫米汞柱",
    "血压120/80": "血压高压一百二十，低压八十",
    "心率128次/分": "心率每分钟一百二十八次",
    "72bpm": "每分钟七十二次",
    "20km/h": "每小时二十公里",
    "3m/s": "每秒三米",
    "5.6mmol/L": "五点六毫摩尔每升",
    "50kg": "五十公斤",
    "500ml": "五百毫升",
    "500 mL": "五百毫升",
    "2L水": "两升水",
    "5g": "五克",
    "5㎎": "五毫克",
    "10kg-20kg": "十公斤，二十公斤",
    "5-10mg": "五到十毫克",
    "4G网络": "四吉网络",
    # telephone numbers
    "13800001234": "幺三八，零零零零，幺二三四",
    "138-0000-1234": "幺三八，零零零零，幺二三四",
    "+86 13800001234": "幺三八，零零零零，幺二三四",
    "010-12345678": "零幺零，幺二三四，五六七八",
    "电话是0531-12345678": "电话是零五三幺，幺二三四，五六七八",
    "400-800-1234": "四零零，八零零幺，二三四",
    "拨打120": "拨打幺二零",
    "请打110": "请打幺幺零",
    "热线12345": "热线幺二三四五",
    "119火警": "幺幺九火警",
    "打120分钟电话": "打一百二十分钟电话",
    # counting and ranges
    "2片": "两片",
    "12片": "十二片",
    "1-2片": "一到两片",
    "2-3片": "两到三片",
    "2个半小时": "两个半小时",
    "第2次": "第二次",
    "第2天": "第二天",
    "2楼": "二楼",
    "2万": "两万",
    "0.5片": "零点五片",
    "1/2片": "半片",
    "½杯水": "半杯水",
    "1/2": "一半",
    "3/4": "四分之三",
    "3-5天": "三到五天",
    "30~40分钟": "三十到四十分钟",
    "比分3:2": "比分三比二",
    "每天3次，每次1片": "每天三次，每次一片",
    # plain numbers
    "36.5": "三十六点五",
    "1,234元": "一千二百三十四元",
    "10000步": "一万步",
    "1.2.3": "一点二点三",
    "007": "零零七",
    "١٢": "十二",
    "③": "三",
    "12345678901234567890": "一二三四五六七八九零一二三四五六七八九零",
    # letters and signs
    "维生素B12": "维生素比十二",
    "SOS": "艾斯欧艾斯",
    "PM2.5": "批艾姆二点五",
    "OK": "好",
    "Wi-Fi": "外发",
    "café": "西诶艾弗伊",
    "a+b=c": "诶加比等于西",
    "“你好”（小安）": "你好，小安，",
    "《天仙配》": "天仙配",
    "好……再见": "好。再见",
    "真的?!": "真的？",
    "第一行\n第二行": "第一行。第二行",
    "😀": "",
    "…": "",
    " \t ": "",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("written", "said"), SAID.items())
def test_what_is_said(written: str, said: str) -> None:
    assert normalize(written) == said


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(), st.text(alphabet="0123456789-~:/.,%°CFmgkL打次分点年第 两到+片\n"), st.text(alphabet="aZé٣½Ⅷ①ß漢")
    )
)
def test_nothing_is_left_unread(text: str) -> None:
    said = normalize(text)
    assert all(is_hanzi(char) or char in PAUSES for char in said)
    assert not said.startswith(tuple(PAUSES))
    if any(char.isascii() and char.isalnum() for char in text):
        assert said


@given(
    st.text(alphabet="零一二三四五六七八九十百千万小安您好，。？！", min_size=1).filter(
        lambda text: text[0] not in PAUSES
    )
)
def test_normalized_text_stays_as_it_is(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@pytest.mark.parametrize("piece", ["9", "1-", "1.", "1:", "1/", "1 ", "a", "打1", "1,000", "-", "1%", "²"])
def test_long_hostile_text_takes_no_longer_than_its_length_asks(piece: str) -> None:
    start = time.process_time()
    normalize(piece * 5000)
    assert time.process_time() - start < 20
