"""`make lock`: pins everything anew."""

from __future__ import annotations

import re
from pathlib import Path

from interpreters import find_uv
from say import run, timed

COMMON = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header")
UPGRADE = ("--upgrade",)


def lock() -> None:
    """Writes requirements/{runtime,dev,rasa,tools}.txt and training/requirements.txt from their .in files."""
    uv = find_uv()
    for name in ("runtime", "dev"):
        _compile(uv, name, "--python-version", "3.11")
    # Rasa's dependencies have no solution for later Pythons: no restriction from pyproject.toml, and one version.
    without = ("--excludes", "requirements/rasa.without.txt")
    _compile(uv, "rasa", "--no-config", "--python-version", "3.10", *without)
    _compile(uv, "tools", "--no-config", "--python-version", "3.9")
    _compile(uv, "requirements", "--python-version", "3.11", folder="training")


def _compile(uv: str, name: str, *options: str, folder: str = "requirements") -> None:
    pins = Path(folder) / f"{name}.txt"
    with timed(f"pinning {pins}"):
        run([uv, *COMMON, *UPGRADE, *options, str(pins.with_suffix(".in")), "--output-file", str(pins)])
        text = pins.read_text()
        pins.write_text(re.sub(r"^(--(extra-)?index-url|--find-links).*\n", "", text, flags=re.MULTILINE))
