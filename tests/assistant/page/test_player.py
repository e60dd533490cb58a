"""Music in the browser: what the pages are told, and which files they may fetch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.page.feed import Feed
from assistant.page.player import PagePlayer
from hardware.ports import DeviceError


@pytest.fixture
def pieces(tmp_path: Path) -> tuple[Path, ...]:
    files = tuple(tmp_path / f"{number}.wav" for number in range(2))
    for file in files:
        soundfile.write(file, np.zeros(16_000, dtype=np.int16), 16_000)
    return files


def test_pages_are_told_each_step_and_fetch_only_what_is_played(pieces: tuple[Path, ...]) -> None:
    feed = Feed()
    player = PagePlayer(feed, 60)
    with feed.subscribe() as messages:
        assert player.file(0) is None
        player.play(pieces)
        player.duck(50)
        player.duck(None)
        player.pause()
        player.resume()
        player.next()
        player.stop()
        told = [messages.get_nowait() for _ in range(messages.qsize())]
    assert [(each["do"], each["volume"]) for each in told] == [
        ("play", "60"), ("volume", "30"), ("volume", "60"), ("pause", "60"), ("resume", "60"), ("next", "60"),
        ("stop", "60"),
    ]  # fmt: skip
    assert told[0]["pieces"] == "2"
    assert (player.file(0), player.file(1), player.file(2), player.file(-1)) == (*pieces, None, None)


def test_what_cannot_be_played_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"no music")
    with pytest.raises(DeviceError):
        PagePlayer(Feed(), 60).play((broken,))
