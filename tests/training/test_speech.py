"""The real synthesizer, aligned, and features made of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.errors import TrainingError
from training.jobs import Job, run_jobs
from training.phones import inventory
from training.run import HERE
from training.settings import SynthesisSettings, load_settings
from training.sound.features import FeatureMaker
from training.sound.prepare_all import prepare_all
from training.speech.alignment import align
from training.speech.casting import cast
from training.speech.espeak import Espeak, Manner
from training.speech.invented import invented_voices
from training.speech.shard import speak
from training.speech.spoken import read_shard
from training.speech.synthesize import synthesize
from training.speech.voice_data import with_voices

SETTINGS_FILE = HERE / "settings.toml"
SETTINGS = load_settings(SETTINGS_FILE)
LINE = "xiao3 an1, jin1 tian1 leng3 bu4 leng3"
TWO_A_SHARD = SynthesisSettings(shard=2, processes=2)
USUAL = Manner("f1", 160, 50, 50)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """espeak-ng's data with the invented voices."""
    folder = tmp_path_factory.mktemp("data") / "espeak-ng-data"
    with_voices(Espeak().data, folder, invented_voices(SETTINGS.voices.invented, SETTINGS.seed))
    return folder


@pytest.fixture(scope="module")
def espeak(data: Path) -> Espeak:
    return Espeak(data)


def test_every_voice_tells_when_each_syllable_begins(espeak: Espeak) -> None:
    syllables = LINE.replace(",", "").split()
    for variant in espeak.variants():
        pcm, marks = espeak.say(LINE, Manner(variant, 170, 50, 50))
        segments = align(syllables, marks, len(pcm), tones=True)
        assert segments is not None, variant
        assert [each.phone for each in segments if each.phone != "SIL"] == [
            "x", "iao3", "an1", "j", "in1", "t", "ian1", "l", "eng3", "b", "u4", "l", "eng3",
        ]  # fmt: skip


def test_a_voice_that_is_not_there_is_named(espeak: Espeak) -> None:
    with pytest.raises(TrainingError, match="nobody"):
        espeak.say(LINE, Manner("nobody", 160, 50, 50))
    with pytest.raises(TrainingError, match=r"lacks the voice variants .*travis"):
        cast([LINE], SETTINGS.voices, ["f1", "m1"], 1)


def test_the_voices_of_the_bench_never_speak_in_training(espeak: Espeak) -> None:
    said = cast([LINE] * 3000, SETTINGS.voices, espeak.variants(), 1)
    variants = {manner.variant for _, manner in said}
    assert not variants & {*SETTINGS.voices.unheard, *SETTINGS.voices.trial, *SETTINGS.voices.left_out}
    assert len(variants) > 150
    invented = [manner.variant for _, manner in said if manner.variant.startswith("invented-")]
    assert len(invented) / len(said) == pytest.approx(SETTINGS.voices.invented_share, abs=0.05)


def test_invented_voices_sound_different_from_each_other(espeak: Espeak) -> None:
    voices = sorted(invented_voices(SETTINGS.voices.invented, SETTINGS.seed))
    said = [espeak.say(LINE, Manner(voice, 160, 50, 50))[0] for voice in voices[:20]]
    assert all(np.abs(pcm.astype(int)).max() > 3000 for pcm in said)
    assert len({pcm.tobytes() for pcm in said}) == len(said)
    assert invented_voices(3, 7) == invented_voices(3, 7) != invented_voices(3, 8)


def test_a_data_folder_that_espeak_does_not_read_is_told(data: Path, tmp_path: Path) -> None:
    far = tmp_path.joinpath(*["deep" * 10] * 4)
    far.mkdir(parents=True)
    with pytest.raises(TrainingError, match="150 letters"):
        Espeak(shutil.copytree(data, far / "espeak-ng-data", symlinks=True))


def test_an_interrupted_run_makes_only_what_is_missing(tmp_path: Path, data: Path) -> None:
    lines = [(LINE, USUAL)] * 5
    told: list[tuple[int, int]] = []
    files = synthesize(lines, tmp_path, data, TWO_A_SHARD, tones=True, done=lambda *each: told.append(each))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    before = {file: file.stat().st_mtime_ns for file in files}
    files[1].unlink()
    told.clear()
    assert synthesize(lines, tmp_path, data, TWO_A_SHARD, tones=True, done=lambda *each: told.append(each)) == files
    assert told == [(2, 3), (3, 3)]
    assert [file for file in files if file.stat().st_mtime_ns != before[file]] == [files[1]]
    assert [each.line for each in read_shard(files[0])] == [0, 1]


def test_a_line_that_crashes_the_synthesizer_is_left_out(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tmp_path / "lines.json"
    lines.write_text(json.dumps([[LINE, *astuple(USUAL)]] * 4))
    shard = tmp_path / "shard.npz"
    real = subprocess.run

    def crash_at_the_third(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        if "2" in command[7:]:
            return real(command, **options)
        shard.with_suffix(".at").write_text("2")
        return subprocess.CompletedProcess(command, -11, "", "")

    monkeypatch.setattr("training.speech.shard.subprocess.run", crash_at_the_third)
    speak(lines, shard, "tones", str(data))
    assert [each.line for each in read_shard(shard)] == [0, 1, 3]


def test_a_synthesizer_that_crashes_again_and_again_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shard = tmp_path / "shard.npz"

    def crash(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        shard.with_suffix(".at").write_text(str(len(command)))
        return subprocess.CompletedProcess(command, -11, "", "")

    monkeypatch.setattr("training.speech.shard.subprocess.run", crash)
    with pytest.raises(TrainingError, match="crashed at lines"):
        speak(tmp_path / "lines.json", shard, "tones", "")


def test_speech_becomes_features_with_a_target_for_each_output(tmp_path: Path, data: Path) -> None:
    spoken = synthesize([(LINE, USUAL)] * 2, tmp_path / "speech", data, TWO_A_SHARD, tones=True, done=_quiet)
    (file,) = prepare_all(spoken, tmp_path / "features", SETTINGS_FILE, 3, 1, _quiet)
    with np.load(file) as made:
        frames = made["frames"]
        assert len(frames) == 2 * SETTINGS.augment.copies
        assert made["features"].shape == (frames.sum(), 40)
        assert len(made["targets"]) == sum(-(-each // 3) for each in frames)
        phones = made["targets"] // 2
        names = inventory(tones=True)
        assert {"x", "iao3", "an1", "SIL"} <= {names[phone] for phone in phones}


def test_features_are_those_of_a_louder_sound_but_for_their_level() -> None:
    chance = np.random.default_rng(1)
    sound = (chance.standard_normal(16_000) * 1000).astype(np.float32)
    soft, loud = FeatureMaker().features(sound), FeatureMaker().features(sound * 4)
    assert soft.shape == loud.shape == (98, 40)
    assert np.allclose(soft[:, 1:], loud[:, 1:], atol=0.05)
    assert np.all(loud[:, 0] > soft[:, 0] + 5)


def test_a_damaged_shard_is_named(tmp_path: Path) -> None:
    file = tmp_path / "shard-0000.npz"
    file.write_bytes(b"PK no archive")
    with pytest.raises(TrainingError, match=r"shard-0000\.npz is damaged"):
        list(read_shard(file))


def test_work_that_fails_says_why(tmp_path: Path) -> None:
    job = Job(
        tmp_path / "nothing.npz",
        "training.speech.shard",
        (str(tmp_path / "none.json"), str(tmp_path / "x.npz"), "tones", ""),
    )
    with pytest.raises(TrainingError, match=r"nothing\.npz could not be made"):
        run_jobs([job], 1, _quiet)


def _quiet(_done: int, _of: int) -> None:
    return
