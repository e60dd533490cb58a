"""Programs that stand in for engines, written to a folder and run for real."""

from __future__ import annotations

import sys
from pathlib import Path

PIPER = """
import argparse, sys, time, wave, math, struct
p = argparse.ArgumentParser()
p.add_argument("--model", required=True)
p.add_argument("--output_dir", required=True)
p.add_argument("--length_scale", type=float, required=True)
a = p.parse_args()
print("loaded", a.model, file=sys.stderr, flush=True)
for n, line in enumerate(sys.stdin):
    text = line.strip()
    if text == "坏。":
        sys.exit(3)
    path = f"{a.output_dir}/{time.monotonic_ns()}.wav"
    count = int(16000 * 0.2 * len(text) * a.length_scale)
    with wave.open(path, "wb") as f:
        f.setnchannels(1); f.setsampwidth(2); f.setframerate(16000)
        f.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(i / 9))) for i in range(count)))
    MESSAGE
"""
PRINTS_THE_PATH = "print(path, flush=True)"  # rhasspy/piper
LOGS_THE_PATH = 'print(f"INFO:__main__:Wrote {path}", file=sys.stderr, flush=True)'  # piper1-gpl


def program(folder: Path, name: str, code: str) -> str:
    """An executable of Python code; its path."""
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{code}")
    file.chmod(0o755)
    return str(file)


def fake_piper(folder: Path, message: str = PRINTS_THE_PATH) -> str:
    """A `piper` that speaks its protocol and hums instead of speaking."""
    return program(folder, "piper", PIPER.replace("MESSAGE", message))
