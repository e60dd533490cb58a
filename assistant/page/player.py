"""Music heard in the browsers that show the home page, for a machine without a sound card."""

from __future__ import annotations

from pathlib import Path

from assistant.page.feed import Feed
from hardware.silent_player import SilentPlayer


class PagePlayer:
    """MediaPlayer whose pages play the files. What is playing is reckoned from the files' lengths."""

    def __init__(self, feed: Feed, volume_percent: int) -> None:
        self._feed = feed
        self._inner = SilentPlayer(volume_percent)
        self._files: tuple[Path, ...] = ()

    def file(self, index: int) -> Path | None:
        """The file that pages fetch as media/{index}; only what is to be played can be fetched."""
        return self._files[index] if 0 <= index < len(self._files) else None

    def play(self, files: tuple[Path, ...]) -> None:
        self._inner.play(files)
        self._files = files
        self._tell("play", pieces=str(len(files)))

    def pause(self) -> None:
        self._inner.pause()
        self._tell("pause")

    def resume(self) -> None:
        self._inner.resume()
        self._tell("resume")

    def next(self) -> None:
        self._inner.next()
        self._tell("next")

    def stop(self) -> None:
        self._inner.stop()
        self._tell("stop")

    def set_volume(self, percent: int) -> None:
        self._inner.set_volume(percent)
        self._tell("volume")

    def duck(self, percent: int | None) -> None:
        self._inner.duck(percent)
        if self._inner.playing is not None:
            self._tell("volume")

    @property
    def playing(self) -> Path | None:
        return self._inner.playing

    @property
    def paused(self) -> bool:
        return self._inner.paused

    def close(self) -> None:
        self._inner.close()

    def _tell(self, do: str, **fields: str) -> None:
        self._feed.publish("music", do=do, volume=f"{self._inner.loudness:.0f}", **fields)
