"""Every action that the Rasa project names is served by a skill or a form, and none beside them."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import create_autospec
from zoneinfo import ZoneInfo

from assistant.actions.naming import action_names
from config.phrases import load_phrases
from skills.ports import (
    CheckGuide,
    Contacts,
    HelpLine,
    MusicPlayer,
    ReminderBook,
    Requests,
    VitalsBook,
    VoiceControl,
    WeatherProvider,
)
from skills.registry import SkillNeeds, build_skills
from tests.intents.sources import domain_actions


def test_the_domain_and_the_skills_name_the_same_actions(tmp_path: Path) -> None:
    needs = SkillNeeds(
        weather=create_autospec(WeatherProvider, instance=True),
        music=create_autospec(MusicPlayer, instance=True),
        media_folder=tmp_path,
        book=create_autospec(ReminderBook, instance=True),
        help_line=create_autospec(HelpLine, instance=True),
        requests=create_autospec(Requests, instance=True),
        vitals=create_autospec(VitalsBook, instance=True),
        check=create_autospec(CheckGuide, instance=True),
        voice=create_autospec(VoiceControl, instance=True),
        contacts=create_autospec(Contacts, instance=True),
        phrases=load_phrases("zh"),
        city="济南",
        meal_times={"breakfast": "07:30", "lunch": "12:00", "supper": "18:00", "bedtime": "21:30"},
        timezone=ZoneInfo("Asia/Shanghai"),
    )
    skills, forms = build_skills(needs)
    assert action_names(skills, forms) == domain_actions()
    intents = [intent for skill in skills for intent in skill.intents]
    assert len(intents) == len(set(intents))
