"""Names of the resident's own lists are found by their sound, and talk is taken for none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import Contact, Resident
from skills.contacts import ContactsByName
from skills.medicine_names import best_of, known_medicines, medicine_in
from skills.opera_library import Piece
from skills.opera_search import find_pieces
from skills.people_words import person_to_call
from skills.weather_question import city_by_sound
from tests.skills.conftest import House
from tests.skills.misheard_names import (
    MEDICINES,
    MISHEARD_MEDICINES,
    MISHEARD_OPERAS,
    MISHEARD_PEOPLE,
    NO_MEDICINES,
    NO_OPERAS,
    NO_PEOPLE,
    OPERAS,
    PEOPLE,
)

PIECES = tuple(Piece(Path(f"/m/{title}.mp3"), title, performer, genre) for genre, performer, title in OPERAS)
CONTACTS = ContactsByName(
    [
        Resident(
            id="wang", name="王", contacts=tuple(Contact(name=name, called=tuple(called)) for name, *called in PEOPLE)
        )
    ]
)


@pytest.mark.parametrize(("written", "said"), MISHEARD_MEDICINES)
def test_a_misheard_medicine_is_found(written: str, said: str) -> None:
    assert medicine_in(written, None, MEDICINES) == said


@pytest.mark.parametrize("text", NO_MEDICINES)
def test_talk_is_no_medicine(text: str) -> None:
    assert best_of(text, MEDICINES) is None
    assert medicine_in(text, None, MEDICINES) not in (*MEDICINES, *known_medicines())


@pytest.mark.parametrize(("written", "meant"), MISHEARD_PEOPLE)
def test_a_misheard_person_is_found(written: str, meant: str) -> None:
    assert CONTACTS.find("wang", person_to_call(written) or written) == meant


@pytest.mark.parametrize("text", NO_PEOPLE)
def test_nobody_else_is_rung(text: str) -> None:
    assert CONTACTS.find("wang", person_to_call(text) or text) is None


@pytest.mark.parametrize(("written", "meant"), MISHEARD_OPERAS)
def test_a_misheard_opera_is_found(written: str, meant: str) -> None:
    found = find_pieces(PIECES, written)
    assert meant == found.genre or meant in [piece.title for piece in found.pieces]
    assert len(found.pieces) <= 2  # a genre has at most two here


@pytest.mark.parametrize("text", NO_OPERAS)
def test_another_wish_is_none_of_them(text: str) -> None:
    found = find_pieces(PIECES, text)
    assert (found.pieces, found.genre) == ((), "")


@pytest.mark.parametrize(
    ("written", "city"),
    [
        ("淄波", "淄博"),
        ("晴岛", "青岛"),
        ("大联", "大连"),
        ("哈而滨", "哈尔滨"),
        ("石加庄", "石家庄"),
        ("火星城", None),
        ("村里", None),
    ],
)
def test_a_place_that_nobody_knows_is_put_right_by_its_sound(written: str, city: str | None) -> None:
    assert city_by_sound(written) == city


async def test_the_weather_of_a_misheard_place_is_told(house: House) -> None:
    house.weather.unknown.add("晴岛")
    assert "青岛" in (await house.hear("ask_weather", "晴岛明天冷不冷", place="晴岛", date="明天")).text


async def test_a_place_that_exists_stays_as_it_was_written(house: House) -> None:
    """宿州 sounds as 苏州 does."""
    assert "宿州" in (await house.hear("ask_weather", "宿州明天冷不冷", place="宿州", date="明天")).text
