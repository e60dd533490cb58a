"""What is understood without the engine, as a table; and that everything else is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.basics import basic_intent

KNOWN = {
    "stop": "停 停！ 停停停 停下 快停下 先停一下 别说了 别说话了 甭说了 不要再说了 行了别说了 别唱了 别放了 闭嘴 "
    "安静一会儿 不听了 等一下 等等 小安停下 小安小安，别说了 stop Stop! 停一停 关了吧 打住",
    "ask_time": "几点了 现在几点 现在几点了啊 这会儿几点钟 小安，几点啦 今天几号 今天星期几 今儿礼拜几呀 几月几号 "
    "啥时候了 现在什么时间 报个时 那个现在几点了呢 今天是几月几号 呃几点了",
    "repeat": "没听清再说一遍 再说一遍 你再说一次 没听清 我没听清楚 你刚才说啥 你说什么 啥 重复一遍 没听见 "
    "你说的什么呀",
    "change_volume": "小声点 小声一点 小点声 声音小点 大点声 大声点 大声一点儿 声音大一点 音量调大一点 再大点声 太吵了 "
    "声音太小了 听不见 "
    "你说话大声点 轻一点 把声音调小点 小安，小声点 louder 说大点声 声音再大点",
    "change_speech": "慢一点 慢点说 你说慢一点 说慢点 太快了 你说得太快了 慢慢说 跟不上 再慢一点 说快点 slower "
    "我说话慢，等等我 我说话慢你等等我 我还没说完呢 让我把话说完 你别抢话 别打断我 等我说完",
    "affirm": "是 是的 对 对对对 好 好的 好吧 好嘞 行 行啊 可以 要 要的 嗯 嗯嗯 嗯，好 中 成 没错 当然 没问题 "
    "确定 是啊 对呀 那好吧 好的好的 哎，好 yes OK 需要 快叫人 叫吧 嗯对",
    "deny": "不 不是 不要 不用 不用了 不用了吧 不行 不对 没有 没事 我没事 算了 算了吧 别 甭 不需要 不想 "
    "不是不是 没有没有 不用叫 不要了 不必了 no 我很好 没事没事 不用叫人 挺好的 免了",
}  # fmt: skip
SOMETHING_ELSE = (
    "今天冷不冷", "不是很疼", "有点不舒服", "我要听戏", "好疼", "停电了", "对门老王来了", "要下雨了吗", "行李放哪儿了",
    "救命", "我摔倒了", "八点提醒我吃药", "不舒服", "没力气", "好像摔着了", "不错", "要不要", "是不是", "是不是要下雨",
    "几点吃药", "可以放戏吗", "不知道", "别的戏", "停车在哪儿", "明天几号", "要喝水", "没电了", "心口不好受",
    "大点的那个", "小点的桌子", "快点来", "快点走", "慢点走", "声音", "放大镜在哪儿", "说快板", "太大了", "太慢了吧他",
    "轻点放", "说话", "别着急", "等我一下", "快一点钟了", "我们家说话慢的那个", "他还没说完",
    "是" * 31, "", "   ", "。。。", "小安",
)  # fmt: skip


TABLE = [(intent, text) for intent, texts in KNOWN.items() for text in texts.split()]


@pytest.mark.parametrize(("intent", "text"), TABLE)
def test_known(intent: str, text: str) -> None:
    assert basic_intent(text) == intent


@pytest.mark.parametrize("text", ["what time is it", "no thank you", "be quiet", "say that again", "小安 停下来"])
def test_known_with_spaces(text: str) -> None:
    assert basic_intent(text) is not None


@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_something_else(text: str) -> None:
    assert basic_intent(text) is None


@given(st.text(max_size=10_000))
def test_any_text_has_an_answer(text: str) -> None:
    assert basic_intent(text) in {*KNOWN, None}
