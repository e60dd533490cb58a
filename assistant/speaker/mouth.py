"""The only way to the loudspeaker: one thing is said at a time, safety lines before all else."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from assistant.ports import SpeechSynthesizer, SynthesisError
from hardware.ports import DeviceError, Loudspeaker, Sound


class Loudness(Protocol):
    """How loud and how fast to speak; see assistant.store.voice_settings."""

    @property
    def volume(self) -> int: ...
    @property
    def speech_rate(self) -> float: ...


@dataclass(order=True)
class _Item:
    rank: int
    number: int
    texts: tuple[str, ...] = field(compare=False)
    ready: Sound | None = field(compare=False, default=None)
    extra_volume: int = field(compare=False, default=0)
    remark: bool = field(compare=False, default=False)
    done: asyncio.Future[None] = field(
        compare=False, default_factory=lambda: asyncio.get_running_loop().create_future()
    )


SAFETY, NORMAL = 0, 1
_KEPT_TEXTS = 6


class Mouth:
    """Speaks queued texts in order. `run` must be running. Not thread-safe: call from the loop."""

    def __init__(
        self,
        voice: SpeechSynthesizer,
        loudspeaker: Loudspeaker,
        loudness: Loudness,
        split: Callable[[str], Sequence[str]],
        duck: Callable[[bool], None],
    ) -> None:
        self._voice = voice
        self._loudspeaker = loudspeaker
        self._loudness = loudness
        self._split = split
        self._duck = duck
        self._queue: asyncio.PriorityQueue[_Item] = asyncio.PriorityQueue()
        self._numbers = itertools.count()
        self._current: _Item | None = None
        self._hushed = False
        self._listeners: list[Callable[[str], None]] = []
        self.last_said = ""
        self.last_told = ""  # the same without remarks: what 再说一遍 means
        self.saying = ""  # the text being played, empty in silence
        self.sounding = ""  # of it, the sentence being played and the one before; in silence, the last ones
        self.item = -1  # the number of what is being said, or was said last
        self.silent_since = time.monotonic()
        self.first_sound_at = 0.0  # monotonic time of the last first sound of an item
        self.volume_percent = 0  # of the last sound
        self._lately: deque[tuple[float, str]] = deque(maxlen=_KEPT_TEXTS)  # when it ended, and what was said

    @property
    def speaking(self) -> bool:
        """True while something is said or waits to be said."""
        return self._current is not None or not self._queue.empty()

    @property
    def room_percent(self) -> int:
        """How much louder than usual it can get."""
        return max(0, 100 - self._loudness.volume)

    def said_since(self, moment: float) -> str:
        """All that has sounded since then (monotonic), the text being played included; without any, the last one."""
        texts = [text for ended_at, text in self._lately if ended_at >= moment]
        return "".join((*texts, self.saying)) or self.last_said

    def on_said(self, listener: Callable[[str], None]) -> None:
        """`listener` gets each text as it starts to be said."""
        self._listeners.append(listener)

    def say(self, text: str, extra_volume: int = 0, remark: bool = False) -> asyncio.Future[None]:
        """Queues a text. The future ends when it was said, or hushed. `remark`: a word in between (好，我说大声点)."""
        texts = tuple(self._split(text)) or (text,)
        return self._put(_Item(NORMAL, next(self._numbers), texts, None, extra_volume, remark))

    def say_first(self, text: str, sound: Sound | None = None) -> asyncio.Future[None]:
        """Breaks off what is being said, drops what waits, and says this: for safety lines, made in advance."""
        self.hush()
        return self._put(_Item(SAFETY, next(self._numbers), (text,), sound, 30))

    def hush(self) -> None:
        """Stops at once and drops what waits, except safety lines."""
        kept = []
        while not self._queue.empty():
            item = self._queue.get_nowait()
            if item.rank == SAFETY:
                kept.append(item)
            else:
                item.done.set_result(None)
        for item in kept:
            self._queue.put_nowait(item)
        if self._current is not None and self._current.rank != SAFETY:
            self._hushed = True
            self._loudspeaker.stop()

    def break_off(self, said: asyncio.Future[None]) -> None:
        """Ends one text, whether it is being said or waits, and nothing else. `said` is what `say` returned."""
        if self._current is not None and self._current.done is said:
            self._hushed = True
            self._loudspeaker.stop()
            return
        waiting = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        for item in waiting:
            if item.done is said:
                item.done.set_result(None)
            else:
                self._queue.put_nowait(item)

    def drop_waiting(self) -> None:
        """Drops all that waits, safety lines too: they are out of date."""
        while not self._queue.empty():
            self._queue.get_nowait().done.set_result(None)

    async def run(self) -> None:
        """Speaks for ever."""
        while True:
            self._current = await self._queue.get()
            self._hushed = False
            self._duck(True)
            try:
                await self._speak(self._current)
            finally:
                self._finish(self._current)

    def _put(self, item: _Item) -> asyncio.Future[None]:
        self._queue.put_nowait(item)
        return item.done

    def _finish(self, item: _Item) -> None:
        if not item.done.done():
            item.done.set_result(None)
        self._current = None
        self.silent_since = time.monotonic()
        if self.saying:
            self._lately.append((self.silent_since, self.saying))
        self.saying = ""
        if self._queue.empty():
            self._duck(False)

    async def _speak(self, item: _Item) -> None:
        """Plays sentence by sentence; the next one is synthesized while one is heard."""
        following = asyncio.ensure_future(self._sound(item, 0))
        started = False
        for index, text in enumerate(item.texts):
            sound = await following
            if index + 1 < len(item.texts):
                following = asyncio.ensure_future(self._sound(item, index + 1))
            if self._hushed:
                following.cancel()
                return
            self.saying, self.item = "".join(item.texts), item.number
            self.sounding = "".join(item.texts[max(0, index - 1) : index + 1])
            if not started:
                started = True
                self.last_said = self.saying
                self.last_told = self.last_told if item.remark else self.saying
                self.first_sound_at = time.monotonic()
            self._tell(text)
            if sound is not None:
                await self._play(sound, item.extra_volume)

    async def _sound(self, item: _Item, index: int) -> Sound | None:
        if item.ready is not None:
            return item.ready
        try:
            return await asyncio.to_thread(self._voice.synthesize, item.texts[index], self._loudness.speech_rate)
        except SynthesisError as error:
            structlog.get_logger().error("a line could not be spoken", reason=str(error))
            return None

    async def _play(self, sound: Sound, extra_volume: int) -> None:
        self.volume_percent = min(100, self._loudness.volume + extra_volume)
        try:
            await self._loudspeaker.play(sound, self.volume_percent)
        except DeviceError as error:
            structlog.get_logger().error("the loudspeaker failed", reason=str(error))

    def _tell(self, text: str) -> None:
        for listener in self._listeners:
            listener(text)
