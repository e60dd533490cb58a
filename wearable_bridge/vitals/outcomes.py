"""What became of recorded people, held against who had an urgent finding."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("person", "died")
_DIED = {"0": False, "1": True}


class OutcomesError(Exception):
    """A file that tells no outcomes. Says what is wrong with it, and in which line."""


@dataclass(frozen=True)
class Share:
    """Of so many people so many had an urgent finding, or an emergency."""

    persons: int
    urgent: int

    def as_json(self) -> dict[str, object]:
        """`share` is null where there was nobody."""
        share = round(self.urgent / self.persons, 3) if self.persons else None
        return {"persons": self.persons, "urgent": self.urgent, "share": share}


@dataclass(frozen=True)
class Outcomes:
    """Of those who died and those who lived; `unknown` is how many people of the recording the file does not name."""

    died: Share
    lived: Share
    unknown: int

    def as_json(self) -> dict[str, object]:
        """A part of the summary of `xiaoan vitals replay --json`."""
        return {"died": self.died.as_json(), "lived": self.lived.as_json(), "unknown": self.unknown}


def read_outcomes(file: Path) -> dict[str, bool]:
    """Whether each person died, from a CSV with the columns person,died (0 or 1). Raises OutcomesError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise OutcomesError(f"{file}: the columns must be {','.join(COLUMNS)}.")
            found: dict[str, bool] = {}
            for row in rows:
                died = _DIED.get((row["died"] or "").strip())
                if died is None or not row["person"] or found.get(row["person"], died) is not died:
                    raise OutcomesError(f"{file}: line {rows.line_num} names nobody, or says no one thing (0 or 1).")
                found[row["person"]] = died
            return found
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OutcomesError(f"{file}: cannot be read ({type(error).__name__}).") from error


def shares(died: Mapping[str, bool], persons: Set[str], urgent: Set[str]) -> Outcomes:
    """Of the people of a recording, those with an urgent finding among those who died, and among those who lived."""

    def share(of: bool) -> Share:
        those = {person for person in persons if died.get(person) is of}
        return Share(len(those), len(those & urgent))

    return Outcomes(share(True), share(False), len(persons - died.keys()))
