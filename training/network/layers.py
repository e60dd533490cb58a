"""The network's shape, once, for the trainer and for the file that Vosk reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layer:
    """What a layer sees, in input frames of 10 ms around its own. `keeps`: its input is added to its output."""

    offsets: tuple[int, ...]
    keeps: bool


LAYERS = (
    Layer((-2, -1, 0, 1, 2), keeps=False),
    Layer((-1, 0, 1), keeps=False),
    Layer((-1, 0, 1), keeps=False),  # from here on a frame in three is enough
    Layer((-3, 0, 3), keeps=True),
    Layer((-3, 0, 3), keeps=True),
    Layer((-3, 0, 3), keeps=True),
    Layer((-3, 0, 3), keeps=True),
    Layer((-6, 0, 6), keeps=True),
)
THINNED_AT = 2  # the layer that leaves two frames of three out
CONTEXT = -sum(layer.offsets[0] for layer in LAYERS)
"""Frames of 10 ms that are seen before and after the one that is judged."""
