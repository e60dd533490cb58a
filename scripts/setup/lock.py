"""`make lock`: pins everything anew."""

from __future__ import annotations

import re
from pathlib import Path

from interpreters import find_uv
from say import run, timed

COMMON = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header")
UPGRADE = ("--upgrade",)


def lock() -> None:
    """Writes requirements/{runtime,dev,rasa,tools}.txt from their .in files."""
    uv = find_uv()
    for name in ("runtime", "dev"):
        _compile(uv, name, "--python-version", "3.11")
    # Rasa's dependencies have no solution for later Pythons: no restriction from pyproject.toml, and one version.
    _compile(uv, "rasa", "--no-config", "--python-version", "3.10")
    _compile(uv, "tools", "--no-config", "--python-version", "3.9")


def _compile(uv: str, name: str, *options: str) -> None:
    pins = Path(f"requirements/{name}.txt")
    with timed(f"pinning {pins}"):
        run([uv, *COMMON, *UPGRADE, *options, f"requirements/{name}.in", "--output-file", str(pins)])
        text = pins.read_text()
        pins.write_text(re.sub(r"^(--(extra-)?index-url|--find-links).*\n", "", text, flags=re.MULTILINE))
