"""Sound to the features that Vosk computes from conf/mfcc.conf, and phones to a target for each output frame."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.sound.noises import RATE_HZ, Sound

MFCC_CONF = {
    "use-energy": "false",
    "sample-frequency": str(RATE_HZ),
    "num-mel-bins": "40",
    "num-ceps": "40",
    "low-freq": "20",
    "high-freq": "-400",
    "dither": "0.0",
}
DIMENSION = 40
FRAMES_PER_OUTPUT = 3  # Vosk's word times assume it
_SHIFT_S, _MIDDLE_S = 0.010, 0.0125  # a frame begins every 10 ms and is 25 ms long

Features = NDArray[np.float32]


class FeatureMaker:
    """Kaldi's high-resolution MFCC by kaldi-native-fbank."""

    def __init__(self) -> None:
        import kaldi_native_fbank

        options = kaldi_native_fbank.MfccOptions()
        options.frame_opts.samp_freq = RATE_HZ
        options.frame_opts.dither = 0.0
        options.mel_opts.num_bins = int(MFCC_CONF["num-mel-bins"])
        options.mel_opts.low_freq = float(MFCC_CONF["low-freq"])
        options.mel_opts.high_freq = float(MFCC_CONF["high-freq"])
        options.num_ceps = DIMENSION
        options.use_energy = False
        self._options: Any = options
        self._make: Any = kaldi_native_fbank.OnlineMfcc

    def features(self, sound: Sound) -> Features:
        """(frames, 40). `sound` is in the range of 16-bit samples."""
        mfcc = self._make(self._options)
        mfcc.accept_waveform(RATE_HZ, sound.tolist())
        mfcc.input_finished()
        return np.array([mfcc.get_frame(index) for index in range(mfcc.num_frames_ready)], np.float32)


def targets(phones: NDArray[np.int16], starts_s: NDArray[np.float64], frames: int) -> NDArray[np.int16]:
    """The probability density of each output frame: 2 * phone where the phone begins, 2 * phone + 1 while it lasts.

    `frames` are input frames. A phone too short for a frame of its own takes one from its neighbour, since the
    recognizer's graph has no way around a phone.
    """
    outputs = -(-frames // FRAMES_PER_OUTPUT)
    middles = np.arange(outputs) * FRAMES_PER_OUTPUT * _SHIFT_S + _MIDDLE_S
    which = np.clip(np.searchsorted(starts_s, middles, side="right") - 1, 0, len(phones) - 1)
    for phone in range(len(phones) - 1):
        if not np.any(which == phone):
            taken = int(np.searchsorted(which, phone))
            if taken < outputs and np.count_nonzero(which == which[taken]) > 1:
                which[taken] = phone
    begins = np.concatenate(([True], which[1:] != which[:-1]))
    return (phones[which] * 2 + np.where(begins, 0, 1)).astype(np.int16)
