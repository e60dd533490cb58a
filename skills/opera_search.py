"""Which pieces a request means, by sound. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from skills.opera_library import GENRES, Piece
from skills.sound_alike import sound, sound_similarity

_ALIKE_FROM = 0.8
_EXACT = 0.99
_LONGEST_LOOKED_AT = 60  # characters
_COMMAND_WORDS = re.compile(
    "小安|我想|我要|想要|想|要|请|帮我|给我|给咱|麻烦|播放|放|播|听听|听一听|听|唱|来上|来|点|换|有没有|有|会|能|可以|"
    "一段|一出|一首|一曲|一折|一个|一下|一点|几段|几首|段|出|首|个|些|老|经典|名段|选段|唱段|那|这|的|吧|呀|啊|吗|嘛|呢|了|我|你"
    "|戏曲|戏剧|大戏|地方戏|唱戏|看戏|戏|曲艺|音乐|歌曲|歌|曲子|随便|什么|都行|随意|"
    "play|some|music|opera|me|please|i want|to|hear|listen|a|the|by|of"
)
_OTHER_NAMES = {
    "国粹": "京剧", "京戏": "京剧", "河南梆子": "豫剧", "河南戏": "豫剧", "山东戏": "吕剧", "黄梅调": "黄梅戏",
    "评戏": "评剧", "peking opera": "京剧", "beijing opera": "京剧", "yue opera": "越剧", "huangmei": "黄梅戏",
    "ping opera": "评剧", "henan opera": "豫剧", "lu opera": "吕剧",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What was found. `genre` is the one asked for, also when nothing of it is there; `named` is True when the request
    names something (and not only 放段戏)."""

    pieces: tuple[Piece, ...]
    genre: str = ""
    named: bool = False


def find_pieces(pieces: Sequence[Piece], text: str, entities: Sequence[str] = ()) -> Found:
    """The pieces meant by a text and by its entities (genre, title, performer, in whatever order and role)."""
    said = [text, *entities]
    genre = next(filter(None, map(genre_in, said)), "")
    by_title = _best(pieces, said, lambda piece: piece.title)
    by_performer = _best(pieces, said, lambda piece: piece.performer)
    both = tuple(piece for piece in by_title if piece in by_performer)
    found = both or by_title or by_performer
    if found:
        in_genre = tuple(piece for piece in found if genre and piece.genre == genre)
        return Found(in_genre or found, genre, named=True)
    if genre:
        only_genre = len(_left_over(text, genre)) < 2
        return Found(tuple(piece for piece in pieces if only_genre and piece.genre == genre), genre, named=True)
    return Found((), named=len(_left_over(text, "")) >= 2 or bool(entities))


def genre_in(text: str) -> str:
    """The genre that a text names, exactly or by sound (旅居 -> 吕剧); empty when none."""
    exact = next((genre for genre in GENRES if genre in text), "")
    if exact:
        return exact
    lowered = text.lower()
    named = next((genre for name, genre in _OTHER_NAMES.items() if name in lowered), "")
    if named:
        return named
    heard = sound(text[:_LONGEST_LOOKED_AT])
    scored = [(window_likeness(heard, sound(genre)), genre) for genre in GENRES]
    score, genre = max(scored)
    return genre if score >= _EXACT else ""


def window_likeness(heard: Sequence[str], name: Sequence[str]) -> float:
    """How alike the part of `heard` is that sounds most like `name`, 0 to 1; 0 when no syllable is the same."""
    if set(heard).isdisjoint(name):
        return 0.0
    if len(heard) <= len(name):
        return sound_similarity(heard, name)
    return max(sound_similarity(heard[start : start + len(name)], name) for start in range(len(heard) - len(name) + 1))


def _best(pieces: Sequence[Piece], said: Sequence[str], name_of: Callable[[Piece], str]) -> tuple[Piece, ...]:
    """The pieces whose name is heard best in one of the texts. Two syllables must be heard exactly."""
    heard = [sound(words[:_LONGEST_LOOKED_AT]) for words in said]
    scores: dict[str, float] = {}
    for name in {name_of(piece) for piece in pieces}:
        spoken = sound(name)
        likeness = max(window_likeness(words, spoken) for words in heard) if len(spoken) >= 2 else 0.0
        scores[name] = likeness if likeness >= (_EXACT if len(spoken) == 2 else _ALIKE_FROM) else 0.0
    best = max(scores.values(), default=0.0)
    longest = max((len(name) for name, score in scores.items() if score == best), default=0)
    return tuple(
        piece for piece in pieces if best > 0 and scores[name_of(piece)] == best and len(name_of(piece)) == longest
    )


def _left_over(text: str, genre: str) -> str:
    """What is left of a request without its genre and the words of asking."""
    rest = text.lower().replace(genre, "") if genre else text.lower()
    if genre and rest == text.lower():
        return ""  # the genre was found by its sound or by another name: what is left cannot be told apart
    return re.sub(r"[\W_]+", "", _COMMAND_WORDS.sub("", rest))
