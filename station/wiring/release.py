"""Which release runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The installed version; empty when it is not installed as a package."""
    try:
        return version("xiaoan")
    except PackageNotFoundError:
        return ""
