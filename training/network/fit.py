"""Step 4: training, an epoch at a time. Each epoch is written down, so that an interrupted run goes on after it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from training.errors import TrainingError
from training.network.acoustic_network import AcousticNetwork
from training.network.batches import IGNORED, Batch, FeatureStore
from training.settings import NetworkSettings

_WEIGHT_DECAY = 0.01
_WARM_UP_SHARE = 0.04
_LONGEST_GRADIENT = 2.0


Told = Callable[[float, str], None]
"""Called with the share of the training that is done, and words."""


def fit(
    store: FeatureStore,
    held_back: FeatureStore,
    densities: int,
    settings: NetworkSettings,
    seed: int,
    checkpoint: Path,
    told: Told,
) -> AcousticNetwork:
    """The trained network. Raises TrainingError for a damaged checkpoint."""
    training = _Training(store, densities, settings, seed, told)
    for epoch in range(training.resume(checkpoint), settings.epochs):
        loss = training.epoch(epoch)
        held_back_loss, right = judge(training.network, held_back, settings.batch_frames)
        training.keep(checkpoint, epoch + 1)
        words = f"epoch {epoch + 1}: loss {loss:.3f}, held back {held_back_loss:.3f}, {right:.1%} right"
        told((epoch + 1) / settings.epochs, words)
    network = training.network
    network.eval()
    return network


def judge(network: AcousticNetwork, store: FeatureStore, batch_frames: int) -> tuple[float, float]:
    """(mean loss, share of frames right)."""
    network.eval()
    loss = right = frames = 0.0
    with torch.no_grad():
        for batch in store.batches(batch_frames, 0):
            wanted = torch.from_numpy(batch.targets)
            with _half_precision():
                scores = network(torch.from_numpy(batch.features))
            known = wanted != IGNORED
            loss += float(cross_entropy(scores.float(), wanted, ignore_index=IGNORED, reduction="sum"))
            right += float((scores.argmax(1) == wanted)[known].sum())
            frames += float(known.sum())
    return loss / frames, right / frames


class _Training:
    """The network with its optimizer and schedule."""

    def __init__(self, store: FeatureStore, densities: int, settings: NetworkSettings, seed: int, told: Told) -> None:
        torch.manual_seed(seed)
        self._store, self._settings, self._seed, self._told = store, settings, seed, told
        self.network = AcousticNetwork(densities, settings.width, settings.dropout)
        mean, deviation = store.mean_and_deviation()
        self.network.mean.copy_(torch.from_numpy(mean))
        self.network.deviation.copy_(torch.from_numpy(deviation))
        self._optimizer = torch.optim.AdamW(
            self.network.parameters(), settings.learning_rate, weight_decay=_WEIGHT_DECAY
        )
        steps = settings.epochs * sum(1 for _ in store.batches(settings.batch_frames, seed))
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, _rate_over(steps))

    def epoch(self, number: int) -> float:
        """Every utterance once; the mean loss."""
        self.network.train()
        total, outputs = 0.0, 0
        for batch in self._store.batches(self._settings.batch_frames, self._seed + number):
            loss, known = self._step(batch)
            total, outputs = total + loss * known, outputs + known
            share = (number + outputs / self._store.outputs) / self._settings.epochs
            self._told(share, f"epoch {number + 1} of {self._settings.epochs}, loss {total / outputs:.3f}")
        return total / outputs

    def _step(self, batch: Batch) -> tuple[float, int]:
        """(mean loss, frames)."""
        with _half_precision():
            scores = self.network(torch.from_numpy(batch.features))
        loss = cross_entropy(scores.float(), torch.from_numpy(batch.targets), ignore_index=IGNORED)
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), _LONGEST_GRADIENT)
        self._optimizer.step()
        self._schedule.step()
        return float(loss.detach()), int((batch.targets != IGNORED).sum())

    @property
    def _parts(self) -> tuple[Any, ...]:
        return self.network, self._optimizer, self._schedule

    def keep(self, checkpoint: Path, epochs: int) -> None:
        """Writes down that `epochs` are done."""
        partial = checkpoint.with_suffix(".part")
        torch.save({"epochs": epochs, "parts": [part.state_dict() for part in self._parts]}, partial)
        partial.rename(checkpoint)

    def resume(self, checkpoint: Path) -> int:
        """The epochs that are done. Raises TrainingError."""
        if not checkpoint.exists():
            return 0
        try:
            kept = torch.load(checkpoint, weights_only=True)
            for part, state in zip(self._parts, kept["parts"], strict=True):
                part.load_state_dict(state)
            return int(kept["epochs"])
        except (RuntimeError, KeyError, ValueError, OSError, EOFError, UnpicklingError) as error:
            raise TrainingError(f"{checkpoint} is damaged ({error}); delete it and start again") from error


def _half_precision() -> torch.autocast:
    """bfloat16 where the processor has it: ten times as fast there."""
    return torch.autocast("cpu", dtype=torch.bfloat16)


def _rate_over(steps: int) -> Callable[[int], float]:
    """Up in a straight line, then down along half a cosine."""

    def rate(step: int) -> float:
        rising = step / max(1, steps * _WARM_UP_SHARE)
        return min(1.0, rising) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / max(1, steps)))) + 1e-4

    return rate
