"""Mandarin to tone-numbered pinyin, as espeak-ng's voice cmn-latn-pinyin takes it. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

from assistant.voice.normalize import is_hanzi
from assistant.voice.sandhi import Word, spoken_tones

UNKNOWN_CHARACTER = "mou3"  # 某: said for a character no dictionary knows, so that a name is not swallowed
_SYLLABLE = re.compile(r"[a-z]+[1-5]")  # ü is written v, which espeak-ng takes (lv4)
_PAUSES = {"，": ",", "、": ",", "；": ";", "。": ".", "！": "!", "？": "?"}


@dataclass(frozen=True)
class _Overrides:
    words: dict[str, tuple[str, ...]]
    characters: dict[str, str]
    any_word: re.Pattern[str]


def to_pinyin(text: str) -> str:
    """Normalized text as pinyin: `你好，小安。` -> `ni2 hao3, xiao3 an1.` Unknown signs are left out."""
    said = ""
    for breath in re.findall(f"[{''.join(_PAUSES)}]|[^{''.join(_PAUSES)}]+", text):
        if breath in _PAUSES:
            said = said.rstrip() + _PAUSES[breath] + " "
        else:
            words = spoken_tones(list(_words("".join(filter(is_hanzi, breath)))))
            said += " ".join(syllable for word in words for syllable in word.syllables)
    return said.strip()


def plain_pinyin(text: str) -> str:
    """Hanzi within other text as toneless pinyin, for a voice that has no Mandarin: `王奶奶` -> `wang nainai`."""
    return re.sub(r"[\u3400-\u9fff]+", lambda run: f" {' '.join(_toneless(run.group()))} ", text).strip()


def _toneless(hanzi: str) -> Iterator[str]:
    for word in _words(hanzi):
        yield "".join(syllable[:-1] for syllable in word.syllables)


def _words(hanzi: str) -> Iterator[Word]:
    overrides, start = _overrides(), 0
    for match in overrides.any_word.finditer(hanzi):
        yield from _by_dictionary(hanzi[start : match.start()])
        yield Word(match.group(), overrides.words[match.group()])
        start = match.end()
    yield from _by_dictionary(hanzi[start:])


def _by_dictionary(hanzi: str) -> Iterator[Word]:
    characters = _overrides().characters
    for word in seg.cut(hanzi) if hanzi else ():
        if word in characters:
            yield Word(word, (characters[word],))
            continue
        syllables = lazy_pinyin([word], style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
        if len(syllables) == len(word):
            yield Word(word, tuple(s if _SYLLABLE.fullmatch(s) else UNKNOWN_CHARACTER for s in syllables))
        else:
            yield from (Word(char, (UNKNOWN_CHARACTER,)) for char in word)


@cache
def _overrides() -> _Overrides:
    table = tomllib.loads(
        resources.files("assistant.voice").joinpath("pronunciations.toml").read_text(encoding="utf-8")
    )
    words = {word: tuple(reading.split()) for word, reading in table["words"].items()}
    longest_first = sorted(words, key=len, reverse=True)
    return _Overrides(words, dict(table["characters"]), re.compile("|".join(map(re.escape, longest_first))))
