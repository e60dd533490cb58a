"""Several engines as one voice that is not silent: every sound is checked, doubtful ones are made again."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import structlog

from assistant.ports import SynthesisError
from assistant.voice.engine import Engine
from assistant.voice.front_end import script_for
from assistant.voice.plausible import fault
from config.settings import Language
from hardware.ports import Sound

ATTEMPTS = 2
FAILURES_UNTIL_REST = 2
REST_S = 60.0


class CheckedVoice:
    """Engine over others, the preferred one first. One that failed twice running rests, so that nobody waits for it."""

    def __init__(
        self, engines: Sequence[Engine], language: Language, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """`now_s` is a monotonic clock."""
        self._engines = tuple(engines)
        self._language = language
        self._now_s = now_s
        self._failures = dict.fromkeys(range(len(self._engines)), 0)
        self._rests_until: dict[int, float] = {}

    @property
    def identity(self) -> str:
        return "+".join(engine.identity for engine in self._engines)

    def synthesize(self, text: str, rate: float) -> Sound:
        """Raises SynthesisError only when nothing in the text can be said or every engine failed, rested or not."""
        units = script_for(text, self._language, rate).units
        order = sorted(range(len(self._engines)), key=self._resting)
        for number in order:
            sound = self._from(number, text, rate, units)
            if sound is not None:
                return sound
        raise SynthesisError(f"every engine failed: {', '.join(engine.identity for engine in self._engines)}")

    def close(self) -> None:
        for engine in self._engines:
            engine.close()

    def _resting(self, number: int) -> bool:
        return self._rests_until.get(number, 0.0) > self._now_s()

    def _from(self, number: int, text: str, rate: float, units: int) -> Sound | None:
        log = structlog.get_logger().bind(engine=self._engines[number].identity, syllables=units)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                sound = self._engines[number].synthesize(text, rate)
            except SynthesisError as error:
                log.warning("an engine failed", attempt=attempt, reason=str(error))
                break
            reason = fault(sound, units, rate)
            if reason is None:
                self._failures[number] = 0
                return sound
            log.warning("an engine dropped what it should say", attempt=attempt, reason=reason)
        self._failures[number] += 1
        if self._failures[number] >= FAILURES_UNTIL_REST:
            self._rests_until[number] = self._now_s() + REST_S
        return None
