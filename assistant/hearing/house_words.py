"""The words of the house as they are now: collected anew when something changes, and again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import structlog

from assistant.hearing.ordinary import Kind
from assistant.hearing.own_words import OwnWord, OwnWords
from config.settings import HearingWords, Resident
from messages.errors import OutboxError
from skills.opera_library import GENRES, Piece
from skills.ports import BookError

LOOK_AGAIN_S = 60.0  # music is put into its folder without telling anybody


def words_of_settings(words: HearingWords, residents: Sequence[Resident]) -> list[OwnWord]:
    """Those listed in the settings, then the people of the home and what they are called."""
    listed = (
        (Kind.MEDICINE, words.medicines),
        (Kind.PERSON, words.people),
        (Kind.TITLE, words.titles),
        (Kind.OTHER, words.others),
    )
    found = [OwnWord(text, kind) for kind, texts in listed for text in texts]
    for resident in residents:
        found.append(OwnWord(resident.name, Kind.PERSON))
        for contact in resident.contacts:
            found += [OwnWord(name, Kind.PERSON) for name in (contact.name, *contact.called)]
    return found


def words_of_music(pieces: Iterable[Piece]) -> list[OwnWord]:
    """Genres, and the titles and performers of the pieces."""
    names = [name for piece in pieces for name in (piece.title, piece.performer) if name]
    return [OwnWord(name, Kind.TITLE) for name in dict.fromkeys((*GENRES, *names))]


class HouseWords:
    """Puts transcripts right with the house's own words. Call `put_right` from the loop."""

    def __init__(self, collect: Callable[[], Sequence[OwnWord]], tell: Callable[[Sequence[OwnWord]], None]) -> None:
        """`collect` may block, and raise BookError or OutboxError. `tell` gets the words whenever they are others, in
        the same thread as `collect`."""
        self._collect, self._tell = collect, tell
        self._words = OwnWords(())
        self._listed: tuple[OwnWord, ...] = ()
        self._changed = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def put_right(self, text: str) -> str:
        """The text with misheard own words put right."""
        corrected = self._words.correct(text)
        if corrected.changes:  # never which: they are names and medicines
            structlog.get_logger().info("own words put right", count=len(corrected.changes))
        return corrected.text

    def changed(self) -> None:
        """Something was added or taken away. From any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._changed.set)

    async def refresh(self) -> None:
        """Collects them now. What cannot be read leaves those there were."""
        try:
            self._words = await asyncio.to_thread(self._renewed)
        except (BookError, OutboxError) as error:
            structlog.get_logger().warning("the own words could not be collected", reason=str(error))

    async def run(self) -> None:
        """For ever."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._changed.clear()
            await self.refresh()
            with suppress(TimeoutError):  # not wait_for, which loses a cancellation in Python 3.11
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await self._changed.wait()

    def _renewed(self) -> OwnWords:
        listed = tuple(dict.fromkeys(self._collect()))
        if listed == self._listed:
            return self._words
        words = OwnWords(listed)
        self._tell(listed)
        self._listed = listed
        return words
