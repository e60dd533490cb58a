"""The bench at work: the built-in model, real voices, a handful of sentences."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.models.choose import ChosenModel, choose_model
from assistant.ports import RecognizerError
from xiaoan.bench.hear.figures import HearingFigures
from xiaoan.bench.hear.measure import measure_hearing
from xiaoan.bench.hear.plan import Condition, Group, Noise, Plan, Spoken
from xiaoan.bench.hear.recordings import recordings_in
from xiaoan.bench.hear.voices import require_voices
from xiaoan.errors import XiaoanError

CLEAN = Condition(None, Noise.PINK, False, 1)
LOUD = Condition(20.0, Noise.BABBLE, True, 2)


def said(group: Group, text: str, voice: str = "m4", *conditions: Condition) -> Spoken:
    return Spoken(group, text, voice, 1.0, 50, conditions or (CLEAN,))


def plan(*spoken: Spoken) -> Plan:
    return Plan(spoken, ("轮胎该换新的了", "股票跌破发行价"), 1)


@pytest.fixture(scope="module")
def builtin(tmp_path_factory: pytest.TempPathFactory) -> ChosenModel:
    return choose_model("xiaoan-zh-builtin", "zh", tmp_path_factory.mktemp("models"))


def measured(builtin: ChosenModel, *spoken: Spoken, recordings: tuple[Path, ...] = ()) -> HearingFigures:
    (figures,) = measure_hearing([builtin], plan(*spoken), lambda _done, _total: None, recordings)
    return figures


def test_sentences_cries_and_calls_are_heard_and_each_is_counted_in_its_place(builtin: ChosenModel) -> None:
    figures = measured(
        builtin,
        said(Group.SENTENCE, "今天冷不冷", "m4", CLEAN, LOUD),
        said(Group.SENTENCE, "救命救命", "f5"),
        said(Group.CRY, "救命"),
        said(Group.WAKE, "小安小安"),
        said(Group.OTHER, "今天天气怎么样"),
        said(Group.OUT_OF_DOMAIN, "瓷砖缝隙发霉"),
    )
    clean, loud = figures.conditions[None], figures.conditions[20.0]
    assert (clean.accuracy().sentences, clean.accuracy().exact, clean.accuracy(("f5",)).sentences) == (2, 2, 1)
    assert (clean.accuracy().characters, clean.accuracy().errors) == (9, 0)
    assert (clean.cries, clean.cries_found, clean.wake_words, clean.wake_words_found) == (1, 1, 1, 1)
    assert (clean.others, clean.false_cries, clean.false_wake_ups) == (4, 0, 0)  # neither of the two cries
    assert clean.out_of_domain == 1
    assert (loud.accuracy().sentences, loud.cries, loud.others) == (1, 0, 1)
    assert 0 < figures.real_time_factor < 1
    assert figures.words is not None
    assert figures.words > 200
    assert 1 < figures.mb < 10


def test_models_hear_the_same_sound_and_a_second_run_is_no_different(builtin: ChosenModel) -> None:
    spoken = [said(Group.SENTENCE, "明天会下雨吗", voice, CLEAN, LOUD) for voice in ("travis", "steph2")]
    progress: list[tuple[int, int]] = []
    first, second = measure_hearing([builtin, builtin], plan(*spoken), lambda *so_far: progress.append(so_far))
    again = measured(builtin, *spoken)
    assert without_time(first) == without_time(second) == without_time(again)
    assert progress == [(number, 8) for number in range(1, 9)]


def without_time(figures: HearingFigures) -> list[dict[str, object]]:
    return [{key: row[key] for key in row if key != "real_time_factor"} for row in figures.as_json()]


def test_the_json_has_an_object_for_each_ratio_and_a_summary(builtin: ChosenModel) -> None:
    *conditions, summary = measured(builtin, said(Group.SENTENCE, "几点了", "f3", CLEAN, LOUD)).as_json()
    assert [(row["kind"], row["snr_db"]) for row in conditions] == [("condition", None), ("condition", 20.0)]
    assert summary["kind"] == "summary"
    assert {row["model"] for row in [*conditions, summary]} == {"xiaoan-zh-builtin"}
    assert summary["sentences"] == 2
    assert summary["recordings"] is None
    assert conditions[0]["out_of_domain_rejected"] is None  # of none, no share


def test_recordings_are_heard_through_the_products_own_path(builtin: ChosenModel, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).standard_normal(16_000) * 500
    soundfile.write(tmp_path / "noise.wav", noise.astype(np.int16), 16_000)
    figures = measured(builtin, recordings=tuple(recordings_in(tmp_path))).recordings
    assert figures is not None
    assert (figures.files, figures.false_wake_ups, figures.false_cries) == (1, 0, 0)
    assert figures.hours == pytest.approx(1 / 3600, rel=0.01)


def test_what_is_no_recording_is_told(builtin: ChosenModel, tmp_path: Path) -> None:
    with pytest.raises(XiaoanError, match="no such folder"):
        recordings_in(tmp_path / "missing")
    with pytest.raises(XiaoanError, match="no recording"):
        recordings_in(tmp_path)
    (tmp_path / "text.wav").write_text("not sound")
    with pytest.raises(XiaoanError, match=r"text\.wav"):
        measured(builtin, recordings=tuple(recordings_in(tmp_path)))


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match="missing or empty"):
        measure_hearing([choose_model(str(tmp_path), "zh", tmp_path)], plan(), lambda _done, _total: None)


def test_a_voice_that_espeak_lacks_is_told() -> None:
    require_voices()
    with pytest.raises(XiaoanError, match="nobody"):
        require_voices(("m4", "nobody"))


@pytest.mark.parametrize(
    ("words", "path", "told"),
    [
        (("--model", "/nonexistent/model"), None, "/nonexistent/model"),
        (("--recordings", "/nonexistent/recordings"), None, "/nonexistent/recordings"),
        ((), "/nonexistent", "apt install espeak-ng"),
    ],
)
def test_the_command_tells_bad_input_in_one_line(
    tmp_path: Path, words: tuple[str, ...], path: str | None, told: str
) -> None:
    environment = {**os.environ, "XIAOAN_DATA": str(tmp_path), **({"PATH": path} if path else {})}
    environment.pop("XIAOAN_CONFIG", None)
    ended = subprocess.run(
        [sys.executable, "-m", "xiaoan", "bench", "hear", *words],
        capture_output=True, text=True, env=environment, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert told in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stdout == ""
