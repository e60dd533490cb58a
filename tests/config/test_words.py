"""Every sentence exists in both languages, with the same places, and every key the code names exists."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from config.phrases import load_phrases

ROOT = Path(__file__).parents[2]
ROOMS = ("assistant", "bridge", "skills", "station", "xiaoan")
CODE = ("xiaoan", "assistant", "skills", "hardware", "wearable_bridge", "station", "messages", "config")
# A whole key in code: "skills.weather.rain". Keys put together from parts are checked by the skills' own tests.
KEY = re.compile(rf"\"((?:{'|'.join(ROOMS)})(?:\.[a-z0-9_]+){{2,}})\"")


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def texts(language: str, room: str) -> dict[str, str]:
    assert language in ("zh", "en")
    return load_phrases("zh" if language == "zh" else "en").under(room)


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_keys(room: str) -> None:
    assert texts("zh", room).keys() == texts("en", room).keys()


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_places(room: str) -> None:
    zh, en = texts("zh", room), texts("en", room)
    differing = {key for key in zh.keys() & en.keys() if places(zh[key]) != places(en[key])}
    assert differing == set()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("room", ROOMS)
def test_places_are_named(language: str, room: str) -> None:
    bad = {key for key, text in texts(language, room).items() if any(not name.isidentifier() for name in places(text))}
    assert bad == set()


def test_every_key_in_the_code_exists() -> None:
    phrases = load_phrases("zh")
    places_of_code = [path for room in CODE for path in (ROOT / room).rglob("*") if path.suffix in ("", ".py")]
    modules = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in places_of_code}
    missing = {
        f"{path.relative_to(ROOT)}: {key}"
        for room in CODE
        for path in sorted((ROOT / room).rglob("*.py"))
        for key in KEY.findall(path.read_text(encoding="utf-8"))
        if not phrases.has(key) and not phrases.under(key) and key not in modules
    }
    assert missing == set()


def test_what_the_skills_say_is_short() -> None:
    """No sentence of the skills is longer than an old person keeps in mind."""
    zh = texts("zh", "skills")
    too_long = {key for key, text in zh.items() for part in re.split("[。？！]", text) if len(part) > 34}
    assert too_long == set()


def test_no_sentence_is_empty() -> None:
    assert [key for room in ROOMS for key, text in texts("zh", room).items() if not text.strip()] == []


def test_chinese_is_chinese() -> None:
    """The Chinese words of the skills hold no Latin letters outside their places."""
    zh = {key: re.sub(r"\{[^}]*\}", "", text) for key, text in texts("zh", "skills").items()}
    assert {key for key, text in zh.items() if re.search("[A-Za-z]", text)} == set()


def spoken(language: str) -> dict[str, str]:
    """What is said aloud; the rest of the speaker's words is shown."""
    shown = ("page.", "models.", "hearing.", "second_path.")
    both = {**texts(language, "assistant"), **texts(language, "skills")}
    return {key: text for key, text in both.items() if not key.startswith(shown)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_question_at_a_time(language: str) -> None:
    assert {key: text for key, text in spoken(language).items() if len(re.findall("[？?]", text)) > 1} == {}


def test_sentences_are_short() -> None:
    """Thirty hanzi between two full stops, without what stands in the places, are a long breath."""
    sentences = [(key, part) for key, text in spoken("zh").items() for part in re.split("[。？！]", text)]
    assert [(key, part) for key, part in sentences if len(re.sub(r"\{\w+\}|\W", "", part)) > 30] == []
