"""Takes each utterance for what it is: a cry, an answer, a word that always works, or a request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import uuid4

import structlog

from assistant.dialogue.basics import basic_intent
from assistant.hearing.cry import classify_cry
from assistant.hearing.feeling import is_fine
from assistant.hearing.understood import mostly_unknown
from assistant.help_line.help_line import HelpLine
from assistant.ports import Cry, Dialogue, DialogueError
from assistant.speaker.attention import Addressed, Attention, answers_a_reminder
from assistant.speaker.light_board import LightBoard
from assistant.speaker.mouth import Mouth
from assistant.speaker.own_voice import OwnVoice
from assistant.speaker.question_desk import QuestionDesk
from config.phrases import Phrases
from config.settings import HearingSettings
from hardware.ports import DeviceError, LightState, MediaPlayer

CONVERSATION_LASTS_S = 90.0  # a Rasa conversation grows slower with its length (27 -> 175 ms after 150 turns)


@dataclass(frozen=True)
class Turn:
    """What became of an utterance. `addressed` NOT and no replies: it was not meant for the speaker.

    `understood` is the request when own words were put right in it, without the wake word; else ''.
    """

    heard: str
    intent: str = ""
    replies: tuple[str, ...] = ()
    expects_answer: bool = False
    addressed: Addressed = Addressed.NOT
    understood: str = ""

    @property
    def shown(self) -> str:
        """What the page shows of it."""
        return self.understood or self.heard


def _as_heard(text: str) -> str:
    return text


class Beside(Protocol):
    """Something that goes on beside the conversation and has a few words of its own; see
    assistant.guided_check.guide.CheckGuide."""

    def knows(self, text: str) -> bool: ...
    def hear(self, text: str) -> str | None:
        """What is said to one of its words, "" for nothing; None when it is none of them."""
        ...


class NothingBeside:
    """Knows no word."""

    def knows(self, text: str) -> bool:
        return False

    def hear(self, text: str) -> str | None:
        return None


class Turns:
    """One turn at a time, but a cry and 停 at any time. Call from the loop only."""

    def __init__(
        self,
        dialogue: Dialogue,
        mouth: Mouth,
        help_line: HelpLine,
        desk: QuestionDesk,
        light: LightBoard,
        player: MediaPlayer,
        phrases: Phrases,
        settings: HearingSettings,
        untold: Callable[[], str],
        duck: Callable[[bool], None],
        reminding: Callable[[], bool],
        put_right: Callable[[str], str] = _as_heard,
        beside: Beside | None = None,
    ) -> None:
        """`beside` hears its words without the wake word. `put_right` puts misheard own words of the house right, in
        what goes to the dialogue engine alone: cries, the wake word and answers are matched on what was heard."""
        self._dialogue, self._mouth, self._help_line, self._desk = dialogue, mouth, help_line, desk
        self._light, self._player, self._phrases, self._settings = light, player, phrases, settings
        self._untold, self._duck, self._reminding = untold, duck, reminding
        self._put_right = put_right
        self._beside = beside or NothingBeside()
        self._said_beside: asyncio.Future[None] | None = None
        self._attention = Attention()
        self._own_voice = OwnVoice(mouth)
        self._closing: asyncio.TimerHandle | None = None  # the light goes out when nobody answers
        self._lock = asyncio.Lock()
        self._conversation, self._conversed_at = "", 0.0
        self._turn_taken = asyncio.Event()

    async def next_turn(self) -> None:
        """Returns when the resident next speaks to the speaker."""
        self._turn_taken.clear()
        await self._turn_taken.wait()

    def cry(self, text: str) -> None:
        """A definite cry, maybe before the sentence ends: acted on in every state."""
        if not self._own_voice.is_cry(text, self._settings.cry_steady_s):
            self._help_line.call(text)

    def partial(self, text: str) -> None:
        """Every partial transcript: the wake word and 停 are acted on before the sentence ends."""
        if self._attention.address(text, False, 0.0, self._settings.wake_word)[0] is Addressed.WAKE_WORD:
            self.attend()
        elif self._busy() and basic_intent(text) == "stop" and not self._own_voice.is_request(text):
            self._hush()

    def attend(self) -> None:
        """Somebody has begun to speak to the speaker: the light shows it, and the music steps back."""
        self._keep_light()
        self._light.turn(LightState.LISTENING)
        self._duck(True)

    async def utterance(self, text: str, held: bool, filled: str = "", unknown_share: float = 0.0) -> Turn:
        """A whole utterance, spoken or typed; `filled` and `unknown_share` are those of Utterance.

        Its replies are being said on return.
        """
        try:
            return await self._take(text, held, filled, mostly_unknown(unknown_share))
        finally:
            if not self._mouth.speaking:
                self._duck(False)
                self._light.turn(LightState.IDLE)

    async def _take(self, text: str, held: bool, filled: str, vague: bool) -> Turn:
        """`vague`: a few known words in talk about something else. A cry and 停 count there too, and nothing else."""
        cry = classify_cry(text)
        if not held and self._is_own_voice(text, cry):
            return Turn(text)
        if cry is Cry.DEFINITE:
            self._help_line.call(text)
            if self._desk.asking:
                self._desk.answer(text)  # what was asked about is settled by the cry, and its silence is not waited for
            return Turn(text, "call_for_help", (self._phrases("assistant.help.fixed.calling"),), False, Addressed.HELD)
        if self._desk.asking and text.strip() and not vague:  # a cough is no answer
            return self._answer(text)
        addressed, request = self._attention.address(text, held, time.monotonic(), self._settings.wake_word)
        said = None if vague or self._answers_a_question(request, addressed) else self._beside.hear(request)
        if said is not None:
            return self._to_the_side(text, said)
        if self._busy() and basic_intent(request) == "stop":
            return self._stopped(text)
        if vague:
            return self._not_heard(text, addressed)
        if is_fine(request) and self._help_line.cancel():
            return Turn(text, "cancel_help", (self._phrases("assistant.help.fixed.cancelled"),), False, addressed)
        if cry is Cry.UNCLEAR and self._desk.ask_unclear(request):
            return Turn(text, "call_for_help", (self._phrases("assistant.help.ask_unclear"),), True, addressed)
        if addressed is Addressed.NOT and answers_a_reminder(request) and self._reminding():
            addressed = Addressed.OPEN
        if addressed is Addressed.NOT:
            return Turn(text)
        async with self._lock:
            meant = self._meant(request, filled)
            turn = await self._converse(text, meant, addressed)
            return turn if meant == request else replace(turn, understood=meant)

    async def is_complete(self, text: str) -> bool:
        """Whether what was said so far is a complete, confident request (asked while the speaker waits in silence)."""
        _, request = self._attention.address(text, False, time.monotonic(), self._settings.wake_word)
        if not request.strip():
            return True
        if classify_cry(request) is not Cry.NONE or basic_intent(request) is not None or self._desk.asking:
            return True
        if self._beside.knows(request):
            return True
        try:
            meaning = await self._dialogue.parse(self._put_right(request))
        except DialogueError:
            return False
        return is_complete_request(meaning.intent, meaning.confidence, dict(meaning.entities))

    @staticmethod
    def _answers_a_question(request: str, addressed: Addressed) -> bool:
        """Yes and no belong to what was asked a moment ago."""
        return addressed is Addressed.OPEN and basic_intent(request) in ("affirm", "deny")

    def _to_the_side(self, text: str, said: str) -> Turn:
        """A word of what goes on beside. What was said to the one before is out of date."""
        if self._said_beside is not None:
            self._mouth.break_off(self._said_beside)
        self._said_beside = self._mouth.say(said) if said else None
        return Turn(text, "start_check", (said,) if said else (), False, Addressed.OPEN)

    def _not_heard(self, text: str, addressed: Addressed) -> Turn:
        """Asks for it again, where it was meant for the speaker and nothing is waiting for an answer."""
        if addressed is Addressed.NOT or self._desk.asking:
            return Turn(text)
        return self._say(Turn(text, "nlu_fallback", (self._phrases("assistant.turn.not_heard"),), True, addressed))

    def _meant(self, request: str, filled: str) -> str:
        """The request with the own words of the house in it."""
        if filled:
            _, request = self._attention.address(filled, False, time.monotonic(), self._settings.wake_word)
        return self._put_right(request)

    def _is_own_voice(self, text: str, cry: Cry) -> bool:
        if cry is not Cry.DEFINITE:
            return self._own_voice.is_request(text)
        if not self._own_voice.is_cry(text):
            return False
        self._own_voice.dropped(text)
        return True

    def _busy(self) -> bool:
        """A player that fails must not end the listening."""
        try:
            return self._mouth.speaking or (self._player.playing is not None and not self._player.paused)
        except DeviceError as error:
            structlog.get_logger().warning("the music player does not answer", reason=str(error))
            return False

    def _hush(self) -> None:
        self._mouth.hush()
        try:
            if self._player.playing is not None:
                self._player.pause()
        except DeviceError as error:
            structlog.get_logger().warning("the music could not be paused", reason=str(error))

    def _stopped(self, text: str) -> Turn:
        self._hush()
        return self._say(Turn(text, "stop", (self._phrases("assistant.turn.stopped"),), False, Addressed.OPEN))

    def _answer(self, text: str) -> Turn:
        line = self._desk.answer(text)
        turn = Turn(text, "affirm", (line,) if line else (), False, Addressed.OPEN)
        return self._say(turn) if line else turn

    async def _converse(self, heard: str, request: str, addressed: Addressed) -> Turn:
        self._turn_taken.set()
        if not request.strip():
            return self._say(Turn(heard, "greet", (self._phrases("assistant.turn.listening"),), True, addressed))
        self._keep_light()
        self._light.turn(LightState.THINKING)
        try:
            reply = await self._dialogue.respond(request, self._current_conversation())
            if reply.intent == "stop":
                self._hush()
            lines = reply.lines or ((self._mouth.last_said,) if reply.intent == "repeat" else ())
            turn = Turn(heard, reply.intent, lines, reply.expects_answer, addressed)
        except DialogueError as error:
            structlog.get_logger().warning("no answer from the dialogue engine", reason=str(error))
            turn = Turn(heard, "nlu_fallback", (self._phrases("assistant.turn.later"),), False, addressed)
        untold = "" if turn.expects_answer else self._untold()  # asked for, it counts as told
        if untold:
            turn = Turn(heard, turn.intent, (*turn.replies, untold), False, addressed)
        return self._say(turn)

    def _current_conversation(self) -> str:
        now = time.monotonic()
        if not self._conversation or now - self._conversed_at > CONVERSATION_LASTS_S:
            self._conversation = uuid4().hex
        self._conversed_at = now
        return self._conversation

    def _say(self, turn: Turn) -> Turn:
        """Says the replies; after a question the microphone stays open from the moment the voice is silent."""
        said = self._mouth.say("".join(turn.replies)) if turn.replies else None
        if said is not None:
            said.add_done_callback(lambda _: self._spoken(turn.expects_answer))
        return turn

    def _spoken(self, expects_answer: bool) -> None:
        open_s = self._settings.open_microphone_s if expects_answer else 0.0
        self._attention = Attention(time.monotonic() + open_s)
        self._keep_light()
        self._light.turn(LightState.LISTENING if expects_answer else LightState.IDLE)
        if expects_answer:
            idle = LightState.IDLE
            self._closing = asyncio.get_running_loop().call_later(open_s, self._light.turn, idle)

    def _keep_light(self) -> None:
        """The end of an open microphone, not answered, must not put out a light of something newer."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None


COMPLETE_CONFIDENCE = 0.75
NEEDS_ENTITY = {
    "set_reminder": ("time", "medicine"),
    "change_reminder": ("time",),
    "call_person": ("person",),
    "send_message": ("message",),
}


def is_complete_request(intent: str, confidence: float, entities: dict[str, str]) -> bool:
    """A confident request that lacks nothing it needs; the fallback is never complete."""
    if intent == "nlu_fallback" or confidence < COMPLETE_CONFIDENCE:
        return False
    return all(entity in entities for entity in NEEDS_ENTITY.get(intent, ()))
