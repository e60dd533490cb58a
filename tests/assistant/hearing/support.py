"""Where the cases from outside are, when they are there."""

from __future__ import annotations

from pathlib import Path

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
