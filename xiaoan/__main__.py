"""`python -m xiaoan`."""

from __future__ import annotations

from xiaoan.cli import main

main()
