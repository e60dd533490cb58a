"""A model's folder, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.settings import GraphSettings
from training.sound.features import FRAMES_PER_OUTPUT, MFCC_CONF
from training.vosk_model.graph import sounds_to_words, words_in_order, write_graph
from training.vosk_model.language_model import LanguageModel
from training.vosk_model.phone_set import PhoneSet


@dataclass(frozen=True)
class Decoding:
    """What the trial chooses: how much the sound counts against the words, and what an unknown syllable costs."""

    acoustic_scale: float
    unknown_cost: float

    def __str__(self) -> str:
        return f"acoustic scale {self.acoustic_scale}, unknown syllable {self.unknown_cost}"


def write_model(folder: Path, acoustic_model: bytes, decoding: Decoding) -> None:
    """am/ and conf/; the graph is written by `write_words`."""
    for name in ("am", "conf", "graph"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "am" / "final.mdl").write_bytes(acoustic_model)
    (folder / "conf" / "mfcc.conf").write_text("".join(f"--{key}={value}\n" for key, value in MFCC_CONF.items()))
    (folder / "conf" / "model.conf").write_text(model_conf(decoding))


def write_words(
    folder: Path,
    model_text: Iterable[tuple[str, ...]],
    readings: Mapping[str, tuple[tuple[str, ...], ...]],
    syllables: Sequence[str],
    phones: PhoneSet,
    settings: GraphSettings,
    unknown_cost: float,
) -> None:
    """graph/. Raises TrainingError when OpenFst's programs are missing."""
    model = LanguageModel(
        sorted(set(model_text)),
        readings,
        settings.order,
        settings.unknown_share,
        settings.unknown_again,
        settings.openness,
    )
    sounds, words = sounds_to_words(readings, syllables, unknown_cost, phones)
    write_graph(sounds, words_in_order(model.grammar(), words), words, phones, folder / "graph")


def model_conf(decoding: Decoding) -> str:
    """conf/model.conf. The endpoint rules are Vosk's; phone 1 is silence."""
    values = {
        "min-active": 200,
        "max-active": 3000,
        "beam": 11,
        "lattice-beam": 3,
        "acoustic-scale": decoding.acoustic_scale,
        "frame-subsampling-factor": FRAMES_PER_OUTPUT,
        "endpoint.silence-phones": 1,
        "endpoint.rule2.min-trailing-silence": 0.5,
        "endpoint.rule3.min-trailing-silence": 0.75,
        "endpoint.rule4.min-trailing-silence": 1.0,
    }
    return "".join(f"--{key}={value}\n" for key, value in values.items())
