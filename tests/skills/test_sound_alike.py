"""What sounds alike, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.sound_alike import best_match, similarity, sound, sound_similarity, syllables


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("小安", ("xiao", "an")),
        ("奶奶", ("lai", "lai")),
        ("中国", ("zong", "guo")),
        ("张生", ("zan", "sen")),
        ("绿茶", ("lv", "ca")),
        ("打120！", ("da", "yi", "er", "lin")),
        ("Help me now", ("help", "me", "now")),
        ("听 Bach，停。", ("tin", "bach", "tin")),
        ("I've fallen", ("i've", "fallen")),
        ("……", ()),
        ("", ()),
    ],
)
def test_the_sound_of_a_text(text: str, syllables: tuple[str, ...]) -> None:
    assert sound(text) == syllables


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("女驸马", "女附马"),
        ("天仙配", "天先陪"),
        ("小安", "晓安"),
        ("奶奶", "来来"),
        ("四点", "是点"),
        ("包青天", "包清添"),
    ],
)
def test_homophones_and_merged_sounds_are_the_same(a: str, b: str) -> None:
    assert similarity(a, b) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("a", "near", "far"),
    [
        ("女驸马", "女负妈", "空城计"),
        ("降压药", "降牙药", "豆腐"),
        ("穆桂英挂帅", "木贵英挂帅", "花木兰"),
        ("李梅", "李美", "王强"),
    ],
)
def test_a_confusion_is_nearer_than_another_word(a: str, near: str, far: str) -> None:
    assert similarity(a, near) >= 0.75
    assert similarity(a, far) < 0.6
    assert similarity(a, near) > similarity(a, far)


def test_nothing_is_like_silence() -> None:
    assert similarity("", "") == 0.0
    assert similarity("药", "。") == 0.0


@pytest.mark.parametrize(
    ("spoken", "wanted"),
    [("女附马", "女驸马"), ("天先陪", "天仙配"), ("打豆腐", None), ("", None)],
)
def test_the_best_candidate_or_none(spoken: str, wanted: str | None) -> None:
    assert best_match(spoken, ["天仙配", "女驸马", "空城计"], at_least=0.7) == wanted


def test_of_equals_the_first_wins() -> None:
    assert best_match("李美", ["李梅", "李湄"], at_least=0.5) == "李梅"


@given(st.text(max_size=60))
def test_each_syllable_stands_where_it_says(text: str) -> None:
    end = 0
    for syllable in syllables(text):
        assert end <= syllable.start < syllable.end <= len(text)
        assert syllable.sound
        end = syllable.end


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    score = similarity(a, b)
    assert 0.0 <= score <= 1.0
    assert score == pytest.approx(similarity(b, a))
    if sound(a):
        assert sound_similarity(sound(a), sound(a)) == 1.0
