"""How much memory each program takes, with everything it started."""

from __future__ import annotations

from pathlib import Path


def group_memory_mb(leader: int) -> float:
    """Proportional set size in MB of all processes of the group that `leader` leads (Linux's smaps_rollup)."""
    total_kb = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            group = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[2])
            if group == leader:
                total_kb += _pss_kb((folder / "smaps_rollup").read_text())
        except (OSError, IndexError):  # it ended meanwhile
            continue
    return round(total_kb / 1024, 1)


def _pss_kb(rollup: str) -> int:
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
