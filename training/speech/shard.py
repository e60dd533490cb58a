"""One shard spoken, come what may: `python -m training.speech.shard LINES.json SHARD.npz tones|toneless DATA`.

espeak-ng crashed between 4,000 and 7,000 utterances in one process, and a few lines in certain voices crash it each
time: a shard is short, and a line that crashed it is left out.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from training.errors import TrainingError

_MOST_LEFT_OUT = 10


def speak(lines_file: Path, shard_file: Path, tones: str, data: str) -> None:
    """Raises TrainingError when the synthesizer fails otherwise than by a crash, or crashes again and again."""
    left_out: list[str] = []
    at = shard_file.with_suffix(".at")
    while len(left_out) <= _MOST_LEFT_OUT:
        arguments = (str(lines_file), str(shard_file), tones, data, *left_out)
        command = [sys.executable, "-m", "training.speech.speak", *arguments]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode == 0:
            return
        if ended.returncode > 0 or not at.exists():
            raise TrainingError(ended.stderr.strip()[-400:] or f"speaking ended with code {ended.returncode}")
        left_out.append(at.read_text())
    raise TrainingError(f"espeak-ng crashed at lines {', '.join(left_out)} of {lines_file.name}")


if __name__ == "__main__":
    try:
        speak(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    except TrainingError as error:
        sys.exit(str(error))
