"""How loud and how fast the voice is, kept in a real database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from assistant.store.tables import Base
from assistant.store.voice_settings import StoredVoiceSettings
from config.settings import Resident
from messages.database import open_sqlite

RESIDENT = Resident(id="wang", name="王奶奶", volume=60)


def test_what_she_set_is_kept_and_without_a_disk_the_voice_speaks_as_configured(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "home.db")
    Base.metadata.create_all(engine)
    StoredVoiceSettings(engine, RESIDENT).set_volume(85)
    kept = StoredVoiceSettings(engine, RESIDENT, usual_pause_s=2.5)
    assert (kept.volume, kept.speech_rate, kept.pause_s) == (85, RESIDENT.speech_rate, 2.5)
    kept.set_pause_s(4.0)
    assert StoredVoiceSettings(engine, RESIDENT).pause_s == 4.0
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE voice_setting"))
    assert (kept.volume, kept.speech_rate) == (60, RESIDENT.speech_rate)


def test_a_pause_in_the_settings_holds_until_she_changes_it(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "home.db")
    Base.metadata.create_all(engine)
    kept = StoredVoiceSettings(engine, RESIDENT.model_copy(update={"pause_s": 3.5}))
    assert kept.pause_s == 3.5
    kept.set_pause_s(3.0)
    assert kept.pause_s == 3.0
