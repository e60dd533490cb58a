"""What goes wrong when settings are read."""

from __future__ import annotations


class ConfigError(Exception):
    """A settings file cannot be used. The text names the file, the key and what is allowed there."""
