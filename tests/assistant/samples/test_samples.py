"""The sample pieces are small, tagged, musical and made by their script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mutagen
import numpy as np
import pytest

import assistant.samples
from hardware.mpv_player import MpvPlayer
from hardware.sound_file import read_sound

FOLDER = Path(assistant.samples.__file__).parent
SCRIPT = Path(assistant.samples.__file__).parents[2] / "scripts" / "make_samples.py"
PIECES = {
    "jingju-liushui.mp3": ("京剧", "小安样曲·流水小段"),
    "lvju-quanbian.mp3": ("吕剧", "小安样曲·泉边"),
    "huangmeixi-chashan.mp3": ("黄梅戏", "小安样曲·茶山对歌"),
}


def test_these_are_the_pieces() -> None:
    assert {file.name for file in FOLDER.glob("*.mp3")} == set(PIECES)
    assert "CC0" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PIECES)
def test_size_length_and_tags(name: str) -> None:
    file = FOLDER / name
    tags = mutagen.File(file, easy=True)
    assert file.stat().st_size < 400_000
    assert 20 <= tags.info.length <= 40
    assert (tags["genre"], tags["title"], tags["artist"]) == ([PIECES[name][0]], [PIECES[name][1]], ["小安"])


@pytest.mark.parametrize("name", PIECES)
def test_a_melody_moves_through_it_from_beginning_to_end(name: str) -> None:
    """Loud enough, never cut off, and with many different pitches, as a test tone has not."""
    sound = read_sound(FOLDER / name)
    seconds = sound.pcm[: len(sound.pcm) // 16_000 * 16_000].reshape(-1, 16_000).astype(np.float64)
    loudness = np.sqrt((seconds**2).mean(axis=1))
    assert (loudness[1:-2] > 300).all()
    assert loudness[3:-3].min() > 1000
    assert (np.abs(sound.pcm) > 32_000).sum() == 0
    frames = sound.pcm[: len(sound.pcm) // 4096 * 4096].reshape(-1, 4096) * np.hanning(4096)
    spectra = np.abs(np.fft.rfft(frames, axis=1))[:, 25:512]
    pitches = {round(12 * np.log2((25 + int(peak)) / 25)) for peak in spectra.argmax(axis=1)}
    assert len(pitches) >= 8


def test_mpv_plays_each() -> None:
    player = MpvPlayer(audio_output="null")
    for name in PIECES:
        player.play((FOLDER / name,))
        assert player.playing == FOLDER / name
    player.close()


def test_the_script_makes_the_same_music(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SCRIPT), str(tmp_path)], check=True, timeout=500)
    for name in PIECES:
        made, kept = read_sound(tmp_path / name), read_sound(FOLDER / name)
        assert len(made.pcm) == len(kept.pcm)
        assert np.corrcoef(made.pcm, kept.pcm)[0, 1] > 0.999
