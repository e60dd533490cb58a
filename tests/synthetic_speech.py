"""Mandarin spoken by espeak-ng, for tests. Not the product's voice: plain pinyin, a chosen variant."""

from __future__ import annotations

import subprocess

import numpy as np
from pypinyin import Style, lazy_pinyin

from hardware.ports import SAMPLE_RATE_HZ, Pcm, Sound
from hardware.sound_file import decode_sound, to_rate

UNSEEN_VOICES = ("m4", "m7", "f3", "f5")  # not in the built-in model's training


def speak(text: str, voice: str, words_per_minute: int = 160) -> Pcm:
    """The text as 16 kHz samples. Punctuation makes pauses."""
    pinyin = " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))
    command = ["espeak-ng", "-v", f"cmn-latn-pinyin+{voice}", "-s", str(words_per_minute), "--stdout", pinyin]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    spoken: Sound = to_rate(decode_sound(done.stdout, "espeak-ng"), SAMPLE_RATE_HZ)
    return spoken.pcm


def silence(seconds: float) -> Pcm:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.int16)


def with_noise(pcm: Pcm, ratio_db: float, seed: int) -> Pcm:
    """Adds pink-like noise at a signal-to-noise ratio."""
    white = np.random.default_rng(seed).standard_normal(len(pcm))
    spectrum = np.fft.rfft(white)
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1.0))
    noise = np.fft.irfft(spectrum, len(pcm))
    level = np.sqrt(np.mean(pcm.astype(np.float64) ** 2)) * 10 ** (-ratio_db / 20)
    noisy = pcm + noise / np.sqrt(np.mean(noise**2)) * level
    limited: Pcm = np.clip(np.rint(noisy), -32768, 32767).astype(np.int16)
    return limited
