"""Loads a Vosk model and lets it hear a quarter of a second, in a process of its own: Kaldi ends the whole process on
some damaged files. Run by file name with the model's folder and a memory limit in bytes; exit code 0 when it works."""

from __future__ import annotations

import resource
import sys


def main(folder: str, memory_limit_bytes: int) -> None:
    """Ends by an exception or an abort when the model is unusable."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit_bytes, memory_limit_bytes))
    import vosk

    recognizer = vosk.KaldiRecognizer(vosk.Model(folder), 16_000)
    recognizer.AcceptWaveform(bytes(2 * 4000))
    recognizer.FinalResult()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
