"""What goes wrong with speech models."""

from __future__ import annotations


class ModelsError(Exception):
    """A model could not be got or put in place. The text says why and what to do."""
