"""Tells whoever looks that alerts changed. Nothing is carried but a count: the rows are the truth."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bell:
    """Rung after each commit that changes what the live list shows. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._callbacks: list[Callable[[], None]] = []

    @property
    def count(self) -> int:
        """How often it rang; a page that remembers another number is stale."""
        return self._count

    def on_ring(self, callback: Callable[[], None]) -> None:
        """`callback` is called in the ringing thread and must return at once."""
        self._callbacks.append(callback)

    def ring(self) -> None:
        """Something changed and is committed."""
        with self._lock:
            self._count += 1
        for callback in self._callbacks:
            callback()
