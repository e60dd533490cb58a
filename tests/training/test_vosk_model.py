"""The files that are written load in the real library."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import vosk

from assistant.models.check import check_model
from training.errors import TrainingError
from training.install import install
from training.network.layers import CONTEXT, LAYERS
from training.settings import GraphSettings
from training.sound.features import DIMENSION
from training.vosk_model import graph
from training.vosk_model.acoustic_model import acoustic_model, network_lines, priors
from training.vosk_model.files import Decoding, write_model, write_words
from training.vosk_model.kaldi_writer import KaldiWriter
from training.vosk_model.phone_set import PhoneSet

PHONES = PhoneSet(tones=True)
READINGS = {
    "今天": (("jin1", "tian1"),), "冷": (("leng3",),), "不": (("bu4",), ("bu2",)), "救命": (("jiu4", "ming4"),),
}  # fmt: skip
TEXT = [("今天", "冷", "不", "冷"), ("救命",), ("救命", "救命")]
WIDTH = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole model whose network knows nothing."""
    chance = np.random.default_rng(1)
    matrices = []
    for index, layer in enumerate(LAYERS):
        columns = (DIMENSION if index == 0 else WIDTH) * len(layer.offsets)
        matrices.append(
            (chance.standard_normal((WIDTH, columns)).astype(np.float32) * 0.1, np.zeros(WIDTH, np.float32))
        )
    densities = PHONES.density_count()
    matrices.append((chance.standard_normal((densities, WIDTH)).astype(np.float32), np.zeros(densities, np.float32)))
    made = tmp_path_factory.mktemp("model") / "tiny"
    write_model(made, acoustic_model(PHONES, matrices, np.ones(densities, np.int64)), Decoding(0.35, 3.5))
    write_words(made, TEXT, READINGS, ["a1", "ma3"], PHONES, GraphSettings(0.15, 0.55, 4.0, 3), 3.5)
    return made


def test_it_loads_and_hears_only_its_words(folder: Path) -> None:
    check_model(folder)
    model = vosk.Model(str(folder))
    words = {line.split()[0] for line in (folder / "graph/words.txt").read_text(encoding="utf-8").splitlines()}
    assert words == {"<eps>", "[unk]", *READINGS}
    assert all(model.vosk_model_find_word(word) >= 0 for word in READINGS)
    recognizer = vosk.KaldiRecognizer(model, 16_000)
    recognizer.SetWords(True)
    noise = (np.random.default_rng(2).standard_normal(32_000) * 2000).astype("<i2")
    recognizer.AcceptWaveform(noise.tobytes())
    heard = json.loads(recognizer.FinalResult())
    assert set(heard["text"].split()) <= words


def test_a_grammar_may_be_given_at_run_time(folder: Path) -> None:
    recognizer = vosk.KaldiRecognizer(vosk.Model(str(folder)), 16_000, json.dumps(["救命"], ensure_ascii=False))
    noise = (np.random.default_rng(3).standard_normal(16_000) * 2000).astype("<i2")
    recognizer.AcceptWaveform(noise.tobytes())
    assert set(json.loads(recognizer.FinalResult())["text"].split()) <= {"救命"}


def test_the_network_sees_as_far_as_its_layers_say() -> None:
    lines = network_lines()
    assert lines[0] == f"input-node name=input dim={DIMENSION}"
    assert lines[-1].startswith("output-node name=output")
    assert len([line for line in lines if ".affine component=" in line]) == len(LAYERS) + 1
    assert sum(layer.offsets[-1] for layer in LAYERS) == CONTEXT


def test_a_matrix_in_sixteen_bits_keeps_its_numbers() -> None:
    rows = np.random.default_rng(4).standard_normal((3, 5)).astype(np.float32)
    writer = KaldiWriter()
    writer.matrix(rows)
    content = writer.content[2:]
    assert content[:4] == b"CM2 "
    low, span, height, width = struct.unpack_from("<ffii", content, 4)
    steps = np.frombuffer(content[20:], "<u2").reshape(height, width)
    assert np.allclose(low + span * steps / 65535, rows, atol=1e-4)


def test_silence_counts_less_and_all_shares_sum_to_one() -> None:
    shares = priors(np.array([100, 100, 100, 0], np.int64))
    assert shares.sum() == pytest.approx(1.0)
    assert shares[2] == pytest.approx(10 * shares[0])
    assert shares[3] > 0


def test_a_sound_has_the_same_densities_wherever_it_stands() -> None:
    begin, inside, end = PHONES.placed(["zh", "ong1", "g"])
    assert PHONES.densities(begin) == PHONES.densities(PHONES.placed(["zh", "a1"])[0])
    assert len({PHONES.densities(each) for each in (begin, inside, end)}) == 3
    boundaries = PHONES.word_boundaries().splitlines()
    assert boundaries[0] == "1 nonword"
    assert boundaries[begin - 1] == f"{begin} begin"
    assert boundaries[PHONES.placed(["a1"])[0] - 1].endswith(" singleton")


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(graph, "_PLUGINS", "nowhere/*")
    with pytest.raises(TrainingError, match="apt install libfst-tools"):
        graph.write_graph([], [], [], PHONES, tmp_path)


def test_a_model_takes_the_place_of_another_as_a_whole(tmp_path: Path) -> None:
    new, place = tmp_path / "new", tmp_path / "models/builtin"
    new.mkdir()
    (new / "fresh").write_text("1")
    install(new, place)
    (place / "left from before").write_text("0")
    install(new, place)
    assert [file.name for file in place.iterdir()] == ["fresh"]
    assert [folder.name for folder in place.parent.iterdir()] == ["builtin"]
