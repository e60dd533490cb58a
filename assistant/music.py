"""The media player as the skills know it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from hardware.ports import DeviceError, MediaPlayer
from skills.ports import PlayerError


class Music:
    """skills.ports.MusicPlayer over a device, with the device's error as the skills' own."""

    def __init__(self, player: MediaPlayer) -> None:
        self._player = player

    def play(self, files: tuple[Path, ...]) -> None:
        with _player_errors():
            self._player.play(files)

    def pause(self) -> None:
        with _player_errors():
            self._player.pause()

    def resume(self) -> None:
        with _player_errors():
            self._player.resume()

    def next(self) -> None:
        with _player_errors():
            self._player.next()

    def stop(self) -> None:
        with _player_errors():
            self._player.stop()

    def set_volume(self, percent: int) -> None:
        with _player_errors():
            self._player.set_volume(percent)

    @property
    def playing(self) -> Path | None:
        return self._player.playing

    @property
    def paused(self) -> bool:
        return self._player.paused


class Ducking:
    """Lowers the music while somebody speaks. A player that fails must not end the talk."""

    def __init__(self, player: MediaPlayer, to_percent: int) -> None:
        self._player, self._to_percent = player, to_percent

    def __call__(self, on: bool) -> None:
        try:
            self._player.duck(self._to_percent if on else None)
        except DeviceError as error:
            structlog.get_logger().warning("the music could not be lowered", reason=str(error))


@contextmanager
def _player_errors() -> Iterator[None]:
    try:
        yield
    except DeviceError as error:
        raise PlayerError(str(error)) from error
