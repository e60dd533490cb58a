"""Microphone to utterances: voice activity, streaming recognition, and the end of a turn by meaning and silence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Protocol, runtime_checkable

from assistant.hearing.cry_watch import CryWatch
from assistant.hearing.end_judge import EndJudge
from assistant.hearing.endpoint import turn_is_over
from assistant.hearing.events import CryHeard, HearingEvent, Partial, SpeechStarted, Utterance
from assistant.hearing.loudness import level_db, loudness
from assistant.hearing.voice_activity import FRAME_S, VoiceActivity
from assistant.ports import SpeechRecognizer
from config.settings import HearingSettings
from hardware.ports import Microphone, Pcm

__all__ = ["CryHeard", "Ear", "HearingEvent", "Partial", "SpeechStarted", "Utterance"]

IsComplete = Callable[[str], Awaitable[bool] | bool]
OnText = Callable[[str], None]


@runtime_checkable
class TellsUnknown(Protocol):
    """A recognizer that knows of words it does not know."""

    unknown_share: float


@runtime_checkable
class FillsGaps(Protocol):
    """A recognizer that looks for own words among those it does not know."""

    filled: str


class Ear:
    """Hears one microphone at a time. Sound is never stored; silence is counted in samples, so that a file can be
    heard faster than it sounds."""

    def __init__(
        self,
        recognizer: SpeechRecognizer,
        settings: HearingSettings,
        is_complete: IsComplete,
        on_partial: OnText | None = None,
        on_cry: OnText | None = None,
        unfinished_s: Callable[[], float] | None = None,
    ) -> None:
        """`is_complete` says whether a transcript is already a whole, confident request. On the loop and at once, also
        while the reader of `listen` is busy, `on_partial` gets each new partial transcript and each final one, and
        `on_cry` the transcript of each definite cry that CryWatch lets through. `unfinished_s` is the silence that ends
        an unfinished phrase, looked up for each utterance; without it that of the settings holds."""
        self._recognizer, self._settings = recognizer, settings
        self._is_complete, self._on_partial, self._on_cry = is_complete, on_partial, on_cry
        self._unfinished_s = unfinished_s or (lambda: settings.endpoint_unfinished_s)

    async def listen(self, microphone: Microphone, held: bool = False) -> AsyncGenerator[HearingEvent, None]:
        """Until the microphone ends, whose end also ends the utterance. Raises DeviceError.

        `held`: a person holds a button while speaking, so all of the sound is one utterance. A reader that stops early
        and lives on closes it (`contextlib.aclosing`).
        """
        events: asyncio.Queue[HearingEvent | None] = asyncio.Queue()
        hearing = asyncio.create_task(self._hear(microphone, held, events.put_nowait))
        hearing.add_done_callback(lambda _: events.put_nowait(None))
        try:
            while (event := await events.get()) is not None:
                yield event
            await hearing
        finally:
            hearing.cancel()
            await asyncio.wait({hearing})

    async def _hear(self, microphone: Microphone, held: bool, tell: Callable[[HearingEvent], None]) -> None:
        voice = await asyncio.to_thread(VoiceActivity)
        turn: _Turn | None = None
        try:
            async for frame in microphone.frames():
                arrived_at = time.monotonic()
                speech = await asyncio.to_thread(voice.accept, frame)
                if turn is None:
                    if not speech and not held:
                        continue
                    watch = CryWatch(self._settings.cry_steady_s)
                    turn = _Turn(self._recognizer, EndJudge(self._is_complete), watch, arrived_at, self._patience())
                    tell(SpeechStarted(arrived_at))
                    sound = voice.take_onset()
                else:
                    voice.take_onset()
                    sound = [frame]
                if await turn.accept(sound, speech, arrived_at):
                    self._changed(turn.text, tell)
                if turn.cries():
                    self._cried(turn.text, tell)
                if not held and await turn.is_over():
                    await self._finish(turn, tell)
                    turn = None
            if turn is not None:
                await self._finish(turn, tell)
        finally:
            self._recognizer.reset()

    def _patience(self) -> HearingSettings:
        """The settings with the pause that whoever speaks now may make."""
        return self._settings.model_copy(update={"endpoint_unfinished_s": self._unfinished_s()})

    def _changed(self, text: str, tell: Callable[[HearingEvent], None]) -> None:
        if self._on_partial is not None:
            self._on_partial(text)
        tell(Partial(text))

    def _cried(self, text: str, tell: Callable[[HearingEvent], None]) -> None:
        if self._on_cry is not None:
            self._on_cry(text)
        tell(CryHeard(text))

    async def _finish(self, turn: _Turn, tell: Callable[[HearingEvent], None]) -> None:
        heard_before = turn.text
        utterance = await turn.finish()
        if turn.watch.finished(utterance.text):
            self._cried(utterance.text, tell)
        if self._on_partial is not None and utterance.text != heard_before:
            self._on_partial(utterance.text)
        tell(utterance)


class _Turn:
    """The utterance that is being spoken."""

    def __init__(
        self,
        recognizer: SpeechRecognizer,
        judge: EndJudge,
        watch: CryWatch,
        began_at: float,
        settings: HearingSettings,
    ) -> None:
        self._recognizer, self._judge, self.watch, self._settings = recognizer, judge, watch, settings
        self._loudness: list[float] = []  # of the frames with speech
        self._frames = 0
        self._last_speech_frame = 0
        self._ended_at = began_at
        self.text = ""

    async def accept(self, sound: list[Pcm], speech: bool, arrived_at: float) -> bool:
        """True when the transcript changed. `speech` is of the last frame."""
        before = self.text
        for frame in sound:
            self.text = await asyncio.to_thread(self._recognizer.accept, frame)
        self._frames += len(sound)
        if speech:
            self._last_speech_frame, self._ended_at = self._frames, arrived_at
            self._loudness.append(loudness(sound[-1]))
        return self.text not in (before, "")

    def cries(self) -> bool:
        """True when a definite cry in the transcript so far is to be acted on now."""
        return self.watch.partial(self.text, self._frames * FRAME_S)

    async def is_over(self) -> bool:
        """By silence and meaning, or because it is too long."""
        settings = self._settings
        if self._frames * FRAME_S >= settings.longest_utterance_s:
            return True
        silence_s = (self._frames - self._last_speech_frame) * FRAME_S
        complete = await self._judge.complete(self.text, silence_s, settings.endpoint_complete_s)
        return turn_is_over(silence_s, self.text, complete, settings)

    async def finish(self) -> Utterance:
        """Ends it at the recognizer."""
        self._judge.close()
        text = await asyncio.to_thread(self._recognizer.finish)
        unknown = self._recognizer.unknown_share if isinstance(self._recognizer, TellsUnknown) else 0.0
        filled = self._recognizer.filled if isinstance(self._recognizer, FillsGaps) else ""
        seconds = self._last_speech_frame * FRAME_S
        return Utterance(text, self._ended_at, seconds, unknown, filled, level_db(self._loudness))
