"""What she may say during a check, and what in the room is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.check_answers import CheckWord, check_word

SAID = {
    CheckWord.STOP: "不做了 不量了 别量了 停 停！ 停停停 小安停下 算了 算了算了 不用了 不想量了 我不做了 今天不做了 "
    "结束 到此为止 下次再做吧 那就不做了吧 好了不做了 stop",
    CheckWord.SKIP: "跳过 跳过这个 下一个 这个不量了 这个我不会 换下一个 没有血压计 skip",
    CheckWord.WAIT: "等一下 等等 等会儿 我还没弄好 还没好 等我一下 先等等 没夹好呢 wait",
    CheckWord.READY: "好了 夹好了 戴好了 坐好了 可以了 我好了 开始吧 继续 ready",
    CheckWord.YES: "嗯 对 是的 好的 行 我在呢 ok yes",
    CheckWord.REPEAT: "再说一遍 没听清 怎么弄 怎么戴 again",
}  # fmt: skip
NOT_SAID = (
    "救命", "我不舒服", "我头晕", "今天冷不冷", "吃过了", "等会儿再吃", "停电了", "我没事", "她不做饭了", "好吃",
    "现在几点", "不疼", "不要紧", "好多了", "我不行了", "不要动我", "好了好了别哭了", "下一站是哪儿", "血压高不高",
)  # fmt: skip
TABLE = [(word, text) for word, texts in SAID.items() for text in texts.split()]


@pytest.mark.parametrize(("word", "text"), TABLE)
def test_said(word: CheckWord, text: str) -> None:
    assert check_word(text) is word


@pytest.mark.parametrize("text", ["I don't want to go on", "that's enough", "小安小安，不做了", "  跳 过  。"])
def test_with_spaces_and_marks(text: str) -> None:
    assert check_word(text) in {CheckWord.STOP, CheckWord.SKIP}


@pytest.mark.parametrize("text", NOT_SAID)
def test_something_else(text: str) -> None:
    assert check_word(text) is None


@given(st.text(max_size=5000))
def test_any_text_is_looked_at(text: str) -> None:
    assert check_word(text) in {None, *CheckWord}
