"""What the skills need, from the settings and the speaker's parts."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.sample_media import install_samples
from assistant.wiring.own_words import media_folder_of
from config.phrases import Phrases
from config.settings import Settings
from messages.clock import Clock
from skills.contacts import ContactsByName
from skills.open_meteo import OpenMeteo
from skills.ports import CheckGuide, HelpLine, MusicPlayer, ReminderBook, Requests, VitalsBook, VoiceControl
from skills.registry import SkillNeeds
from skills.weather_cache import CachedWeather


def skill_needs(
    settings: Settings,
    *,
    clock: Clock,
    phrases: Phrases,
    book: ReminderBook,
    music: MusicPlayer,
    help_line: HelpLine,
    requests: Requests,
    vitals: VitalsBook,
    check: CheckGuide,
    voice: VoiceControl,
) -> SkillNeeds:
    """The sample pieces are put into a new home's music folder on the way."""
    own, home = settings.speaker, settings.home
    folder = settings.data_dir / "home"
    provider = OpenMeteo(own.weather, clock, home.language)
    return SkillNeeds(
        weather=CachedWeather(provider, folder / "weather.json", own.weather.fresh_for_s, clock),
        music=music,
        media_folder=_media_folder(settings),
        book=book,
        help_line=help_line,
        requests=requests,
        vitals=vitals,
        check=check,
        voice=voice,
        contacts=ContactsByName(home.residents),
        phrases=phrases,
        city=home.city,
        meal_times=own.reminders.meal_times,
        timezone=ZoneInfo(home.timezone),
        snooze_s=own.reminders.snooze_s,
        ringing_snooze_s=own.reminders.ring_snooze_s,
        weather_fresh_for_s=own.weather.fresh_for_s,
        music_volume_percent=home.residents[0].volume,
    )


def _media_folder(settings: Settings) -> Path:
    given = settings.speaker.media.folder
    if given is None:
        given = media_folder_of(settings.data_dir)
        install_samples(given)
    return given
