"""The acoustic network in torch."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.network.layers import LAYERS, THINNED_AT
from training.sound.features import DIMENSION, FRAMES_PER_OUTPUT


class AcousticNetwork(nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Features (batch, 40, frames + 2 * CONTEXT) to scores (batch, densities, frames / 3)."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, densities: int, width: int, dropout: float) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(
            nn.Conv1d(
                DIMENSION if index == 0 else width,
                width,
                len(layer.offsets),
                stride=FRAMES_PER_OUTPUT if index == THINNED_AT else 1,
                dilation=_step(index),
                bias=False,
            )
            for index, layer in enumerate(LAYERS)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in LAYERS)
        self.dropout = nn.Dropout1d(dropout)
        self.output = nn.Conv1d(width, densities, 1)
        self.register_buffer("mean", torch.zeros(DIMENSION))
        self.register_buffer("deviation", torch.ones(DIMENSION))

    def forward(self, features: Tensor) -> Tensor:
        """Not yet probabilities: the loss takes their softmax."""
        x = (features - self.mean[None, :, None]) / self.deviation[None, :, None]
        for index, layer in enumerate(LAYERS):
            y = torch.relu(self.norms[index](self.convolutions[index](x)))
            if layer.keeps:
                edge = _step(index)
                y = y + x[:, :, edge : x.shape[2] - edge]
            x = self.dropout(y) if index < len(LAYERS) - 1 else y
        scores: Tensor = self.output(x)
        return scores

    def folded(self) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """(weights, bias) of each layer and the output, with the normalizations folded in.

        Weights are (to, from * offsets), the earliest offset first, as Kaldi's Append orders them.
        """
        matrices = []
        for index, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            weights = convolution.weight * scale[:, None, None]
            bias = norm.bias - norm.running_mean * scale
            if index == 0:
                weights = weights / self.deviation[None, :, None]
                bias = bias - (weights * self.mean[None, :, None]).sum((1, 2))
            matrices.append((weights.permute(0, 2, 1).flatten(1), bias))
        matrices.append((self.output.weight[:, :, 0], self.output.bias))
        return [(w.detach().numpy().astype(np.float32), b.detach().numpy().astype(np.float32)) for w, b in matrices]


def _step(index: int) -> int:
    """Between two offsets of a layer, in frames of its own input."""
    offsets = LAYERS[index].offsets
    return (offsets[1] - offsets[0]) // (FRAMES_PER_OUTPUT if index > THINNED_AT else 1)
