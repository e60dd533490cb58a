"""Opera from the home's own folder."""

from __future__ import annotations

import asyncio

from config.phrases import Phrases
from skills.opera_library import GENRES, OperaLibrary, Piece
from skills.opera_search import Found, find_pieces
from skills.ports import Answer, MusicPlayer, PlayerError, Request
from skills.saying_time import joined

_MOST_OFFERED = 3


class PlayOpera:
    """放一段吕剧, 我想听梅兰芳的贵妃醉酒, 来段戏."""

    intents = ("play_opera",)

    def __init__(self, library: OperaLibrary, player: MusicPlayer, phrases: Phrases) -> None:
        self._library, self._player, self._say = library, player, phrases

    async def answer(self, request: Request) -> Answer:
        pieces = await asyncio.to_thread(self._library.pieces)
        if not pieces:
            return Answer(self._say("skills.opera.empty"))
        entities = tuple(value for name, value in request.entities if name in ("genre", "title", "performer"))
        found = await asyncio.to_thread(find_pieces, pieces, request.text, entities)
        if not found.named:
            return self._play(self._after_what_plays(pieces), Found(pieces))
        if not found.pieces:
            return self._offer(pieces, found.genre)
        return self._play(found.pieces, found)

    def _play(self, pieces: tuple[Piece, ...], found: Found) -> Answer:
        try:
            self._player.play(tuple(piece.path for piece in pieces))
        except PlayerError:
            return Answer(self._say("skills.opera.cannot_play"))
        return Answer(self._announcement(pieces, found))

    def _announcement(self, pieces: tuple[Piece, ...], found: Found) -> str:
        first = pieces[0]
        if len(pieces) > 1 and found.genre:
            return self._say("skills.opera.playing_genre", genre=found.genre, title=first.title)
        if first.performer:
            return self._say("skills.opera.playing_by", performer=first.performer, title=first.title)
        return self._say("skills.opera.playing", title=first.title)

    def _offer(self, pieces: tuple[Piece, ...], genre: str) -> Answer:
        """Says what is not there and names what is."""
        if genre and all(piece.genre != genre for piece in pieces):
            present = [name for name in GENRES if any(piece.genre == name for piece in pieces)]
            if present:
                names = joined(present[:_MOST_OFFERED], self._say)
                return Answer(self._say("skills.opera.no_genre", genre=genre, names=names), expects_answer=True)
        of_genre = [piece for piece in pieces if genre and piece.genre == genre] or list(pieces)
        titles = list(dict.fromkeys(piece.title for piece in of_genre))[:_MOST_OFFERED]
        return Answer(self._say("skills.opera.not_found", names=joined(titles, self._say)), expects_answer=True)

    def _after_what_plays(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """All pieces in turn, starting after the one that is playing, so that asking again brings another."""
        paths = [piece.path for piece in pieces]
        playing = self._player.playing
        start = (paths.index(playing) + 1) % len(pieces) if playing in paths else 0
        return pieces[start:] + pieces[:start]
