"""am/final.mdl: Kaldi's transition model and the network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.network.layers import CONTEXT, LAYERS
from training.sound.features import DIMENSION
from training.vosk_model.kaldi_writer import KaldiWriter
from training.vosk_model.phone_set import PhoneSet

Matrices = Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]
_SILENCE_PRIOR = 0.1  # silence is counted less, or noise inserts words
_LOG_HALF = float(np.log(0.5))


def acoustic_model(phones: PhoneSet, matrices: Matrices, counts: NDArray[np.int64]) -> bytes:
    """The file's content. `counts`: how often each density was the target in training."""
    writer = KaldiWriter()
    _transition_model(writer, phones)
    _network(writer, matrices)
    writer.token("<LeftContext>")
    writer.int32(CONTEXT)
    writer.token("<RightContext>")
    writer.int32(CONTEXT)
    writer.token("<Priors>")
    writer.vector(priors(counts))
    return writer.content


def priors(counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """The square root of the counts, as shares of one."""
    roots = np.sqrt(np.maximum(counts, 1.0))
    roots[:2] *= _SILENCE_PRIOR
    shares: NDArray[np.float32] = (roots / roots.sum()).astype(np.float32)
    return shares


def _transition_model(writer: KaldiWriter, phones: PhoneSet) -> None:
    """Every phone: one state that is entered with one density and repeated with another, half and half."""
    numbers = range(1, len(phones.names) + 1)
    writer.token("<TransitionModel>")
    writer.token("<Topology>")
    writer.int_vector(list(numbers))
    writer.int_vector([-1] + [0] * len(numbers))
    for number in (-1, 1, 2):  # the extended format; one entry; of two states
        writer.int32(number)
    for number in (0, 1, 2):  # entered with class 0, repeated with class 1; two transitions
        writer.int32(number)
    for target in (0, 1):
        writer.int32(target)
        writer.float32(0.5)
    for number in (-1, -1, 0):  # the final state
        writer.int32(number)
    writer.token("</Topology>")
    writer.token("<Tuples>")
    writer.int32(len(numbers))
    for number in numbers:
        for value in (number, 0, *phones.densities(number)):
            writer.int32(value)
    writer.token("</Tuples>")
    writer.token("<LogProbs>")
    writer.vector(np.array([0.0] + [_LOG_HALF] * (2 * len(numbers)), np.float32))
    writer.token("</LogProbs>")
    writer.token("</TransitionModel>")


def _network(writer: KaldiWriter, matrices: Matrices) -> None:
    writer.token("<Nnet3>")
    writer.text("\n" + "\n".join(network_lines()) + "\n\n")
    writer.token("<NumComponents>")
    writer.int32(2 * len(LAYERS) + 2)
    for index, (weights, bias) in enumerate(matrices):
        _affine(writer, f"l{index}.affine", weights, bias)
        if index < len(LAYERS):
            _nonlinear(writer, f"l{index}.relu", "RectifiedLinearComponent", len(bias))
        else:
            _nonlinear(writer, "shares", "LogSoftmaxComponent", len(bias))
    writer.token("</Nnet3>")


def network_lines() -> list[str]:
    """How the components are joined, in nnet3's configuration language. A layer that keeps its input is a sum."""
    lines = [f"input-node name=input dim={DIMENSION}"]
    source = ["input"]
    for index, layer in enumerate(LAYERS):
        seen = ", ".join(_added([f"Offset({each}, {offset})" for each in source]) for offset in layer.offsets)
        lines.append(f"component-node name=l{index}.affine component=l{index}.affine input=Append({seen})")
        lines.append(f"component-node name=l{index}.relu component=l{index}.relu input=l{index}.affine")
        source = [*source, f"l{index}.relu"] if layer.keeps else [f"l{index}.relu"]
    last = len(LAYERS)
    lines.append(f"component-node name=l{last}.affine component=l{last}.affine input={_added(source)}")
    lines.append(f"component-node name=shares component=shares input=l{last}.affine")
    lines.append("output-node name=output input=shares objective=linear")
    return lines


def _added(terms: Sequence[str]) -> str:
    total = terms[0]
    for term in terms[1:]:
        total = f"Sum({total}, {term})"
    return total


def _affine(writer: KaldiWriter, name: str, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    writer.token("<ComponentName>")
    writer.token(name)
    writer.token("<FixedAffineComponent>")
    writer.token("<LinearParams>")
    writer.matrix(weights)
    writer.token("<BiasParams>")
    writer.vector(bias)
    writer.token("</FixedAffineComponent>")


def _nonlinear(writer: KaldiWriter, name: str, kind: str, dimension: int) -> None:
    """A component without parameters; its statistics are empty."""
    writer.token("<ComponentName>")
    writer.token(name)
    writer.token(f"<{kind}>")
    writer.token("<Dim>")
    writer.int32(dimension)
    for statistic in ("<ValueAvg>", "<DerivAvg>"):
        writer.token(statistic)
        writer.vector(np.zeros(0, np.float32))
    writer.token("<Count>")
    writer.float64(0.0)
    writer.token("<OderivRms>")
    writer.vector(np.zeros(0, np.float32))
    writer.token("<OderivCount>")
    writer.float64(0.0)
    writer.token(f"</{kind}>")
