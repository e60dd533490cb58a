"""The port that cellular watches dial."""

from __future__ import annotations

import resource
from pathlib import Path

from config.errors import ConfigError
from config.exposure import check_watch_port
from config.phrases import Phrases
from config.settings import Settings
from wearable_bridge.wiring.elder_watch import register_from
from xiaoan.doctor.finding import Finding, Words
from xiaoan.listening import is_free, listener_on
from xiaoan.up import who_holds


def watches(settings: Settings, phrases: Phrases) -> Finding:
    """Never a failure: the speaker serves without it."""
    words, own = Words("watches", phrases), settings.bridge.elder_watch
    if not own.enabled:
        return words.ok("off")
    try:
        check_watch_port(own)
        known = len(register_from(settings))
    except ConfigError as error:
        return words.warning("wrong", reason=error)
    if not known:
        return words.warning("none")
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most_files != resource.RLIM_INFINITY and most_files <= known:
        return words.warning("files", count=known, limit=most_files)
    if is_free(own.host, own.port):
        return words.ok("not_yet", count=known, host=own.host, port=own.port)
    holder = listener_on(own.port)
    if holder is None or not _is_a_bridge(holder.pid):
        return words.warning("taken", port=own.port, who=who_holds(own.port, phrases))
    return words.ok(count=known, host=own.host, port=own.port)


def _is_a_bridge(pid: int) -> bool:
    """Of `xiaoan up`, or one that runs by itself."""
    try:
        return b"\0bridge\0run\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
