"""The music folder with real files, tags, broken files and changes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from skills.opera_library import OperaLibrary, Piece, from_name


def make(path: Path, seconds: float = 0.3, **tags: str) -> Path:
    """A real file of music in the format of its suffix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = (0.2 * np.sin(np.arange(int(16_000 * seconds)) * 0.1)).astype(np.float32)
    if path.suffix in (".wav", ".flac", ".ogg"):
        soundfile.write(path, tone, 16_000)
    else:
        wav = path.with_suffix(".tmp.wav")
        soundfile.write(wav, tone, 16_000)
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", str(wav), str(path)], check=True, timeout=300)
        wav.unlink()
    if tags:
        file = mutagen.File(path, easy=True)
        if file.tags is None:
            file.add_tags()
        for name, value in tags.items():
            file[name] = value
        file.save()
    return path


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".m4a"])
def test_tags_tell_what_a_file_is(tmp_path: Path, suffix: str) -> None:
    make(tmp_path / f"track{suffix}", title="谁说女子不如男", artist="常香玉", genre="豫剧")
    assert OperaLibrary(tmp_path).pieces() == (Piece(tmp_path / f"track{suffix}", "谁说女子不如男", "常香玉", "豫剧"),)


def test_names_tell_what_tags_do_not(tmp_path: Path) -> None:
    make(tmp_path / "京剧" / "梅兰芳-贵妃醉酒.mp3")
    make(tmp_path / "黄梅戏" / "名段" / "03 天仙配.wav")
    make(tmp_path / "评剧 花为媒.flac")
    found = {(piece.genre, piece.performer, piece.title) for piece in OperaLibrary(tmp_path).pieces()}
    assert found == {("京剧", "梅兰芳", "贵妃醉酒"), ("黄梅戏", "", "天仙配"), ("评剧", "", "评剧 花为媒")}


@pytest.mark.parametrize(
    ("stem", "names"),
    [
        ("梅兰芳-贵妃醉酒", ("梅兰芳", "贵妃醉酒")),
        ("01. 梅兰芳 - 贵妃醉酒", ("梅兰芳", "贵妃醉酒")),
        ("贵妃醉酒", ("", "贵妃醉酒")),
        ("京剧-梅兰芳-贵妃醉酒", ("梅兰芳", "贵妃醉酒")),
        ("越剧_红楼梦", ("", "红楼梦")),
        ("07", ("", "07")),
        ("-", ("", "-")),
    ],
)
def test_a_files_name(stem: str, names: tuple[str, str]) -> None:
    assert from_name(stem) == names


def test_broken_files_are_told_and_the_rest_works(tmp_path: Path) -> None:
    good = make(tmp_path / "好.mp3", title="好")
    whole = make(tmp_path / "整.flac").read_bytes()
    (tmp_path / "整.flac").unlink()
    broken = {
        "空.mp3": b"",
        "文字.mp3": "这不是音乐".encode(),
        "半截.flac": whole[:20],
        "零.wav": b"RIFF\x00\x00\x00\x00WAVE",
        "随机.ogg": bytes(range(256)) * 8,
        "假.m4a": b"\x00\x00\x00\x18ftypM4A " + b"\xff" * 40,
    }
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "说明.txt").write_text("not music")
    (tmp_path / "断.mp3").symlink_to(tmp_path / "nowhere.mp3")
    (tmp_path / "夹.mp3").mkdir()
    library = OperaLibrary(tmp_path)
    assert [piece.path for piece in library.pieces()] == [good]
    assert {skipped.path.name for skipped in library.skipped()} == set(broken)
    assert all(skipped.reason for skipped in library.skipped())


def test_a_change_of_the_folder_is_seen(tmp_path: Path) -> None:
    library = OperaLibrary(tmp_path)
    assert library.pieces() == ()
    first = make(tmp_path / "甲.wav")
    assert [piece.title for piece in library.pieces()] == ["甲"]
    make(tmp_path / "乙" / "丙.wav")
    assert {piece.title for piece in library.pieces()} == {"甲", "丙"}
    first.unlink()
    assert [piece.title for piece in library.pieces()] == ["丙"]


def test_a_changed_tag_is_seen(tmp_path: Path) -> None:
    path = make(tmp_path / "甲.flac", title="旧名")
    library = OperaLibrary(tmp_path)
    assert [piece.title for piece in library.pieces()] == ["旧名"]
    make(path, title="新名")
    os.utime(path, ns=(1, 1))
    assert [piece.title for piece in library.pieces()] == ["新名"]


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert OperaLibrary(tmp_path / "none").pieces() == ()
