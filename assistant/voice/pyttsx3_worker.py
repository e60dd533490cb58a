"""The process in which pyttsx3 runs, so that its crashes and stalls cost an utterance and not the speaker.

In: a JSON object a line, {"text", "voice", "words_per_minute", "file", "within_s"}. Out: `ready` once, then for each
line `ok` when the wav file is complete, else what went wrong. Run by path with `python -I`: it imports nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

ATTEMPTS = 4
EMPTY_WAV_BYTES = 44  # a header without samples: what the driver leaves of one utterance in a hundred


def main() -> None:
    """Serves lines until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # pyttsx3 prints to standard output
    import pyttsx3
    from pyttsx3.drivers import _espeak

    finished = threading.Event()
    engine = pyttsx3.init("espeak")
    # runAndWait returns before espeak's own thread has written the file: only this event says that it is complete.
    engine.connect("finished-utterance", lambda name, completed: finished.set())
    answers.write("ready\n")
    for line in sys.stdin:
        order = json.loads(line)
        for _ in range(ATTEMPTS):
            finished.clear()
            engine.setProperty("voice", order["voice"])
            engine.setProperty("rate", order["words_per_minute"])
            _espeak.Synchronize()  # or espeak-ng's own thread may speak before it has taken the rate
            engine.save_to_file(order["text"], order["file"])
            engine.runAndWait()
            result = "ok" if finished.wait(order["within_s"]) else "pyttsx3 did not finish"
            _espeak.Synchronize()  # what is left of this utterance must not end the next one
            if result != "ok" or _has_samples(Path(order["file"])):
                break
        answers.write(result + "\n")


def _has_samples(file: Path) -> bool:
    return file.exists() and file.stat().st_size > EMPTY_WAV_BYTES


if __name__ == "__main__":
    main()
