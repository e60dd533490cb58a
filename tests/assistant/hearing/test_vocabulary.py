"""What a speech model can write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.hearing.vocabulary import Reach, Spelling, fewest_pieces, reach, words_that_a_grammar_may_use
from assistant.hearing.vosk_recognizer import VoskRecognizer

FEW = frozenset({"降压药", "小", "点", "声", "小点", "来", "得", "是", "十点"})


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("降压药", Reach.WHOLE),
        ("小点声", Reach.PIECES),
        ("来得时", Reach.SOUND),
        ("倍他乐克", Reach.SOUND),
        ("", Reach.SOUND),
    ],
)
def test_how_a_model_reaches_a_word(word: str, expected: Reach) -> None:
    assert reach(word, FEW.__contains__) is expected


def test_a_word_is_made_of_as_few_pieces_as_can_be() -> None:
    word = "小点声"
    pieces = fewest_pieces(3, lambda start, end: word[start:end] if word[start:end] in FEW else None)
    assert pieces == ("小点", "声")


@pytest.mark.parametrize(
    ("word", "spelled"),
    [
        ("来得时", ("来", "得", "是")),
        ("莱德士", ("来", "得", "是")),
        ("石点", ("十点",)),
        ("来得四", None),  # 四 is si, which the model tells from shi
        ("来德铭", None),
        ("aspirin", None),
    ],
)
def test_a_word_is_spelled_with_words_of_its_sound(word: str, spelled: tuple[str, ...] | None) -> None:
    assert Spelling(FEW).spell(word) == spelled


def test_the_builtin_model_takes_a_grammar_of_its_words(builtin: Path, recognizer: VoskRecognizer) -> None:
    spelling = words_that_a_grammar_may_use(builtin)
    assert spelling is not None
    assert "救命" in spelling
    assert recognizer.knows("救命")
    for word in ("[unk]", "<eps>", "#0", "饕餮"):
        assert word not in spelling
    assert not recognizer.knows("饕餮")


@pytest.mark.parametrize("lacking", ["words.txt", "HCLr.fst"])
def test_a_model_with_other_files_takes_none(builtin: Path, tmp_path: Path, lacking: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(builtin / "graph", folder / "graph")
    (folder / "graph" / lacking).unlink()
    assert words_that_a_grammar_may_use(folder) is None
