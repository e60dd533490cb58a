"""Every connection is an open file, and a system's usual limit is 1,024 of them."""

from __future__ import annotations

import resource


def allow_open_files(wanted: int) -> int:
    """Raises the soft limit up to `wanted` as far as the hard limit allows. Returns the limit that holds now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    reachable = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if reachable > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (reachable, hard))
    return max(soft, reachable)
