"""Misheard own words are put right, and ordinary talk stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import Change, Corrected, OwnWord, OwnWords, can_be_put_right
from skills.sound_alike import sound, syllable_distance
from tests.intents.sources import examples, held_out, plain

from .house import house, own_words

OWN = own_words()
LONGER_THAN_ANY_UTTERANCE = "提醒我吃将压药" * 60
# The sounds of 李梅, 梅梅, 中药, 补药, 吕剧, 可定, 乐乐, 断桥 … in talk that means none of them.
LIKE_OWN_WORDS = """
你没吃药吧 家里没有人 那里没下雨 跟你没关系 我跟你没说过 你没听见吗 给妹妹打电话 我妹妹来了
美美地睡了一觉 每每想起来就难受 这事很重要 吃饭重要还是睡觉重要 不要放了 我不要吃 他们去旅居了
在海南旅居 我可定不下来 可以定一个 行了了了 他笑得乐了 锻炼身体 吃了两片 他来得是时候
来得是不是早了 下雨了 想要药 要药膏吗 吃完要休息
"""
TALK_AT_HOME = """
今天天气怎么样 明天会下雨吗 现在几点了 今天星期几 我有点冷 把空调关了 帮我把灯打开 我想喝水
晚上吃什么 饭做好了没有 邻居家的狗又叫了 昨天晚上没睡好 膝盖疼得厉害 我出去买菜 钥匙放哪儿了
电视声音太大了 孩子放学了吗 明年春天回老家 外面风真大 把窗户关上 早上起来有点头晕 血压量了没有
医生说要多休息 下个月去医院复查 社区的人什么时候来 谢谢你小安 再放一遍 换一首 声音大一点 说慢一点
我吃过了 等一会儿再吃 药吃完了要去买 一天三次一次两片 饭后半小时吃 这个药苦得很 给我讲个笑话
老头子去下棋了 孙子考上大学了 过年回不回来 他说他不来了 你叫什么名字 我叫什么来着 谁在敲门
刚才有人打电话来 没什么大事 给我找一段晋剧 我想听粤剧 咳嗽有痰吃什么药 胃有点胀 钱包找不到了
那个老茶馆还开着吗 树上有只鸟
"""


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("每天早上八点提醒我吃将压药", "每天早上八点提醒我吃降压药"),
        ("提醒我吃阿斯匹零", "提醒我吃阿司匹林"),
        ("二甲双瓜还没吃", "二甲双胍还没吃"),
        ("晚上吃被他了课", "晚上吃倍他乐克"),
        ("提醒我吃贝塔洛克", "提醒我吃倍他乐克"),
        ("硝本地平吃过了", "硝苯地平吃过了"),
        ("提醒我明天吃绿吡格雷", "提醒我明天吃氯吡格雷"),
        ("速效就心丸放哪儿了", "速效救心丸放哪儿了"),
        ("提醒我吃阿托伐他听", "提醒我吃阿托伐他汀"),
        ("阿托他汀今天吃了吗", "阿托伐他汀今天吃了吗"),  # a syllable was lost
        ("提醒我打来得是", "提醒我打来得时"),
        ("晚上提醒我吃渴定", "晚上提醒我吃可定"),
        ("给子韩打电话", "给子涵打电话"),
        ("跟张昊然说我到家了", "跟张浩然说我到家了"),
        ("给里没打电话", "给李梅打电话"),
        ("叫欧阳斯原来接我", "叫欧阳思远来接我"),
        ("告诉了了我想他", "告诉了了我想他"),  # 了了 is grammar: too little to go by
        ("放一段旅居", "放一段吕剧"),
        ("我想听鱼剧", "我想听豫剧"),
        ("听女父马", "听女驸马"),
        ("来一段四郎叹母", "来一段四郎探母"),
        ("贵妃最久", "贵妃醉酒"),
        ("我要听八王别急", "我要听霸王别姬"),
        ("里二嫂改价", "李二嫂改嫁"),
        ("放断乔选段", "放断桥选段"),
        ("我在老怀树查馆等你", "我在老槐树茶馆等你"),
        ("提醒我吃将压药和阿斯匹零", "提醒我吃降压药和阿司匹林"),
    ],
)
def test_a_misheard_own_word_is_put_right(heard: str, meant: str) -> None:
    assert OWN.correct(heard).text == meant


@pytest.mark.parametrize("text", ["", *LIKE_OWN_WORDS.split(), *TALK_AT_HOME.split()])
def test_ordinary_talk_stays_as_it_is(text: str) -> None:
    assert OWN.correct(text) == Corrected(text)


def test_what_is_said_to_the_speaker_stays_as_it_is() -> None:
    """Every example of the intents, and the paraphrases held out, in a house of some hundred own words."""
    said = [plain(example) for group in examples().values() for example in group]
    said += [text for _, text in held_out()]
    changed = {text: OWN.correct(text).text for text in said if OWN.correct(text).changes}
    assert len(said) > 1500
    assert changed == {}


def test_two_own_words_of_one_sound_leave_it_open() -> None:
    words = OwnWords([OwnWord("李梅", Kind.PERSON), OwnWord("李玫", Kind.PERSON)])
    assert words.correct("给里没打电话").changes == ()
    assert words.correct("给李玫打电话").changes == ()


def test_a_change_tells_what_stood_there() -> None:
    assert OWN.correct("提醒我吃将压药").changes == (Change("将压药", "降压药"),)


@pytest.mark.parametrize("text", ["药", "aspirin", "A型药", "", "，", "一" * 13, "来 得 时"])
def test_words_that_sound_alone_cannot_find_are_passed_over(text: str) -> None:
    assert not can_be_put_right(text)
    assert OwnWords([OwnWord(text)]).correct("吃要 aspirin").changes == ()


def test_a_word_of_no_kind_may_stand_where_any_may() -> None:
    words = OwnWords([OwnWord("可定")])
    assert [words.correct(text).text for text in ("吃渴定", "给渴定打电话", "我渴定了")] == [
        "吃可定",
        "给可定打电话",
        "我渴定了",
    ]


def test_the_first_one_to_list_a_word_says_what_it_names() -> None:
    words = OwnWords([OwnWord("可定", Kind.MEDICINE), OwnWord("可定", Kind.PERSON)])
    assert words.correct("给渴定打电话").changes == ()


def test_a_text_that_is_no_utterance_is_left_alone() -> None:
    assert OWN.correct(LONGER_THAN_ANY_UTTERANCE) == Corrected(LONGER_THAN_ANY_UTTERANCE)


PIECES = st.sampled_from(
    [
        "提醒我吃",
        "给",
        "打电话",
        "放一段",
        "将压药",
        "被他了课",
        "里没",
        "旅居",
        "渴定",
        "，",
        " ",
        "ok",
        "三",
        "\ud800",
        "不",
        "八点",
        "了",
    ]
)
TALK = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)


@given(TALK)
def test_it_never_fails_and_a_second_time_changes_nothing(text: str) -> None:
    once = OWN.correct(text)
    assert OWN.correct(once.text) == Corrected(once.text)
    assert (once.text == text) == (not once.changes)


@given(TALK)
def test_what_is_changed_sounded_nearly_the_same_and_the_rest_stays(text: str) -> None:
    corrected = OWN.correct(text)
    own = {word.text for word in house()}
    for change in corrected.changes:
        assert change.word in own
        heard, meant = sound(change.heard), sound(change.word)
        assert len(heard) >= 2
        if len(heard) == len(meant):
            assert sum(map(syllable_distance, heard, meant)) <= len(meant) / 4
        else:
            assert abs(len(heard) - len(meant)) == 1 <= len(meant) - 4
    lengths = sum(len(change.word) - len(change.heard) for change in corrected.changes)
    assert len(corrected.text) == len(text) + lengths
