"""A home with everything real but its devices: skills, reminder table, turns, over the real Rasa server."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import soundfile
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from assistant.actions.server import create_action_app
from assistant.dialogue.rasa_client import RasaDialogue
from assistant.music import Music
from assistant.reminders.book import StoredReminders
from assistant.reminders.ringing import Ringing
from assistant.reminders.round import ReminderRound
from assistant.speaker.at_once import AtOnce
from assistant.speaker.light_board import LightBoard
from assistant.speaker.turn import Turn
from assistant.speaker.turns import Turns
from assistant.store.requests import PostedRequests
from assistant.store.vitals import StoredVitals
from assistant.store.voice_settings import StoredVoiceSettings
from assistant.voice_control import SpokenVoiceControl
from config.phrases import load_phrases
from config.settings import Contact, HearingSettings, ReminderSettings, Resident
from messages.payloads import Event
from skills.contacts import ContactsByName
from skills.registry import SkillNeeds, build_skills, voice_skills
from tests.assistant.speaker.test_turns import Rig
from tests.assistant.standins import RecordingLight, ToneVoice
from tests.skills.conftest import NOW, Guide, Weather

ZONE = ZoneInfo("Asia/Shanghai")
WANG = Resident(
    id="wang",
    name="王秀英",
    contacts=(Contact(name="李梅", called=("女儿", "闺女")), Contact(name="王强", called=("儿子",))),
)
LI = Resident(id="li", name="李大山", address_as="李大爷")


class StoryHome(Rig):
    """`hears` is a sentence said to it; `clock` goes where a test puts it. Ten in the morning at first."""

    def __init__(self, folder: Path, dialogue: RasaDialogue) -> None:
        super().__init__(folder)
        self.voice = ToneVoice()
        self.clock.put(NOW)
        phrases, settings = load_phrases("zh"), ReminderSettings()
        media = folder / "media" / "京剧"
        media.mkdir(parents=True, exist_ok=True)
        for title in ("空城计", "借东风"):
            soundfile.write(media / f"{title}.wav", np.zeros(60_000, dtype=np.int16), 100)  # ten minutes
        self.book_of_doses = StoredReminders(self.engine, self.outbox, self.reporter, ZONE, settings, lambda: None)
        self.round = ReminderRound(self.engine, self.outbox, self.reporter, self.mouth, phrases, ZONE, settings)
        self.kept, music = StoredVoiceSettings(self.engine, WANG), Music(self.player)
        self.mouth._loudness, self.mouth._voice = self.kept, self.voice
        needs = SkillNeeds(
            weather=Weather(), music=music, media_folder=folder / "media", book=self.book_of_doses,
            help_line=self.help_line, requests=PostedRequests(self.outbox, self.reporter),
            vitals=StoredVitals(self.engine), check=Guide(), voice=SpokenVoiceControl(self.kept, self.mouth, music),
            contacts=ContactsByName((WANG,)), phrases=phrases, city="济南",
            meal_times=settings.meal_times, timezone=ZONE, snooze_s=settings.snooze_s,
        )  # fmt: skip
        skills, forms = build_skills(needs)
        self.app: FastAPI = create_action_app(skills, forms, self.clock, ZONE, lambda: WANG.id)
        at_once = AtOnce(self.clock, ZONE, WANG.id)
        at_once.fill(voice_skills(needs))
        self.turns = Turns(
            dialogue, self.mouth, self.help_line, self.desk, LightBoard(RecordingLight()), self.player, phrases,
            HearingSettings(open_microphone_s=60), self.round.untold, lambda on: None, self.round.reminding,
            at_once=at_once.answer, pauses=self.kept,
            beside=Ringing(self.book_of_doses, WANG.id, settings.ring_snooze_s, self.round.reminding, phrases),
        )  # fmt: skip

    async def hears(self, text: str, called: bool = True) -> str:
        """Its answer, when it has been said; '' when it was not meant. `called`: with the wake word."""
        turn: Turn = await self.turns.utterance(f"小安小安{text}" if called else text, False)
        await self.silent()
        self.mouth.silent_since -= 1.0  # the room is quiet before she speaks again
        return "".join(turn.replies)

    async def at(self, moment: datetime) -> list[str]:
        """What it says of its own accord when the clock shows that."""
        before = len(self.said)
        self.clock.put(moment)
        self.round.go()
        await self.silent()
        self.mouth.silent_since -= 60.0
        return self.said[before:]

    def posted(self) -> list[tuple[str, dict[str, str]]]:
        """The events that wait in the outbox."""
        payloads = [row.payload() for row in self.outbox.due(self.clock.now() + timedelta(days=30), 100)]
        return [(str(each.kind), each.detail) for each in payloads if isinstance(each, Event)]


class Dwelling:
    """A home whose power may fail. `home` is the speaker that runs now; Rasa finds its skills here."""

    def __init__(self, folder: Path, dialogue: RasaDialogue) -> None:
        self._folder, self._dialogue = folder, dialogue
        self.home = StoryHome(folder, dialogue)
        self._tasks: list[asyncio.Future[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.home.app(scope, receive, send)

    def start(self) -> None:
        """Call from the loop."""
        self._tasks = [asyncio.ensure_future(self.home.mouth.run()), asyncio.ensure_future(self.home.desk.run())]

    def power_fails(self) -> None:
        for task in self._tasks:
            task.cancel()
        self.home.engine.dispose()

    async def power_is_back(self, moment: datetime) -> list[str]:
        """A speaker that was just started on what was kept; what it says first."""
        self.home = StoryHome(self._folder, self._dialogue)
        self.start()
        return await self.home.at(moment)
