"""Where the parts outside the package lie: the Rasa project and its environment, in the checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTENTS = ROOT / "intents"
TRAINER = ROOT / "scripts" / "train_intents.py"
