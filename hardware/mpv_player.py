"""libmpv through python-mpv."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hardware.ports import DeviceError

STARTS_WITHIN_S = 3.0


class MpvPlayer:
    """MediaPlayer. A file that cannot be played is skipped."""

    def __init__(self, volume_percent: int = 70, audio_output: str = "") -> None:
        """`audio_output` is an mpv `ao` such as `alsa`, `pulse` or `null`; empty: mpv chooses. Raises DeviceError."""
        try:
            import mpv
        except OSError as error:
            raise DeviceError("libmpv is not installed (Debian: apt install libmpv2).") from error
        self._library: Any = mpv
        self._volume, self._share = volume_percent, 100
        self._settled = threading.Event()  # a file sounds, or none could be played
        self._untried = 0
        self._started = False
        self._output: str | None = None
        options = {"ao": audio_output} if audio_output else {}
        with self._own_errors():
            self._mpv: Any = mpv.MPV(
                video=False, ytdl=False, config=False, load_scripts=False, terminal=False, idle=True, **options
            )
            self._mpv.event_callback("playback-restart")(self._file_started)
            self._mpv.event_callback("end-file")(self._file_ended)
            self._mpv.observe_property("current-ao", self._output_changed)
            self._set_loudness()

    def play(self, files: tuple[Path, ...]) -> None:
        """Waits until the first file sounds. Raises DeviceError when none of them can be played."""
        if not files:
            raise DeviceError("There is nothing to play.")
        with self._own_errors():
            self._mpv.pause = False
            self._untried = len(files)
            self._started = False
            self._settled.clear()
            for number, file in enumerate(files):
                # "append" alone would leave mpv idle when the files before have already failed.
                self._mpv.command("loadfile", str(file.absolute()), "append-play" if number else "replace")
            self._settled.wait(STARTS_WITHIN_S)
            if self._untried <= 0:
                raise DeviceError("None of the files can be played, or the sound card cannot be opened.")

    def pause(self) -> None:
        with self._own_errors():
            self._mpv.pause = True

    def resume(self) -> None:
        with self._own_errors():
            self._mpv.pause = False

    def next(self) -> None:
        """After the last file there is nothing more to play."""
        with self._own_errors():
            if not self._mpv.idle_active:
                self._mpv.command("playlist-next", "force")

    def stop(self) -> None:
        with self._own_errors():
            self._mpv.command("stop")

    def set_volume(self, percent: int) -> None:
        self._volume = min(100, max(0, percent))
        self._set_loudness()

    def duck(self, percent: int | None) -> None:
        self._share = 100 if percent is None else min(100, max(0, percent))
        self._set_loudness()

    @property
    def playing(self) -> Path | None:
        with self._own_errors():
            path = None if self._mpv.idle_active else self._mpv.path
        return Path(path) if path else None

    @property
    def paused(self) -> bool:
        with self._own_errors():
            return bool(self._mpv.pause) and not self._mpv.idle_active

    @property
    def loudness(self) -> float:
        """What sounds now, 0..100: the volume, or less while ducked."""
        with self._own_errors():
            return float(self._mpv.volume)

    def close(self) -> None:
        """Ends mpv."""
        self._mpv.terminate()

    # mpv's thread calls these three. They ask mpv nothing: a question during its end would crash the process.

    def _output_changed(self, _name: str, output: str | None) -> None:
        self._output = output
        self._settle_if_sounding()

    def _file_started(self, _event: Any) -> None:
        """Comes also just before a file fails because no sound card could be opened."""
        self._started = True
        self._settle_if_sounding()

    def _file_ended(self, event: Any) -> None:
        if event.data.reason == event.data.ERROR:
            self._untried -= 1
        if self._untried <= 0 or event.data.reason == event.data.EOF:
            self._settled.set()

    def _settle_if_sounding(self) -> None:
        if self._started and self._output:
            self._settled.set()

    def _set_loudness(self) -> None:
        with self._own_errors():
            self._mpv.volume = self._volume * self._share / 100

    @contextlib.contextmanager
    def _own_errors(self) -> Iterator[None]:
        """python-mpv answers a refused command with SystemError, ValueError and the like, a dead core with its own."""
        errors = (SystemError, ValueError, TypeError, AttributeError, RuntimeError, MemoryError)
        try:
            yield
        except (self._library.ShutdownError, *errors) as error:
            raise DeviceError(f"The music player failed: {error}") from error
