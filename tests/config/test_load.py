"""A settings file that cannot be used: the message names the file, the key and what is allowed, and no secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import ConfigError
from config.load import load_settings
from config.settings import Settings


def refused(file: Path, content: str | bytes) -> str:
    """The message for a file with this content."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ConfigError) as error:
        load_settings(file, environ={})
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[broker]\nprot = 1", ["unknown key 'broker.prot'", "config/default.toml"]),
        ("[broker]\nport = 'x'", ["'broker.port'", "integer", "'x'"]),
        ("[broker]\nport = 0", ["'broker.port'", "greater than or equal to 1", "0"]),
        ("[broker]\nport = 65536", ["'broker.port'", "less than or equal to 65535", "65536"]),
        ("[speaker.dialogue]\nfallback_confidence = 1.5", ["'speaker.dialogue.fallback_confidence'", "1.5"]),
        ("[home]\nlanguage = 'fr'", ["'home.language'", "'zh'", "'en'", "'fr'"]),
        ("[home]\nid = 'Home 1'", ["'home.id'", "pattern", "'Home 1'"]),
        ("[speaker.reminders]\nrepeats = 21", ["'speaker.reminders.repeats'", "20"]),
        ("[speaker.reminders]\nsnooze_s = -1", ["'speaker.reminders.snooze_s'", "greater than 0"]),
        ("[[home.residents]]\nid = 'a'", ["'home.residents.0.name'", "required"]),
        ("[[station.escalation.steps]]\nafter_s = 1\ntell = ['boss']", ["station.escalation.steps.0.tell.0", "'boss'"]),
        ("broker = 5", ["'broker'", "5"]),
        ("data = 5", ["'data'", "5"]),
        ("data = '~nobody-of-this-name/x'", ["'data'", "user"]),
        ('data = "a\\u0000b"', ["'data'", "not a path"]),
        ("[home]\ntimezone = 'Mars/Base'", ["'home.timezone'", "Asia/Shanghai", "Mars/Base"]),
        ("[home]\ntimezone = '../../etc/passwd'", ["'home.timezone'", "Asia/Shanghai"]),
        ("[speaker.reminders.meal_times]\nlunch = '25:00'", ["speaker.reminders.meal_times.lunch", "'25:00'"]),
        ("[broker", ["not valid TOML"]),
        ("a = 1\nb = = 2", ["not valid TOML", "line 2"]),
        (b"\xff\xfe", ["not UTF-8", "byte 0"]),
    ],
)  # fmt: skip
def test_the_message_names_file_key_and_what_is_allowed(tmp_path: Path, content: str | bytes, said: list[str]) -> None:
    file = tmp_path / "mine.toml"
    message = refused(file, content)
    assert message.startswith(str(file))
    assert [part for part in said if part not in message] == []


def test_every_fault_is_told_not_only_the_first(tmp_path: Path) -> None:
    message = refused(tmp_path / "mine.toml", "x = 1\n[broker]\nport = 0\n[home]\nlanguage = 'fr'")
    assert len(message.splitlines()) == 3


@pytest.mark.parametrize(
    "content",
    [
        "[broker]\npassword = ['s3cr3t']",
        "[broker]\npassword = 's3cr3t'\nport = 0",
        "broker = [{password = 's3cr3t'}]",
        "[station]\ndatabase_url = ['postgresql://u:s3cr3t@h/d']",
        "[[home.residents]]\nid = 'a'\ncontacts = [{notify_url = 's3cr3t'}]",
        "[[home.residents.contacts]]\nname = 'a'\nnotify_url = ['s3cr3t']",
    ],
)
def test_a_secret_is_never_shown(tmp_path: Path, content: str) -> None:
    assert "s3cr3t" not in refused(tmp_path / "mine.toml", content)


def test_a_good_password_is_not_shown_either(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[broker]\nusername = 'u'\npassword = 's3cr3t'")
    loaded = load_settings(file, environ={})
    assert loaded.broker.password is not None
    assert loaded.broker.password.get_secret_value() == "s3cr3t"
    assert "s3cr3t" not in repr(loaded)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for file in (tmp_path / "none.toml", tmp_path, tmp_path / "x" / "y"):
        with pytest.raises(ConfigError, match="cannot be read") as error:
            load_settings(file, environ={})
        assert str(file) in str(error.value)


def test_where_settings_come_from(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("data = '/a'\n[broker]\nport = 1883")
    assert load_settings(environ={}) == Settings()
    assert load_settings(environ={"XIAOAN_CONFIG": str(file)}).broker.port == 1883
    assert load_settings(file, environ={"XIAOAN_DATA": "/b"}).data == Path("/b")
    assert load_settings(file, Path("/c"), environ={"XIAOAN_DATA": "/b"}).data == Path("/c")
    assert load_settings(file, environ={}).data == Path("/a")


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TABLES = st.dictionaries(st.sampled_from(list(Settings.model_fields)), HOSTILE, max_size=4)


def toml(value: Any) -> str:
    """A value as TOML, where TOML can say it."""
    if value is None:
        return '""'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(key))} = {toml(inner)}" for key, inner in value.items()) + "}"
    return json.dumps(value, ensure_ascii=True) if isinstance(value, str) else str(value)


@given(TABLES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_values_make_settings_or_a_clear_error_and_nothing_else(tmp_path: Path, table: dict[str, Any]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("\n".join(f"{key} = {toml(value)}" for key, value in table.items()), encoding="utf-8")
    try:
        load_settings(file, environ={})
    except ConfigError as error:
        assert str(error).startswith(str(file))
