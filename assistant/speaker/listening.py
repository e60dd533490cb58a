"""Follows a microphone: what is heard is shown, and utterances become turns."""

from __future__ import annotations

from typing import Protocol

from assistant.hearing.ear import Ear, Partial, SpeechStarted, Utterance
from assistant.speaker.own_voice import HeardAt
from assistant.speaker.question_desk import QuestionDesk
from assistant.speaker.turns import Turns
from hardware.ports import Microphone


class Shown(Protocol):
    """Where transcripts are shown; see assistant.page.feed.Feed."""

    def publish(self, kind: str, **fields: str) -> None: ...


class Listener:
    """Call from the loop only."""

    def __init__(self, turns: Turns, desk: QuestionDesk, shown: Shown) -> None:
        self._turns, self._desk, self._shown = turns, desk, shown
        self.speech_ended_at = 0.0  # monotonic; when the last utterance's speech ended

    async def follow(self, ear: Ear, microphone: Microphone, held: bool) -> None:
        """Listens until the microphone ends. `held`: the page's button, no wake word needed. Raises DeviceError."""
        try:
            async for event in ear.listen(microphone, held):
                match event:
                    case SpeechStarted():
                        self._desk.speech_going_on = True
                        if held:
                            self._turns.attend()
                    case Partial(text):
                        self._shown.publish("partial", text=text)
                    case Utterance():
                        self._desk.speech_going_on = False
                        self.speech_ended_at = event.ended_at
                        spoken = HeardAt(event.began_at, event.ended_at, event.level_db)
                        await self.take(event.text, held, event.filled, event.unknown_share, spoken)
        finally:
            self._desk.speech_going_on = False

    async def take(
        self, text: str, held: bool, filled: str = "", unknown_share: float = 0.0, spoken: HeardAt | None = None
    ) -> None:
        """One utterance, shown as it was understood when it was meant for the speaker."""
        turn = await self._turns.utterance(text, held, filled, unknown_share, spoken)
        self._shown.publish("heard", text=turn.shown if turn.replies or held else "")
