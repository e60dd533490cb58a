"""The process in which pyttsx3 runs, so that its crashes and stalls cost an utterance and not the speaker.

In: a JSON object a line, {"text", "voice", "words_per_minute", "file", "within_s"}. Out: `ready` once, then for each
line `ok` when the wav file is complete, else what went wrong. Run by path with `python -I`: it imports nothing of ours.
"""

from __future__ import annotations

import json
import os
import sys
import threading


def main() -> None:
    """Serves lines until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # pyttsx3 prints to standard output
    import pyttsx3

    finished = threading.Event()
    engine = pyttsx3.init("espeak")
    # runAndWait returns before espeak's own thread has written the file: only this event says that it is complete.
    engine.connect("finished-utterance", lambda name, completed: finished.set())
    answers.write("ready\n")
    for line in sys.stdin:
        order = json.loads(line)
        finished.clear()
        engine.setProperty("voice", order["voice"])
        engine.setProperty("rate", order["words_per_minute"])
        engine.save_to_file(order["text"], order["file"])
        engine.runAndWait()
        answers.write("ok\n" if finished.wait(order["within_s"]) else "pyttsx3 did not finish\n")


if __name__ == "__main__":
    main()
