"""The speaker's composition root: the only file that names concrete classes."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from zoneinfo import ZoneInfo

import structlog
from fastapi import FastAPI

from assistant.actions.server import create_action_app
from assistant.dialogue.offline import DialogueWithBasics
from assistant.dialogue.rasa_client import rasa_dialogue
from assistant.hearing.ear import Ear
from assistant.hearing.house_words import HouseWords
from assistant.hearing.own_words import OwnWord
from assistant.hearing.vosk_recognizer import VoskRecognizer
from assistant.help_line.book import AlertBook
from assistant.help_line.help_line import HelpLine
from assistant.help_line.lines import fixed_lines
from assistant.incoming import Incoming
from assistant.models.choose import ChosenModel, choose_model
from assistant.music import Ducking, Music
from assistant.page.api import PageServices, create_page
from assistant.page.device_token import DeviceToken
from assistant.page.feed import Feed
from assistant.ports import RecognizerError
from assistant.reminders.book import StoredReminders
from assistant.reminders.ringing import Ringing
from assistant.reminders.round import ReminderRound
from assistant.reminders.schedule import ReminderSchedule
from assistant.reporter import Reporter
from assistant.serving import bind, check_exposure, serve
from assistant.speaker.at_once import AtOnce
from assistant.speaker.beside import Besides
from assistant.speaker.light_board import LightBoard
from assistant.speaker.listening import Listener
from assistant.speaker.mouth import Mouth
from assistant.speaker.question_desk import QuestionDesk
from assistant.speaker.questions import Question, UnclearCryQuestion
from assistant.speaker.turns import Turns
from assistant.store.requests import PostedRequests
from assistant.store.vitals import StoredVitals
from assistant.store.voice_settings import StoredVoiceSettings
from assistant.voice.build import build_voice
from assistant.voice.safety_lines import SafetyLines
from assistant.voice.sentences import sentences
from assistant.voice_control import SpokenVoiceControl
from assistant.wiring.clock import speaker_clock
from assistant.wiring.devices import Devices, open_devices
from assistant.wiring.guided_check import build_check_guide
from assistant.wiring.kept import open_kept
from assistant.wiring.own_words import OwnWordSources, tell_reach
from assistant.wiring.second_path import BuiltSecondPath, build_second_path
from assistant.wiring.self_test import build_self_test
from assistant.wiring.skills import skill_needs
from config.errors import ConfigError
from config.phrases import Phrases, load_phrases
from config.settings import Settings
from hardware.ports import DeviceError
from hardware.queue_microphone import QueueMicrophone
from messages.clock import Clock
from messages.errors import MessagesError
from messages.floored_clock import FlooredClock
from messages.payloads import Payload
from messages.session import Session
from messages.topics import Sender
from skills.registry import build_skills, voice_skills

LOOPBACK = "127.0.0.1"


def run(settings: Settings) -> None:
    """Runs the speaker until SIGTERM or SIGINT. Logs to stderr; exits with a message when it cannot start."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        asyncio.run(_until_signal(settings))
    except (ConfigError, MessagesError, DeviceError) as error:
        sys.exit(str(error))


async def _until_signal(settings: Settings) -> None:
    program = asyncio.ensure_future(Speaker(settings).run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, program.cancel)
    try:
        await program
    except asyncio.CancelledError:
        structlog.get_logger().info("the speaker has stopped")


class Speaker:
    """Builds the parts in the order in which a cry for help needs them, and runs them."""

    def __init__(self, settings: Settings) -> None:
        home, own = settings.home, settings.speaker
        if not home.residents:
            raise ConfigError("home.residents: the speaker needs at least one resident. The first one is the primary.")
        check_exposure(own)
        self._settings = settings
        self._folder = settings.data_dir / "home"
        self._page_socket = bind(own.page.host, own.page.port, "speaker.page.port")
        self._actions_socket = bind(LOOPBACK, own.dialogue.actions_port, "speaker.dialogue.actions_port")
        self._clock: Clock = speaker_clock(settings)
        self._phrases: Phrases = load_phrases(home.language)
        self._timezone = ZoneInfo(home.timezone)
        self._kept = open_kept(self._folder, self._clock)
        self._resident = home.residents[0]
        self._loudness = StoredVoiceSettings(self._kept.engine, self._resident, own.hearing.endpoint_unfinished_s)
        self._feed = Feed()
        self._model: ChosenModel | None = None
        self._recognizer: VoskRecognizer | None = None
        self._hearing_settled = asyncio.Event()  # the model is loaded, or it is known that there is none
        self._devices: Devices = open_devices(own, self._feed, self._resident.volume)
        self._dialogue = DialogueWithBasics(
            rasa_dialogue(own.dialogue),
            self._phrases,
            self._clock,
            self._timezone,
        )
        self._second_path: BuiltSecondPath | None = None
        self._build_voice()
        self._build_help()
        self._build_turns()

    def _build_voice(self) -> None:
        own, home = self._settings.speaker, self._settings.home
        self._voice = voice = build_voice(own.voice, home.language, self._folder / "voice")
        self._duck = Ducking(self._devices.player, own.media.duck_to_percent)
        self._mouth = Mouth(voice, self._devices.loudspeaker, self._loudness, sentences, self._duck)
        self._mouth.on_said(lambda text: self._feed.publish("said", text=text))
        self._lines = SafetyLines(
            voice, fixed_lines(self._phrases), self._folder / "voice", self._resident.speech_rate, home.language
        )

    def _build_help(self) -> None:
        own, home = self._settings.speaker, self._settings.home
        self._reporter = Reporter(home.id, self._resident.id, own.device, self._clock)
        self._book = AlertBook(self._kept.engine, self._kept.outbox)
        self._light = LightBoard(self._devices.light)
        self._help_line = HelpLine(
            self._book, self._reporter, self._mouth, self._lines, self._light, self._phrases, own.help,
            modem=bool(own.second_path.modem),
        )  # fmt: skip
        self._desk = QuestionDesk(self._mouth, self._clock, own.help, self._unclear)
        self._check = build_check_guide(
            self._settings, self._kept, self._tell_bridge, self._mouth, self._desk, self._help_line, self._reporter,
            self._phrases,
        )  # fmt: skip
        self._round = ReminderRound(
            self._kept.engine, self._kept.outbox, self._reporter, self._mouth, self._phrases, self._timezone,
            own.reminders,
        )  # fmt: skip
        self._schedule = ReminderSchedule(self._round, self._clock)
        self._reminders = StoredReminders(
            self._kept.engine, self._kept.outbox, self._reporter, self._timezone, own.reminders, self._reminders_changed
        )

    async def _tell_bridge(self, payload: Payload) -> None:
        await self._link.tell(payload)

    def _reminders_changed(self) -> None:
        self._schedule.refresh()
        self._own_words.changed()

    def _build_turns(self) -> None:
        hearing = self._settings.speaker.hearing
        self._own_words = HouseWords(OwnWordSources(self._settings, self._reminders), self._listen_for)
        self._at_once = AtOnce(self._clock, self._timezone, self._resident.id)
        self._turns = Turns(
            self._dialogue, self._mouth, self._help_line, self._desk, self._light, self._devices.player,
            self._phrases, hearing, self._round.untold, self._duck, self._round.reminding, self._own_words.put_right,
            at_once=self._at_once.answer, pauses=self._loudness, beside=Besides(self._check, self._ringing()),
        )  # fmt: skip
        self._listener = Listener(self._turns, self._desk, self._feed)

    def _ringing(self) -> Ringing:
        pause_s = self._settings.speaker.reminders.ring_snooze_s
        return Ringing(self._reminders, self._resident.id, pause_s, self._round.reminding, self._phrases)

    async def run(self) -> None:
        """Runs for ever. A part that fails ends the program, and whoever started it starts it anew."""
        loop = asyncio.get_running_loop()

        def pressed() -> None:
            loop.call_soon_threadsafe(self._help_line.press)

        def held() -> None:
            loop.call_soon_threadsafe(self._help_line.cancel)

        self._devices.button.on_press(pressed)
        self._devices.button.on_hold(held)
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._start(tasks)
        finally:
            self._voice.close()
            self._devices.player.close()
            if self._second_path is not None:
                self._second_path.close()

    async def _start(self, tasks: asyncio.TaskGroup) -> None:
        tasks.create_task(self._mouth.run())
        tasks.create_task(self._help_line.keep_trying())
        tasks.create_task(self._desk.run())
        tasks.create_task(self._check.run())
        incoming = Incoming(
            self._help_line, self._desk, self._book, StoredVitals(self._kept.engine), self._mouth,
            self._kept.outbox, self._reporter, self._phrases, self._turns, tasks, self._check, self._called(),
        )  # fmt: skip
        self_test = build_self_test(self._settings, self._kept, self._reporter, self._session(), self._help_line)
        tasks.create_task(self._link.run(self_test.before(incoming.handle)))
        tasks.create_task(self_test.run())
        self._second_path = build_second_path(
            self._settings, self._kept, self._reporter, self._phrases, self._link, self._help_line
        )
        tasks.create_task(self._second_path.path.run())
        tasks.create_task(serve(self._page(), self._page_socket, self._settings.speaker.page))
        await self._prepare_hearing()
        self._hearing_settled.set()
        await asyncio.to_thread(self._lines.prepare)
        if isinstance(self._clock, FlooredClock):
            tasks.create_task(self._clock.keep())
        self._schedule.start()
        incoming.ask_unsettled()
        tasks.create_task(self._room())
        tasks.create_task(serve(self._actions(), self._actions_socket))
        tasks.create_task(self._own_words.run())

    async def _prepare_hearing(self) -> None:
        """A missing or damaged model leaves a speaker that is typed to; why is logged and shown on the page."""
        hearing, language = self._settings.speaker.hearing, self._settings.home.language
        try:
            self._model = await asyncio.to_thread(
                choose_model, hearing.model, language, self._settings.data_dir / "models"
            )
            self._recognizer = await asyncio.to_thread(VoskRecognizer, self._model)
            await asyncio.to_thread(tell_reach, self._recognizer, self._settings)
        except RecognizerError as error:
            structlog.get_logger().error("the speaker cannot hear", reason=str(error))
            return
        if self._model.builtin:
            structlog.get_logger().warning("the built-in model understands only the demonstration voice")
            self._mouth.say(self._phrases("assistant.turn.builtin_model"))

    def _listen_for(self, words: Sequence[OwnWord]) -> None:
        if self._recognizer is not None:
            self._recognizer.listen_for(words)

    async def _room(self) -> None:
        """Listens in the room. A microphone that fails is tried again."""
        microphone = self._devices.microphone
        while microphone is not None and self._recognizer is not None:
            try:
                await self._listener.follow(self._ear(self._recognizer), microphone, held=False)
            except DeviceError as error:
                structlog.get_logger().error("the microphone failed, trying again", reason=str(error))
            await asyncio.sleep(5)

    async def _hear(self, microphone: QueueMicrophone, held: bool) -> None:
        """Listens to a page's microphone."""
        await self._hearing_settled.wait()
        if self._recognizer is not None:
            await self._listener.follow(self._ear(self._recognizer.another()), microphone, held)

    def _ear(self, recognizer: VoskRecognizer) -> Ear:
        return Ear(
            recognizer, self._settings.speaker.hearing, self._turns.is_complete, self._turns.partial, self._turns.cry,
            lambda: self._loudness.pause_s,
        )  # fmt: skip

    def _called(self) -> Mapping[str, str]:
        """How each resident is addressed, where that tells them apart."""
        residents = self._settings.home.residents
        return {each.id: each.address_as or each.name for each in residents} if len(residents) > 1 else {}

    def _unclear(self, said: str) -> Question:
        return UnclearCryQuestion(said, self._help_line, self._reporter, self._phrases)

    def _session(self) -> Session:
        self._link = Session(
            broker=self._settings.broker_as(self._settings.speaker.broker),
            community=self._settings.home.community,
            home=self._settings.home.id,
            sender=Sender.SPEAKER,
            device=self._settings.speaker.device,
            version=version("xiaoan"),
            outbox=self._kept.outbox,
            dead_letters=self._kept.letters,
            clock=self._clock,
            sign_of_life_s=self._settings.home.sign_of_life_s,
        )
        return self._link

    def _actions(self) -> FastAPI:
        kept = self._kept
        music = Music(self._devices.player)
        needs = skill_needs(
            self._settings,
            clock=self._clock,
            phrases=self._phrases,
            book=self._reminders,
            music=music,
            help_line=self._help_line,
            requests=PostedRequests(kept.outbox, self._reporter),
            vitals=StoredVitals(kept.engine),
            check=self._check,
            voice=SpokenVoiceControl(self._loudness, self._mouth, music),
        )
        skills, forms = build_skills(needs)
        self._at_once.fill(voice_skills(needs))
        return create_action_app(skills, forms, self._clock, self._timezone, lambda: self._resident.id)

    def _page(self) -> FastAPI:
        own = self._settings.speaker
        words: dict[str, object] = {**self._phrases.under("assistant.page")}
        words["hold_cancels_s"] = own.help.button_hold_cancel_s
        return create_page(
            PageServices(
                turn=lambda text: self._turns.utterance(text, held=True),
                hear=self._hear,
                hush=self._mouth.hush,
                button=self._devices.page_button,
                light=lambda: self._light.state.value,
                music=self._devices.page_player.file,
                health=self._health,
                words=lambda: {**words, "notice": words["notice"] if self._model and self._model.builtin else ""},
                hosts=("*",) if own.device_token else (own.page.host, "127.0.0.1", "localhost", "[::1]"),
                token=DeviceToken(own.device_token.get_secret_value() if own.device_token else None),
                feed=self._feed,
                loudspeaker=self._devices.loudspeaker,
            )
        )

    async def _health(self) -> Mapping[str, object]:
        return {
            "ready": await self._dialogue.ready(),
            "sos_ready": self._hearing_settled.is_set(),
            "silent": not self._mouth.speaking,
            "broker_connected": self._link.connected,
            "broker_trouble": self._link.trouble,
            "hearing": self._model.name if self._model else "",
            "builtin_model": bool(self._model and self._model.builtin),
            "light": self._light.state.value,
        }
