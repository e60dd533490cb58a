"""Mandarin to the pinyin that espeak-ng takes."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.voice.normalize import is_hanzi, normalize
from assistant.voice.pinyin import plain_pinyin, to_pinyin
from assistant.voice.readings import readings

SPOKEN = {
    "小安小安，今天冷不冷？": "xiao3 an1 xiao3 an1, jin1 tian1 leng3 bu5 leng3?",
    "您好！": "nin2 hao3!",
    # third tones
    "你好": "ni2 hao3",
    "我很好": "wo3 hen2 hao3",
    "我想买酒": "wo2 xiang3 mai2 jiu3",
    "展览馆": "zhan3 lan2 guan3",
    "请您放心": "qing3 nin2 fang4 xin1",
    "很好，你好": "hen2 hao3, ni2 hao3",
    # 一
    "一": "yi1",
    "一一": "yi1 yi1",
    "一天": "yi4 tian1",
    "一年": "yi4 nian2",
    "一起": "yi4 qi3",
    "一定": "yi2 ding4",
    "一个": "yi2 ge5",
    "一会儿": "yi2 hui4 er5",
    "看一看": "kan4 yi5 kan4",
    "第一": "di4 yi1",
    "星期一": "xing1 qi1 yi1",
    "统一": "tong3 yi1",
    "二十一度": "er4 shi2 yi1 du4",
    "一百一十一": "yi4 bai3 yi1 shi2 yi1",
    "一号楼": "yi1 hao4 lou2",
    "一点半": "yi4 dian3 ban4",
    # 不
    "不": "bu4",
    "不是": "bu2 shi4",
    "不好": "bu4 hao3",
    "好不好": "hao3 bu5 hao3",
    "差不多": "cha4 bu5 duo1",
    "我不去": "wo3 bu2 qu4",
    # readings that depend on the word
    "降压药": "jiang4 ya1 yao4",
    "还有什么药": "hai2 you3 shen2 me5 yao4",
    "大夫": "dai4 fu5",
    "银行行长": "yin2 hang2 hang2 zhang3",
    "您得按时吃药": "nin2 dei3 an4 shi2 chi1 yao4",
    "快得很": "kuai4 de5 hen3",
    "获得": "huo4 de2",
    "觉得": "jue2 de5",
    "睡觉": "shui4 jiao4",
    "睡着了": "shui4 zhao2 le5",
    "慢慢地走": "man4 man4 de5 zou3",
    "地面": "di4 mian4",
    "把声音调大": "ba3 sheng1 yin1 tiao2 da4",
    "晴转多云": "qing2 zhuan3 duo1 yun2",
    "他长得高": "ta1 chang2 de5 gao1",
    "长大": "zhang3 da4",
    "重复": "chong2 fu4",
    "重要": "zhong4 yao4",
    # neutral tones and ü
    "妈妈": "ma1 ma5",
    "王奶奶": "wang2 nai3 nai5",
    "姐姐": "jie3 jie5",
    "晚上": "wan3 shang5",
    "吃过了": "chi1 guo4 le5",
    "儿子": "er2 zi5",
    "女儿": "nv3 er2",
    "绿色": "lv4 se4",
    "心率": "xin1 lv4",
    "嗯": "en4",
    # opera
    "吕剧": "lv3 ju4",
    "黄梅戏评剧": "huang2 mei2 xi4 ping2 ju4",
    "朝阳沟": "chao2 yang2 gou1",
    # what no dictionary knows
    "𠮷先生": "mou3 xian1 sheng5",
    "": "",
    "。": ".",
}  # fmt: skip


@pytest.mark.parametrize(("text", "pinyin"), SPOKEN.items())
def test_what_is_spoken(text: str, pinyin: str) -> None:
    assert to_pinyin(text) == pinyin


@given(st.text())
def test_only_syllables_and_pauses_come_out(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z]+[1-5]|[,;.!? ])*", to_pinyin(normalize(text)))


@given(st.text(alphabet="一不你好小我很想了得地上个百天四"))
def test_each_character_has_its_syllable(text: str) -> None:
    assert len(to_pinyin(text).split()) == len(text)


def test_hanzi_in_english_become_plain_pinyin() -> None:
    assert plain_pinyin("Good morning, 王奶奶") == "Good morning,  wang nainai"
    assert plain_pinyin("No Mandarin here") == "No Mandarin here"


def test_the_tables_have_a_syllable_for_each_character() -> None:
    file = resources.files("assistant.voice").joinpath("pronunciations.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    for word, reading in {**table["words"], **table["characters"]}.items():
        syllables = reading.split()
        assert len(syllables) == len(word), word
        assert all(re.fullmatch(r"[a-z]+[1-5]", syllable) for syllable in syllables), word
    tables = readings()
    for said in (*tables.letters.values(), *tables.words.values(), *tables.signs.values()):
        assert all(map(is_hanzi, said)), said


def test_espeak_speaks_each_syllable_of_ours_as_one() -> None:
    """espeak-ng spells what it does not know letter by letter, which shows as several words of phonemes."""
    syllables = sorted({syllable for text in SPOKEN for syllable in re.findall(r"[a-z]+[1-5]", to_pinyin(text))})
    phonemes = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", "cmn-latn-pinyin", "--stdin"],
        input="".join(f"{syllable}.\n" for syllable in syllables), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    lines = [line for line in phonemes.splitlines() if line.strip()]
    assert len(lines) == len(syllables)
    assert [pair for pair in zip(syllables, lines, strict=True) if len(pair[1].split()) != 1] == []
