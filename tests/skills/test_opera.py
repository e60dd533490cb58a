"""Asking for opera: by genre, title, performer, misheard, and what is not there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from skills.opera_library import GENRES, Piece
from skills.opera_search import find_pieces, genre_in
from tests.skills.conftest import House

PIECES = tuple(
    Piece(Path(f"/m/{title}.mp3"), title, performer, genre)
    for genre, performer, title in (
        ("京剧", "梅兰芳", "贵妃醉酒"),
        ("京剧", "梅兰芳", "霸王别姬"),
        ("京剧", "马连良", "空城计"),
        ("豫剧", "常香玉", "花木兰"),
        ("吕剧", "郎咸芬", "李二嫂改嫁"),
        ("黄梅戏", "严凤英", "天仙配"),
        ("黄梅戏", "马兰", "女驸马"),
        ("越剧", "", "红楼梦"),
    )
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("放一段吕剧", "李二嫂改嫁"),
        ("放一段旅居", "李二嫂改嫁"),
        ("来段雨具", "花木兰"),
        ("给我放京剧", "贵妃醉酒 霸王别姬 空城计"),
        ("我想听黄梅戏", "天仙配 女驸马"),
        ("听听河南梆子", "花木兰"),
        ("放贵妃醉酒", "贵妃醉酒"),
        ("我要听贵妃最久", "贵妃醉酒"),
        ("梅兰芳的霸王别姬", "霸王别姬"),
        ("放梅兰芳的戏", "贵妃醉酒 霸王别姬"),
        ("唱一段没蓝方", "贵妃醉酒 霸王别姬"),
        ("来段天先配", "天仙配"),
        ("黄梅戏女驸马", "女驸马"),
        ("放越剧红楼梦", "红楼梦"),
        ("听马连良", "空城计"),
        ("play peking opera", "贵妃醉酒 霸王别姬 空城计"),
    ],
)
def test_found_by_sound(text: str, titles: str) -> None:
    found = find_pieces(PIECES, text)
    assert found.named
    assert " ".join(piece.title for piece in found.pieces) == titles


@pytest.mark.parametrize(
    "text", ["放段戏", "来点戏听听", "我想听戏", "给我放点音乐吧", "唱一段", "play some opera please"]
)
def test_a_wish_without_a_name_names_nothing(text: str) -> None:
    assert not find_pieces(PIECES, text).named


@pytest.mark.parametrize("text", ["放锁麟囊", "我想听穆桂英挂帅", "放评剧", "京剧沙家浜"])
def test_what_is_not_there_is_not_found(text: str) -> None:
    found = find_pieces(PIECES, text)
    assert found.named and not found.pieces


def test_entities_count_whatever_their_role() -> None:
    assert [piece.title for piece in find_pieces(PIECES, "放这个", ("天仙配",)).pieces] == ["天仙配"]
    assert find_pieces(PIECES, "放这个", ("秦香莲",)).named


def test_a_library_without_performers() -> None:
    bare = (Piece(Path("/m/1.mp3"), "01"), Piece(Path("/m/2.mp3"), "沙家浜"))
    assert [piece.title for piece in find_pieces(bare, "放沙家帮").pieces] == ["沙家浜"]
    assert find_pieces(bare, "放段戏").pieces == ()


def test_large_libraries_are_searched_quickly() -> None:
    import time

    many = tuple(Piece(Path(f"/m/{n}.mp3"), f"第{n}段折子戏", f"演员{n}", "京剧") for n in range(3000))
    find_pieces(many, "放一段吕剧李二嫂改嫁")
    began = time.process_time()
    find_pieces(many, "放一段吕剧李二嫂改嫁给我听听吧")
    assert time.process_time() - began < 30


CASES = Path(__file__).parents[3] / "shared" / "cases" / "opera_requests.jsonl"


@pytest.mark.skipif(not CASES.exists(), reason="the cases from outside are not at hand")
def test_genres_in_what_real_users_said() -> None:
    """A genre that stands in a real request is found; nothing is fitted to these lines."""
    texts = [json.loads(line)["text"] for line in CASES.read_text(encoding="utf-8").splitlines()]
    for text in texts:
        named = re.search("|".join(GENRES), text)
        if named:
            assert genre_in(text) == named[0]


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / f"{name}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.zeros(1600, dtype=np.float32), 16_000)


async def test_playing(house: House) -> None:
    fill(house.media, "京剧/梅兰芳-贵妃醉酒", "京剧/空城计", "吕剧/李二嫂改嫁")
    answer = await house.hear("play_opera", "放一段贵妃醉酒")
    assert answer.text == "好，给您放梅兰芳的《贵妃醉酒》。"
    assert [path.stem for path in house.player.files] == ["梅兰芳-贵妃醉酒"]
    assert (await house.hear("play_opera", "放一段旅居")).text == "好，给您放《李二嫂改嫁》。"
    assert (await house.hear("play_opera", "放京剧")).text.startswith("好，给您放京剧，先听《")
    assert len(house.player.files) == 2


async def test_any_opera_is_another_one_each_time(house: House) -> None:
    fill(house.media, "甲", "乙", "丙")
    heard = []
    for _ in range(4):
        await house.hear("play_opera", "放段戏")
        assert len(house.player.files) == 3
        heard.append(house.player.files[0].stem)
    assert len(set(heard[:3])) == 3 and heard[3] == heard[0]


async def test_what_is_not_there_is_said_kindly_with_what_is(house: House) -> None:
    fill(house.media, "京剧/空城计", "黄梅戏/天仙配")
    answer = await house.hear("play_opera", "放段豫剧")
    assert answer.text == "我这里还没有豫剧。有京剧和黄梅戏，您想听哪个？" and answer.expects_answer
    answer = await house.hear("play_opera", "放锁麟囊")
    assert "空城计" in answer.text and "天仙配" in answer.text and answer.expects_answer
    assert house.player.playing is None


async def test_an_empty_or_missing_folder_and_a_broken_player(house: House) -> None:
    assert "还没有戏" in (await house.hear("play_opera", "放段戏")).text
    fill(house.media, "京剧/空城计")
    house.player.broken = True
    assert "放不了" in (await house.hear("play_opera", "放段戏")).text
