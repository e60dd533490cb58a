"""How often Python looks for objects that hold each other."""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 100_000  # a transaction of a thousand messages with thirty samples each makes about as many


def calm_collector() -> None:
    """Called once everything is loaded: what there is stays, and is not searched again.

    Decoded messages live until their transaction ends and hold no cycles; searching them every 700 objects, Python's
    default, takes longer than decoding and committing them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
