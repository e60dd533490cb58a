"""The synthesizer's marks as phones with times. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training.phones import SILENCE, phones_of
from training.speech.espeak import Mark

_INITIAL_SHARE = 0.3  # of a syllable that came without a mark between initial and final


@dataclass(frozen=True)
class Segment:
    """A phone and the sample it begins at; it lasts until the next one begins."""

    phone: str
    sample: int


def align(syllables: Sequence[str], marks: Sequence[Mark], samples: int, tones: bool) -> list[Segment] | None:
    """None when the synthesizer did not tell of each syllable, or told of one after the end.

    A syllable begins at its word mark, so that a stop's closure belongs to it; a pause phoneme (`_:`) ends it early.
    """
    spoken = _by_syllable(marks)
    if len(spoken) != len(syllables):
        return None
    segments = [Segment(SILENCE, 0)]
    for index, (syllable, (begin, phonemes)) in enumerate(zip(syllables, spoken, strict=True)):
        end = spoken[index + 1][0] if index + 1 < len(spoken) else samples
        pause = next((mark.sample for mark in phonemes if _is_pause(mark)), None)
        voiced = [mark for mark in phonemes if not _is_boundary(mark)]
        phones = phones_of(syllable, tones)
        segments.append(Segment(phones[0], begin))
        if len(phones) == 2:
            middle = voiced[1].sample if len(voiced) > 1 else round(begin + ((pause or end) - begin) * _INITIAL_SHARE)
            segments.append(Segment(phones[1], middle))
        if pause is not None:
            segments.append(Segment(SILENCE, pause))
    return segments if _in_order(segments, samples) else None


def _by_syllable(marks: Sequence[Mark]) -> list[tuple[int, list[Mark]]]:
    """(sample, phonemes) of each word mark that sounds; around pauses espeak-ng marks words that are none."""
    found: list[tuple[int, list[Mark]]] = []
    for mark in marks:
        if mark.phoneme is None:
            found.append((mark.sample, []))
        elif found:
            found[-1][1].append(mark)
    return [(sample, phonemes) for sample, phonemes in found if not all(map(_is_boundary, phonemes))]


def _is_boundary(mark: Mark) -> bool:
    return mark.phoneme is None or mark.phoneme.startswith("_")


def _is_pause(mark: Mark) -> bool:
    return mark.phoneme is not None and mark.phoneme.startswith("_") and mark.phoneme != "_|"


def _in_order(segments: Sequence[Segment], samples: int) -> bool:
    starts = [segment.sample for segment in segments]
    return starts == sorted(starts) and starts[-1] <= samples
