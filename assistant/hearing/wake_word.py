"""The wake word, found by its sound near the beginning of a transcript."""

from __future__ import annotations

from collections.abc import Sequence

from skills.sound_alike import Syllable, syllable_distance, syllables

DEFAULT_WAKE_WORD = "小安小安"

_LATEST_START = 10  # syllables before it: 哎 …, 嗯那个 …, the end of what she was saying
_LARGEST_SYLLABLE_DISTANCE = 0.25  # one near initial or one near final
_LARGEST_DISTANCE = 0.5
_MOST_REPEATS = 8
_SEPARATORS = " ,.!?，。！？、~～…"
_TALKED_ABOUT = "叫喊是名说"  # 它叫小安小安 speaks of the speaker, not to it


def after_wake_word(text: str, wake_word: str = DEFAULT_WAKE_WORD) -> str | None:
    """What follows the wake word, '' when nothing does; None when `text` does not call the speaker.

    Recognizers write it in many ways (晓安小安, 小按小安): only the sound counts, with n/l, ng/n and zh/z merged and
    at most two syllables a little off. Its first syllable may be missing at the very beginning.
    """
    wanted = [syllable.sound for syllable in syllables(wake_word)]
    if not wanted:
        return None
    said = syllables(text[: _reach(text, len(wanted))])
    end = _end_of_call(text, said, wanted)
    if end is None:
        return None
    return _without_repeats(text[end:], wanted)


def _reach(text: str, syllables_wanted: int) -> int:
    """How much of the text can matter: four characters for each syllable are enough for Latin letters too."""
    return min(len(text), 8 * (_LATEST_START + syllables_wanted))


def _end_of_call(text: str, said: Sequence[Syllable], wanted: Sequence[str]) -> int | None:
    for first in range(min(_LATEST_START, len(said) - len(wanted)) + 1):
        window = said[first : first + len(wanted)]
        if len(window) == len(wanted) and _sounds_like(window, wanted) and not _talked_about(text, window[0].start):
            return window[-1].end
    clipped = wanted[1:]
    if len(clipped) >= 3 and [syllable.sound for syllable in said[: len(clipped)]] == list(clipped):
        return said[len(clipped) - 1].end
    return None


def _sounds_like(window: Sequence[Syllable], wanted: Sequence[str]) -> bool:
    total = 0.0
    for heard, want in zip(window, wanted, strict=True):
        distance = syllable_distance(heard.sound, want)
        total += distance
        if distance > _LARGEST_SYLLABLE_DISTANCE or total > _LARGEST_DISTANCE:
            return False
    return True


def _talked_about(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in _TALKED_ABOUT


def _without_repeats(rest: str, wanted: Sequence[str]) -> str:
    """小安小安小安 …: what is left of calling once more belongs to the call."""
    half = list(wanted[: len(wanted) // 2])
    rest = rest.lstrip(_SEPARATORS)
    for _ in range(_MOST_REPEATS if half else 0):
        said = syllables(rest[: 8 * len(half)])[: len(half)]
        if [syllable.sound for syllable in said] != half:
            break
        rest = rest[said[-1].end :].lstrip(_SEPARATORS)
    return rest
