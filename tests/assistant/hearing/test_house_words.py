"""The own words follow what the house knows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from assistant.hearing.house_words import HouseWords, words_of_music, words_of_settings
from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import OwnWord
from config.settings import Contact, HearingWords, Resident
from skills.opera_library import Piece
from skills.ports import BookError

RESIDENT = Resident(id="wang", name="王秀英", contacts=(Contact(name="李梅", called=("梅梅",)),))


class House:
    """What is known of a house, and what was told of it."""

    def __init__(self) -> None:
        self.words: list[OwnWord] = []
        self.broken = False
        self.told: list[tuple[OwnWord, ...]] = []
        self.collected = asyncio.Semaphore(0)
        self._loop = asyncio.get_running_loop()

    def collect(self) -> Sequence[OwnWord]:
        self._loop.call_soon_threadsafe(self.collected.release)
        if self.broken:
            raise BookError("locked")
        return list(self.words)

    def tell(self, words: Sequence[OwnWord]) -> None:
        self.told.append(tuple(words))


def test_the_settings_name_medicines_people_and_titles() -> None:
    listed = HearingWords(medicines=("可定",), people=("子涵",), titles=("女驸马",), others=("老茶馆",))
    assert words_of_settings(listed, (RESIDENT,)) == [
        OwnWord("可定", Kind.MEDICINE),
        OwnWord("子涵", Kind.PERSON),
        OwnWord("女驸马", Kind.TITLE),
        OwnWord("老茶馆", Kind.OTHER),
        OwnWord("王秀英", Kind.PERSON),
        OwnWord("李梅", Kind.PERSON),
        OwnWord("梅梅", Kind.PERSON),
    ]


def test_music_gives_titles_and_performers_once() -> None:
    pieces = [Piece(Path("a"), "断桥", "梅兰芳"), Piece(Path("b"), "断桥", "")]
    texts = [word.text for word in words_of_music(pieces)]
    assert texts.count("断桥") == texts.count("梅兰芳") == 1
    assert "吕剧" in texts
    assert "" not in texts


async def test_a_new_reminder_is_known_at_once() -> None:
    house = House()
    words = HouseWords(house.collect, house.tell)
    words.changed()  # nobody listens yet: no harm
    running = asyncio.create_task(words.run())
    async with asyncio.timeout(60):
        await house.collected.acquire()
        house.words = [OwnWord("降压药", Kind.MEDICINE)]
        await asyncio.to_thread(words.changed)
        while words.put_right("吃将压药") != "吃降压药":
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert house.told == [(OwnWord("降压药", Kind.MEDICINE),)]


async def test_a_table_that_cannot_be_read_leaves_the_words_there_were() -> None:
    house = House()
    house.words = [OwnWord("降压药", Kind.MEDICINE)]
    words = HouseWords(house.collect, house.tell)
    await words.refresh()
    house.broken = True
    await words.refresh()
    assert words.put_right("吃将压药") == "吃降压药"


async def test_the_recognizer_is_told_only_of_other_words() -> None:
    house = House()
    house.words = [OwnWord("降压药", Kind.MEDICINE)]
    words = HouseWords(house.collect, house.tell)
    await words.refresh()
    await words.refresh()
    assert len(house.told) == 1
