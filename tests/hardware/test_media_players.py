"""What every music player promises: libmpv and the stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
import soundfile

from hardware import mpv_player
from hardware.mpv_player import MpvPlayer
from hardware.ports import DeviceError, MediaPlayer
from hardware.silent_player import SilentPlayer
from tests.hardware.conftest import tone
from tests.pulse import PrivatePulse


class Player(MediaPlayer, Protocol):
    """What both have besides the port."""

    @property
    def loudness(self) -> float: ...
    def close(self) -> None: ...


MAKERS: dict[str, Callable[[], Player]] = {
    "mpv": lambda: MpvPlayer(70, audio_output="null"),
    "silent": lambda: SilentPlayer(70),
}


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take long to open a file."""
    monkeypatch.setattr(mpv_player, "STARTS_WITHIN_S", 60.0)


@pytest.fixture(params=MAKERS)
def player(request: pytest.FixtureRequest) -> Iterator[Player]:
    made = MAKERS[request.param]()
    yield made
    made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three good pieces, the third very short, and what is no music."""
    folder = tmp_path_factory.mktemp("music")
    made = {name: folder / name for name in ("a.flac", "b.flac", "short.flac", "bad.mp3", "empty.flac", "-x 曲.flac")}
    for name in ("a.flac", "b.flac", "-x 曲.flac"):
        soundfile.write(made[name], tone(30).pcm, 16_000)
    soundfile.write(made["short.flac"], tone(0.3).pcm, 16_000)
    made["bad.mp3"].write_bytes(b"no music at all " * 500)
    made["empty.flac"].write_bytes(b"")
    return {**made, "missing.flac": folder / "missing.flac"}


def wait_until(what: Callable[[], bool]) -> None:
    """Polls, for the player has a thread of its own."""
    until = time.monotonic() + 60
    while not what():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.01)


def test_nothing_plays_at_first(player: Player) -> None:
    assert player.playing is None
    assert not player.paused
    for act in (player.pause, player.resume, player.next, player.stop):
        act()
    assert player.playing is None


def test_files_play_in_order(player: Player, files: dict[str, Path]) -> None:
    player.play((files["a.flac"], files["b.flac"]))
    assert player.playing == files["a.flac"]
    player.next()
    wait_until(lambda: player.playing == files["b.flac"])
    player.next()
    wait_until(lambda: player.playing is None)


def test_pause_and_resume_keep_the_piece(player: Player, files: dict[str, Path]) -> None:
    player.play((files["a.flac"],))
    player.pause()
    assert (player.playing, player.paused) == (files["a.flac"], True)
    player.resume()
    assert (player.playing, player.paused) == (files["a.flac"], False)


def test_stop_ends_the_music(player: Player, files: dict[str, Path]) -> None:
    player.play((files["a.flac"], files["b.flac"]))
    player.stop()
    wait_until(lambda: player.playing is None)
    assert not player.paused


def test_playing_anew_replaces_and_is_not_paused(player: Player, files: dict[str, Path]) -> None:
    player.play((files["a.flac"], files["b.flac"]))
    player.pause()
    player.play((files["b.flac"],))
    assert (player.playing, player.paused) == (files["b.flac"], False)
    player.next()
    wait_until(lambda: player.playing is None)


def test_the_end_is_noticed(player: Player, files: dict[str, Path]) -> None:
    player.play((files["short.flac"], files["a.flac"]))
    wait_until(lambda: player.playing == files["a.flac"])
    player.play((files["short.flac"],))
    wait_until(lambda: player.playing is None)


def test_broken_files_are_skipped(player: Player, files: dict[str, Path]) -> None:
    broken = tuple(files[name] for name in ("bad.mp3", "missing.flac", "empty.flac"))
    player.play((*broken, files["a.flac"]))
    assert player.playing == files["a.flac"]
    player.play((files["short.flac"], *broken, files["b.flac"]))
    wait_until(lambda: player.playing == files["b.flac"])


def test_files_that_fail_before_the_next_is_queued_stop_nothing(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    player = MpvPlayer(70, audio_output="null")
    at_once = player._mpv.command

    def and_wait_for_its_end(*command: str) -> None:
        at_once(*command)
        wait_until(lambda: player._mpv.idle_active or player.playing == files["a.flac"])

    monkeypatch.setattr(player._mpv, "command", and_wait_for_its_end)
    try:
        player.play((files["bad.mp3"], files["missing.flac"], files["a.flac"]))
        assert player.playing == files["a.flac"]
    finally:
        player.close()


@pytest.mark.parametrize("names", [(), ("bad.mp3",), ("missing.flac", "empty.flac")])
def test_nothing_playable_is_an_error(names: tuple[str, ...], player: Player, files: dict[str, Path]) -> None:
    with pytest.raises(DeviceError):
        player.play(tuple(files[name] for name in names))
    player.play((files["a.flac"],))
    assert player.playing == files["a.flac"]


def test_odd_names_are_files_and_not_options(player: Player, files: dict[str, Path]) -> None:
    player.play((files["-x 曲.flac"],))
    assert player.playing == files["-x 曲.flac"]


def test_volume_and_ducking(player: Player) -> None:
    assert player.loudness == 70
    player.duck(25)
    assert player.loudness == 17.5
    player.set_volume(80)
    assert player.loudness == 20
    player.duck(None)
    assert player.loudness == 80
    player.set_volume(250)
    assert player.loudness == 100
    player.set_volume(-3)
    assert player.loudness == 0


def test_ducking_lasts_over_a_new_piece(player: Player, files: dict[str, Path]) -> None:
    player.duck(50)
    player.play((files["a.flac"],))
    assert player.loudness == 35


def test_the_stand_in_moves_with_its_clock(files: dict[str, Path]) -> None:
    now = [0.0]
    player = SilentPlayer(now_s=lambda: now[0])
    player.play((files["a.flac"], files["b.flac"]))
    now[0] = 29
    player.pause()
    now[0] = 500
    assert player.playing == files["a.flac"]
    player.resume()
    now[0] = 502
    assert player.playing == files["b.flac"]
    now[0] = 600
    assert player.playing is None


def test_a_closed_mpv_is_a_device_error(files: dict[str, Path]) -> None:
    player = MpvPlayer(audio_output="null")
    player.close()
    with pytest.raises(DeviceError):
        player.play((files["a.flac"],))
    with pytest.raises(DeviceError):
        player.set_volume(5)


def test_a_machine_without_a_sound_card_is_told(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    player = MpvPlayer(audio_output="pulse")
    with pytest.raises(DeviceError, match="sound card"):
        player.play((files["a.flac"],))
    player.close()


@pytest.mark.sound
def test_mpv_really_sounds_and_ducks(files: dict[str, Path], pulse: PrivatePulse) -> None:
    player = MpvPlayer(100, audio_output="pulse")

    def loudest_now() -> float:
        last = recorder.sound().pcm[-2400:]
        return float(np.abs(last).max()) if len(last) else 0.0

    with pulse.recorder() as recorder:
        player.play((files["a.flac"],))
        wait_until(lambda: loudest_now() > 10_000)
        player.duck(25)
        wait_until(lambda: 0 < loudest_now() < 2_000)
        player.stop()
        wait_until(lambda: loudest_now() == 0)
    player.close()
