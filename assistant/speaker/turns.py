"""Takes each utterance for what it is: a cry, an answer, a word that always works, or a request."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from assistant.dialogue.basics import basic_intent
from assistant.hearing.cry import classify_cry
from assistant.hearing.feeling import is_fine
from assistant.hearing.understood import mostly_unknown
from assistant.help_line.help_line import HelpLine
from assistant.ports import Cry, Dialogue, DialogueError
from assistant.speaker.acknowledged import Acknowledged
from assistant.speaker.attention import Addressed, Attention, answers_a_reminder
from assistant.speaker.beside import Beside, SaidBeside
from assistant.speaker.complete import is_complete_request
from assistant.speaker.conversation import Conversation
from assistant.speaker.cut_off import FixedPauses, Pauses, Resuming
from assistant.speaker.echo_level import EchoLevel
from assistant.speaker.light_board import LightBoard
from assistant.speaker.mouth import Mouth
from assistant.speaker.own_voice import HeardAt, OwnVoice, heard_now
from assistant.speaker.question_desk import QuestionDesk
from assistant.speaker.turn import Turn
from config.phrases import Phrases
from config.settings import HearingSettings
from hardware.ports import DeviceError, LightState, MediaPlayer
from skills.follow_up import is_whole_follow_up
from skills.ports import Answer
from skills.self_repair import PUT_RIGHT, correction


async def _nobody(_intent: str, _text: str) -> Answer | None:
    return None


_AT_ONCE = ("repeat", "change_volume", "change_speech")


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
        put_right: Callable[[str], str] = str,
        at_once: Callable[[str, str], Awaitable[Answer | None]] = _nobody,
        pauses: Pauses | None = None,
        beside: Beside | None = None,
    ) -> None:
        """`put_right` puts misheard own words of the house right, in what goes to the dialogue engine alone: cries, the
        wake word and answers are matched on what was heard. `at_once` is AtOnce.answer; `pauses` are learned from being
        cut off. `beside` hears its words without the wake word."""
        self._dialogue, self._mouth, self._help_line, self._desk = dialogue, mouth, help_line, desk
        self._light, self._player, self._phrases, self._settings = light, player, phrases, settings
        self._untold, self._duck, self._reminding = untold, duck, reminding
        self._put_right, self._at_once = put_right, at_once
        self._resuming = Resuming(pauses or FixedPauses(settings.endpoint_unfinished_s))
        self._beside = SaidBeside(beside, mouth)
        self._attention = Attention()
        self._own_voice = OwnVoice(mouth)
        self._music_level = EchoLevel()
        self._question = ""  # the last reply, while it expects an answer
        self._told = ""  # the intent of what was answered last
        self._closing: asyncio.TimerHandle | None = None  # the light goes out when nobody answers
        self._lock = asyncio.Lock()
        self._conversation = Conversation(dialogue)
        self._acknowledged = Acknowledged()

    async def next_turn(self) -> None:
        """Returns when the resident next speaks to the speaker, or says 知道了."""
        await self._acknowledged.wait()

    def cry(self, text: str) -> None:
        """A definite cry, maybe before the sentence ends: acted on in every state."""
        if not self._own_voice.is_cry(text, self._settings.cry_steady_s):
            self._help_line.call(text)

    def partial(self, text: str) -> None:
        """Every partial transcript: the wake word and 停 are acted on before the sentence ends."""
        if self._attention.address(text, False, 0.0, self._settings.wake_word)[0] is Addressed.WAKE_WORD:
            self.attend()
        elif self._busy() and basic_intent(self._own_voice.persons_part(text)) == "stop":
            self._hush()

    def attend(self) -> None:
        """Somebody has begun to speak to the speaker: the light shows it, and the music steps back."""
        self._keep_light()
        self._light.turn(LightState.LISTENING)
        self._duck(True)

    async def utterance(
        self, text: str, held: bool, filled: str = "", unknown_share: float = 0.0, heard: HeardAt | None = None
    ) -> Turn:
        """A whole utterance, spoken or typed; `filled`, `unknown_share` and `heard` are those of Utterance.

        Its replies are being said on return.
        """
        try:
            return await self._take(text, held, filled, mostly_unknown(unknown_share), heard or heard_now())
        finally:
            if not self._mouth.speaking:
                self._duck(False)
                self._light.turn(LightState.IDLE)

    async def _take(self, text: str, held: bool, filled: str, vague: bool, at: HeardAt) -> Turn:
        """`vague`: a few known words in talk about something else. A cry and 停 count there too, and nothing else."""
        cry = classify_cry(text)
        if cry is Cry.DEFINITE:
            return self._cried(text, held, at)
        persons = text if held else self._own_voice.persons_part(text, at)
        if persons != text:
            if not persons.strip():
                return Turn(text)
            persons, cry, filled = persons.strip("，。！？ "), classify_cry(persons), ""
        addressed, request = self._attention.address(persons, held, at.began_at, self._settings.wake_word)
        word = basic_intent(request)
        if word == "stop" and self._busy():
            return self._stopped(text, None if vague or self._desk.asking else request, addressed)
        if word in _AT_ONCE and (addressed is not Addressed.NOT or self._just_spoke(at) or self._desk.asking):
            turn = await self._always(text, request, word, addressed)
            if turn is not None:
                return turn
        if not held and addressed is not Addressed.WAKE_WORD and self._own_voice.as_loud_as_echo(at):
            return Turn(text)
        if self._desk.asking and text.strip() and not vague:  # a cough is no answer
            return self._answer(persons)
        if vague:
            return self._not_heard(text, addressed)
        said = None if self._of_the_music(addressed, at) else self._beside.hear(request, addressed)
        if said is not None:
            return self._to_the_side(text, said)
        return await self._request(text, request, cry, addressed, filled, at)

    async def _request(self, text: str, request: str, cry: Cry, addressed: Addressed, filled: str, at: HeardAt) -> Turn:
        if is_fine(request) and self._help_line.cancel():
            return Turn(text, "cancel_help", (self._phrases("assistant.help.fixed.cancelled"),), False, addressed)
        if cry is Cry.UNCLEAR and not self._of_the_music(addressed, at) and self._desk.ask_unclear(request):
            return Turn(text, "call_for_help", (self._phrases("assistant.help.ask_unclear"),), True, addressed)
        resumed = None
        if addressed not in (Addressed.HELD, Addressed.WAKE_WORD):
            resumed = self._resuming.whole(request, at, self._mouth.first_sound_at)
        expected = (answers_a_reminder(request) and self._reminding()) or self._puts_right(request, at)
        if addressed is Addressed.NOT and (resumed is not None or expected):
            addressed = Addressed.OPEN
        if self._acknowledged.takes(request, addressed is Addressed.NOT and self._has_just_spoken(at)):
            self._acknowledged.sign()
            return self._say(
                Turn(text, "affirm", (self._phrases("assistant.announcement.thanks"),), False, Addressed.OPEN)
            )
        if addressed is Addressed.NOT:
            self._overheard(at)
            return Turn(text)
        if resumed is not None:
            self._mouth.hush()
            request, filled = resumed, ""
        async with self._lock:
            meant = self._meant(request, filled)
            turn = await self._converse(text, meant, addressed)
            unfinished = addressed is not Addressed.HELD and (turn.expects_answer or turn.intent == "nlu_fallback")
            self._resuming.note(request, at, unfinished)
            return turn if meant == request else replace(turn, understood=meant)

    def _cried(self, text: str, held: bool, at: HeardAt) -> Turn:
        if not held and self._own_voice.is_cry(text, max(0.0, time.monotonic() - at.ended_at)):
            self._own_voice.dropped(text)
            return Turn(text)
        self._help_line.call(text)
        if self._desk.asking:
            self._desk.answer(text)  # what was asked about is settled by the cry, and its silence is not waited for
        return Turn(text, "call_for_help", (self._phrases("assistant.help.fixed.calling"),), False, Addressed.HELD)

    async def _always(self, heard: str, request: str, word: str, addressed: Addressed) -> Turn | None:
        """再说一遍, 小声点, 慢一点: at any time, without the engine, and a question that is open stays so."""
        question = self._open_question()
        if word == "repeat":
            answer, lines = Answer(""), [question or self._mouth.last_told]
        else:
            done = await self._at_once(word, request)
            if done is None:
                return None
            answer, lines = done, [done.text, "" if self._mouth.speaking else question]
        if not any(lines):
            return None
        addressed = Addressed.OPEN if addressed is Addressed.NOT else addressed
        if self._desk.asking:
            if answer.text:
                self._mouth.say(answer.text, remark=True)
            self._desk.say_again()
            return Turn(heard, word, tuple(filter(None, (answer.text,))), True, addressed)
        if word == "repeat" or answer.expects_answer:
            self._mouth.hush()
        expects = bool(question) or answer.expects_answer
        return self._say(Turn(heard, word, tuple(filter(None, lines)), expects, addressed), question)

    def _open_question(self) -> str:
        """The question whose answer is waited for, or is being given."""
        given_by_s = self._attention.open_until_s + self._settings.open_microphone_s
        return self._question if self._mouth.speaking or time.monotonic() <= given_by_s else ""

    def _just_spoke(self, at: HeardAt) -> bool:
        return self._busy() or self._has_just_spoken(at)

    def _has_just_spoken(self, at: HeardAt) -> bool:
        since_s = at.began_at - self._mouth.silent_since
        return bool(self._mouth.last_said) and since_s <= self._settings.open_microphone_s

    def _puts_right(self, request: str, at: HeardAt) -> bool:
        """不对，是九点, to what was said to be set a moment ago."""
        return self._told in PUT_RIGHT and self._has_just_spoken(at) and correction(request) is not None

    def _of_the_music(self, addressed: Addressed, at: HeardAt) -> bool:
        """True for what is no louder than the piece that is being played, and called nobody."""
        return addressed is Addressed.NOT and self._playing() and self._music_level.explains(at.level_db)

    def _overheard(self, at: HeardAt) -> None:
        if self._playing() and not self._mouth.speaking:
            self._music_level.learn(at.level_db)

    async def is_complete(self, text: str) -> bool:
        """Whether what was said so far is a complete, confident request (asked while the speaker waits in silence)."""
        _, request = self._attention.address(text, False, time.monotonic(), self._settings.wake_word)
        if not request.strip():
            return True
        if classify_cry(request) is not Cry.NONE or basic_intent(request) is not None or self._desk.asking:
            return True
        if self._beside.knows(request) or is_whole_follow_up(request):
            return True
        try:
            meaning = await self._dialogue.parse(self._put_right(request))
        except DialogueError:
            return False
        entities = [name for name, _ in meaning.entities]
        asked = bool(self._open_question())
        return is_complete_request(meaning.intent, meaning.confidence, entities, asked, request)

    def _to_the_side(self, text: str, said: str) -> Turn:
        return Turn(text, self._beside.intent, (said,) if said else (), False, Addressed.OPEN)

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

    def _busy(self) -> bool:
        return self._mouth.speaking or self._playing()

    def _playing(self) -> bool:
        """A player that fails must not end the listening."""
        try:
            return self._player.playing is not None and not self._player.paused
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

    def _stopped(self, text: str, request: str | None, addressed: Addressed) -> Turn:
        """All is silent, and what goes on beside hears `request` too: it may be a word of its own."""
        self._hush()
        said = None if request is None else self._beside.hear(request, addressed)
        if said is not None:
            return self._to_the_side(text, said)
        return self._say(Turn(text, "stop", (self._phrases("assistant.turn.stopped"),), False, Addressed.OPEN))

    def _answer(self, text: str) -> Turn:
        line = self._desk.answer(text)
        turn = Turn(text, "affirm", (line,) if line else (), False, Addressed.OPEN)
        return self._say(turn) if line else turn

    async def _converse(self, heard: str, request: str, addressed: Addressed) -> Turn:
        self._acknowledged.sign()
        if not request.strip():
            return self._say(Turn(heard, "greet", (self._phrases("assistant.turn.listening"),), True, addressed))
        self._keep_light()
        self._light.turn(LightState.THINKING)
        try:
            reply = await self._conversation.respond(request)
            if reply.intent == "stop":
                self._hush()
            lines = reply.lines or ((self._mouth.last_told,) if reply.intent == "repeat" else ())
            turn = Turn(heard, reply.intent, lines, reply.expects_answer, addressed)
        except DialogueError as error:
            structlog.get_logger().warning("no answer from the dialogue engine", reason=str(error))
            turn = Turn(heard, "nlu_fallback", (self._phrases("assistant.turn.later"),), False, addressed)
        untold = "" if turn.expects_answer else self._untold()  # asked for, it counts as told
        if untold:
            turn = Turn(heard, turn.intent, (*turn.replies, untold), False, addressed)
        return self._say(turn)

    def _say(self, turn: Turn, question: str = "") -> Turn:
        """Says the replies; after a question the microphone stays open from the moment the voice is silent.

        `question` is what is said again when it is asked for, without it all that is said.
        """
        remark = turn.is_remark or turn.replies == (self._phrases("assistant.turn.listening"),)
        asked = question or ("" if remark else "".join(turn.replies))
        self._question, self._told = asked if turn.expects_answer else "", turn.intent
        if turn.expects_answer and turn.replies:
            self._desk.not_before(math.inf)
        said = self._mouth.say("".join(turn.replies), remark=remark) if turn.replies else None
        if said is not None:
            said.add_done_callback(lambda _: self._spoken(turn.expects_answer))
        return turn

    def _spoken(self, expects_answer: bool) -> None:
        open_s = self._settings.open_microphone_s if expects_answer else 0.0
        self._attention = Attention(time.monotonic() + open_s)
        self._keep_light()
        self._light.turn(LightState.LISTENING if expects_answer else LightState.IDLE)
        self._desk.not_before(time.monotonic() + open_s)
        if expects_answer:
            self._closing = asyncio.get_running_loop().call_later(open_s, self._light.turn, LightState.IDLE)

    def _keep_light(self) -> None:
        """The end of an open microphone, not answered, must not put out a light of something newer."""
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None
