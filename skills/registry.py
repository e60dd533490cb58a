"""All skills, built from what the speaker provides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from config.phrases import Phrases
from skills.beyond import Beyond
from skills.check import StartCheck
from skills.clock_time import AskTime
from skills.conversation import Affirm, Deny, Greet, HelpMeUse, Repeat, Stop
from skills.directory import SkillDirectory
from skills.doses import ConfirmDose, Snooze
from skills.fallback import Fallback
from skills.health import AskHealth
from skills.in_conversation import InConversation
from skills.opera import PlayOpera
from skills.opera_library import OperaLibrary
from skills.pending import PendingQuestions
from skills.people import AskCommunity, CallPerson, SendMessage
from skills.playback import ControlPlayback, MusicLoudness
from skills.ports import (
    Answer,
    BookError,
    CheckGuide,
    Contacts,
    Form,
    HelpLine,
    MusicPlayer,
    ReminderBook,
    Request,
    Requests,
    Skill,
    VitalsBook,
    VoiceControl,
    WeatherProvider,
)
from skills.recent_talk import RecentTalk
from skills.reminder_changes import CancelReminder, ChangeReminder
from skills.reminder_form import ReminderForm
from skills.reminder_list import AskReminders
from skills.reminders import SetReminder
from skills.sos import CallForHelp, CancelHelp
from skills.unsent import UnsentMessages
from skills.voice_settings import ChangeSpeech, ChangeVolume
from skills.weather import AskWeather


@dataclass(frozen=True)
class SkillNeeds:
    """Everything the skills need of the speaker."""

    weather: WeatherProvider
    music: MusicPlayer
    media_folder: Path
    book: ReminderBook
    help_line: HelpLine
    requests: Requests
    vitals: VitalsBook
    check: CheckGuide
    voice: VoiceControl
    contacts: Contacts
    phrases: Phrases
    city: str
    meal_times: Mapping[str, str]
    timezone: ZoneInfo
    snooze_s: float = 900.0
    ringing_snooze_s: float = 600.0
    weather_fresh_for_s: float = 1800.0
    music_volume_percent: int = 70

    @cached_property
    def loudness(self) -> MusicLoudness:
        """One for all skills."""
        return MusicLoudness(self.music, self.music_volume_percent)


class _TellsBookTrouble:
    """A skill whose reminder table failed says so, and that nothing was kept."""

    def __init__(self, skill: Skill, phrases: Phrases) -> None:
        self._skill, self._say = skill, phrases

    @property
    def intents(self) -> tuple[str, ...]:
        return self._skill.intents

    async def answer(self, request: Request) -> Answer:
        try:
            return await self._skill.answer(request)
        except BookError as error:
            structlog.get_logger().error("reminders.table_failed", error=str(error))
            return Answer(self._say("skills.reminders.table_failed"))


def build_skills(needs: SkillNeeds) -> tuple[tuple[Skill, ...], tuple[Form, ...]]:
    """Every skill of docs/architecture.md, and the forms. An open question of one skill is answered before another
    skill hears the utterance; calls for help and 停 do not wait for that."""
    phrases, pending, directory, recent = needs.phrases, PendingQuestions(), SkillDirectory(), RecentTalk()
    beyond = Beyond(recent, needs.book, directory, pending, phrases)
    unsent = UnsentMessages(pending, phrases)
    form = ReminderForm(needs.book, needs.meal_times, pending, recent, phrases)
    first: tuple[Skill, ...] = (
        CallForHelp(needs.help_line, pending, phrases),
        CancelHelp(needs.help_line, phrases),
        Stop(needs.music, pending, phrases),
    )
    others = (
        *_of_the_day(needs, pending, unsent),
        *(_TellsBookTrouble(skill, phrases) for skill in _of_reminders(needs, form, pending, recent)),
        Greet(phrases),
        HelpMeUse(phrases),
        Affirm(directory, phrases),
        Deny(phrases),
        Repeat(needs.voice, phrases),
        Fallback(directory, pending, phrases),
    )
    directory.fill((*first, *others))
    talking = (InConversation(skill, pending, recent, beyond, unsent, directory) for skill in others)
    return (*first, *talking), (form,)


def _of_the_day(needs: SkillNeeds, pending: PendingQuestions, unsent: UnsentMessages) -> tuple[Skill, ...]:
    phrases = needs.phrases
    return (
        AskWeather(needs.weather, needs.city, needs.contacts, pending, phrases, needs.weather_fresh_for_s),
        PlayOpera(OperaLibrary(needs.media_folder), needs.music, phrases),
        ControlPlayback(needs.music, needs.loudness, phrases),
        AskTime(phrases),
        AskHealth(needs.vitals, phrases),
        StartCheck(needs.check, needs.requests, pending, phrases),
        CallPerson(needs.contacts, needs.requests, pending, phrases),
        SendMessage(needs.contacts, needs.requests, pending, unsent, phrases),
        AskCommunity(needs.requests, phrases),
        *voice_skills(needs),
    )


def voice_skills(needs: SkillNeeds) -> tuple[Skill, ...]:
    """Louder, slower: these change no conversation, and answer also in the middle of one."""
    return (ChangeVolume(needs.voice, needs.loudness, needs.phrases), ChangeSpeech(needs.voice, needs.phrases))


def _of_reminders(
    needs: SkillNeeds, form: ReminderForm, pending: PendingQuestions, recent: RecentTalk
) -> tuple[Skill, ...]:
    book, phrases = needs.book, needs.phrases
    return (
        SetReminder(book, form, pending, recent, phrases),
        ChangeReminder(book, needs.meal_times, pending, recent, phrases),
        CancelReminder(book, needs.meal_times, pending, phrases),
        AskReminders(book, needs.timezone, phrases),
        ConfirmDose(book, recent, phrases),
        Snooze(book, needs.snooze_s, needs.ringing_snooze_s, phrases),
    )
