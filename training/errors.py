"""What can go wrong and must be mended by a person."""

from __future__ import annotations


class TrainingError(Exception):
    """The message says what is missing or wrong, and what to do."""
