"""Makes the three sample pieces in assistant/samples from the scores below: the same bytes on every run.

Melodies are numbered notation: `6,` an octave below, `1'` above, `0` a rest, `:beats`, `~` slides in, `t` trills.
Run `.venv/bin/python scripts/make_samples.py [FOLDER]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sample_instruments as play
import soundfile
from mutagen.id3 import COMM, ID3, TALB, TCON, TCOP, TIT2, TPE1
from sample_instruments import RATE_HZ, Note, Samples

FOLDER = Path(__file__).parent.parent / "assistant" / "samples"
_DEGREES = {"1": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11}

JING_GUOMEN = "3:.5 5:.5 6:.25 5:.25 3:.5 2:.5 3:.25 5:.25 1:.5 6,:.5 5,:.5 6,:.25 1:.25 2:.5 3:.25 2:.25 1:1"
JING = " ".join((
    JING_GUOMEN,
    "6~:.5 6:.25 5:.25 3:.5 5:.5 6:.5 1':.25 6:.25 5:1 3:.25 5:.25 6:.25 5:.25 3:.5 2:.5 1:.25 2:.25 3:.25 5:.25 2~:1",
    "3:.5 2:.25 3:.25 5:.5 6:.5 1':.5 6:.25 5:.25 6t:1 5:.25 6:.25 1':.25 2':.25 6:.5 5:.5 3:.25 5:.25 2:.25 3:.25 1:1",
    "1'~:.5 2':.25 1':.25 6:.5 1':.5 5:.25 6:.25 5:.25 3:.25 5t:1 6:.25 5:.25 3:.25 2:.25 1:.5 3:.5 2:.25 3:.25 2:.25"
    " 1:.25 6,~:1",
    "5,:.5 6,:.5 1:.5 2:.25 3:.25 5:.5 6:.25 5:.25 3:.5 2:.5 3:.25 5:.25 6:.25 1':.25 5:1",
    "6:.5 5:.25 3:.25 2:.5 3:.5 5~:.5 3:.25 2:.25 1:.5 6,:.5 2:.75 3:.75 1~t:2.5",
))  # fmt: skip

LV = " ".join((
    "5,:.5 6,:.5 1:.5 2:.5 3:.75 2:.25 1:1",
    "5~:1 3:.5 5:.5 6~:.75 1':.25 5:1 3:.5 5:.25 3:.25 2:.5 1:.5 2~:2",
    "2:.5 3:.5 5~:.5 3:.25 2:.25 1:.75 2:.25 6,~:1 5,:.5 6,:.25 1:.25 2:.25 3:.25 1:.5 5,~:2",
    "1:1 2:.5 3:.5 5~:.75 6:.25 3:.5 2:.5 7,:.5 6,:.5 5,:.5 6,:.25 7,:.25 1~:2",
    "3:.5 5:.5 6~:.5 5:.25 3:.25 2:.5 1:.5 6,:.5 1:.5 2:.75 3:.25 5,:.5 7,:.5 1~t:3",
))  # fmt: skip

HUANGMEI_CALL = "5~:.5 3:.25 5:.25 6:.5 1':.5 6:.25 5:.25 3:.25 5:.25 2:1 3:.5 5:.5 6:.25 1':.25 6:.25 5:.25 3t:2"
HUANGMEI_ANSWER = "3:.5 2:.25 3:.25 5:.5 6~:.5 5:.25 3:.25 2:.25 1:.25 6,:1 1:.5 2:.25 3:.25 2:.25 1:.25 6,:.5 5,~:2"
HUANGMEI_CALL_2 = "1':.5 1':.25 2':.25 1':.5 6:.5 5:.25 6:.25 5:.25 3:.25 5:1 6~:.5 5:.25 3:.25 2:.5 3:.5 2t:2"
HUANGMEI_ANSWER_2 = "2:.5 3:.25 5:.25 3:.5 2:.5 1:.25 2:.25 1:.25 6,:.25 1:1 2:.5 3:.25 2:.25 1:.5 6,:.5 1~:2"
HUANGMEI_BOTH = "5:.5 6:.25 5:.25 3:.5 5:.5 6:.25 1':.25 6:.25 5:.25 3:1 2:.5 3:.25 5:.25 2:.25 3:.25 2:.25 6,:.25 1~:3"


@dataclass(frozen=True)
class Piece:
    """A finished piece and its tags."""

    file: str
    title: str
    genre: str
    sound: Samples


class Score:
    """Numbered notation in a key and a tempo. `one_hz` is the pitch of 1."""

    def __init__(self, one_hz: float, beat_s: float) -> None:
        self._one_hz, self.beat_s = one_hz, beat_s

    def notes(self, text: str, first_beat: float, slide_s: float, octave: int = 0) -> list[Note]:
        return list(self._notes(text, first_beat, slide_s, octave))

    def _notes(self, text: str, beat: float, slide_s: float, octave: int) -> Iterator[Note]:
        for token in text.split():
            name, _, beats = token.partition(":")
            length = float(beats)
            if name[0] != "0":
                octaves = octave + name.count("'") - name.count(",")
                hz = self._one_hz * 2 ** ((_DEGREES[name[0]] + 12 * octaves) / 12)
                accent = 0.9 if beat % 1 == 0 else 0.72
                slide = slide_s * 2.5 if "~" in name else slide_s
                yield Note(beat * self.beat_s, length * self.beat_s, hz, accent, slide, "t" in name)
            beat += length

    def strokes(self, beats: list[float], loudness: float) -> list[tuple[float, float]]:
        return [(beat * self.beat_s, loudness) for beat in beats]


def beats_of(text: str) -> float:
    return sum(float(token.partition(":")[2]) for token in text.split())


def following(notes: list[Note], step_s: float, octave: int, end_s: float) -> list[Note]:
    """What a plucked instrument plays along: the melody's pitch at each step, an octave apart, accents first."""
    plucks, number = [], 0
    at_s = notes[0].start_s
    while at_s < end_s:
        sounding = next((note for note in reversed(notes) if note.start_s <= at_s + 1e-6), notes[0])
        plucks.append(Note(at_s, step_s, sounding.hz * 2.0**octave, 0.9 if number % 2 == 0 else 0.5))
        at_s += step_s
        number += 1
    return plucks


def jingju() -> Piece:
    """Flowing-water metre: one clap a beat, jinghu over yueqin, small gong at the joints."""
    rng, score, first = np.random.default_rng(1790), Score(587.33, 0.49), 5.0
    end = first + beats_of(JING)
    total_s = end * score.beat_s + 2.4
    melody = score.notes(JING, first, 0.035)
    roll = [first - 5 + step / 8 for step in range(17)]
    opening = [first - 3 + beat for beat in (0.0, 1.0, 1.5, 2.0)]
    claps = [first + beat for beat in range(int(beats_of(JING)))]
    joints = [first + beat for beat in (7, 15, 23, 31, 38)]
    sound = (
        1.0 * play.sustained(melody, play.JINGHU, total_s, rng)
        + 0.34 * play.plucked(following(melody, score.beat_s / 2, -1, end * score.beat_s), total_s, 0.22, 1.1)
        + 0.40 * play.struck(score.strokes(claps, 0.8), play.clapper, total_s, rng)
        + 0.30 * play.struck(score.strokes(roll, 0.6), play.drum(720, 0.035), total_s, rng)
        + 0.42 * play.struck(score.strokes([*opening, *joints, end], 0.8), play.gong(880, 0.09, 0.5), total_s, rng)
        + 0.22 * play.struck(score.strokes([*opening[1:3], end], 0.8), play.cymbals, total_s, rng)
        + 0.35 * play.struck(score.strokes([first - 1, end], 0.9), play.gong(330, -0.06, 1.1), total_s, rng)
    )
    return Piece("jingju-liushui.mp3", "小安样曲·流水小段", "京剧", play.in_a_hall(sound, rng))


def lvju() -> Piece:
    """A calm two-beat metre: sliding zhuiqin, rolling yangqin, a soft drum."""
    rng, score, first = np.random.default_rng(1900), Score(293.66, 0.74), 2.0
    end = first + beats_of(LV)
    total_s = end * score.beat_s + 2.2
    melody = score.notes(LV, first, 0.075)
    opening = score.notes("1:.25 3:.25 5:.25 1':.25 5:.25 3:.25 2:.25 5,:.25", 0, 0.05)
    yangqin = opening + following(melody, score.beat_s / 4, 1, (end - 2) * score.beat_s)
    bass = following(melody, score.beat_s * 2, -1, end * score.beat_s)
    ones = [first + beat for beat in range(0, int(beats_of(LV)), 2)]
    sound = (
        1.0 * play.sustained(melody, play.ZHUIQIN, total_s, rng)
        + 0.36 * play.plucked(yangqin, total_s, 0.5, 0.8)
        + 0.26 * play.plucked(bass, total_s, 0.9, 0.3)
        + 0.22 * play.struck(score.strokes([beat + 1 for beat in ones], 0.6), play.clapper, total_s, rng)
        + 0.26 * play.struck(score.strokes(ones, 0.7), play.drum(140, 0.16), total_s, rng)
        + 0.14 * play.struck(score.strokes([*ones[::2], end - 1], 0.6), play.cymbals, total_s, rng)
    )
    return Piece("lvju-quanbian.mp3", "小安样曲·泉边", "吕剧", play.in_a_hall(sound, rng))


def huangmei() -> Piece:
    """Call and answer in a lively two-beat metre: flute, then fiddle, then both."""
    rng, score, first = np.random.default_rng(1815), Score(392.0, 0.62), 4.0
    parts = (HUANGMEI_CALL, HUANGMEI_ANSWER, HUANGMEI_CALL_2, HUANGMEI_ANSWER_2, HUANGMEI_BOTH)
    starts = [first + sum(map(beats_of, parts[:number])) for number in range(len(parts))]
    end = starts[-1] + beats_of(parts[-1])
    total_s = end * score.beat_s + 2.2
    flute = [note for at in (0, 2, 4) for note in score.notes(parts[at], starts[at], 0.02, octave=1)]
    fiddle = [note for at in (1, 3, 4) for note in score.notes(parts[at], starts[at], 0.055)]
    both = score.notes(" ".join(parts), first, 0.05)
    ones = [float(beat) for beat in range(0, int(end) - 2, 2)]
    offs = [beat + half for beat in ones for half in (1.0, 1.5)]
    sound = (
        0.62 * play.sustained(flute, play.DIZI, total_s, rng)
        + 0.95 * play.sustained(fiddle, play.GAOHU, total_s, rng)
        + 0.32 * play.plucked(following(both, score.beat_s / 2, 0, end * score.beat_s), total_s, 0.35, 0.9)
        + 0.34 * play.struck(score.strokes([*ones, end - 3], 0.8), play.drum(165, 0.14), total_s, rng)
        + 0.15 * play.struck(score.strokes(offs, 0.5), play.cymbals, total_s, rng)
        + 0.24
        * play.struck(score.strokes([0.0, 2.0, 3.0, *starts, end - 3], 0.7), play.gong(760, 0.08, 0.45), total_s, rng)
    )
    return Piece("huangmeixi-chashan.mp3", "小安样曲·茶山对歌", "黄梅戏", play.in_a_hall(sound, rng))


def write(piece: Piece, folder: Path) -> None:
    """An mp3 of about 50 kbit/s with its tags."""
    file = folder / piece.file
    soundfile.write(file, piece.sound, RATE_HZ, format="MP3", subtype="MPEG_LAYER_III", compression_level=0.6)
    tags = ID3()
    tags.add(TIT2(encoding=3, text=piece.title))
    tags.add(TPE1(encoding=3, text="小安"))
    tags.add(TCON(encoding=3, text=piece.genre))
    tags.add(TALB(encoding=3, text="小安样曲"))
    tags.add(TCOP(encoding=3, text="CC0 1.0"))
    tags.add(COMM(encoding=3, lang="zho", desc="", text="程序合成的示范小曲，不是真人演奏。"))
    tags.save(file, v2_version=4)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for piece in (jingju(), lvju(), huangmei()):
        write(piece, folder)


if __name__ == "__main__":
    main()
