"""The figures as a person reads them."""

from __future__ import annotations

import io

from rich.console import Console

from assistant.ports import Cry
from xiaoan.bench.hear.figures import HearingFigures
from xiaoan.bench.hear.listen import Heard
from xiaoan.bench.hear.plan import Group, Spoken
from xiaoan.bench.hear.recordings import RecordingFigures
from xiaoan.bench.hear.table import print_figures


def model(name: str, text: str) -> HearingFigures:
    figures = HearingFigures(name, f"/models/{name}", 1.82, None, 1)
    for group, said in ((Group.SENTENCE, "几点了"), (Group.CRY, "救命")):
        cry = Cry.DEFINITE if group is Group.CRY else Cry.NONE
        heard = Heard(text, cry, cry, False, 2.0, 0.1)
        figures.add(Spoken(group, said, "travis", 1.0, 50, ()), 10.0, heard, group is Group.CRY, False)
    return figures


def test_models_stand_side_by_side() -> None:
    old, new = model("old", "几点"), model("new", "几点了")
    new.recordings = RecordingFigures(19, 0.066, 1, 2, 3)
    shown = io.StringIO()
    print_figures([old, new], Console(file=shown, width=300))
    lines = shown.getvalue().splitlines()
    sentences = [line for line in lines if "10 dB" in line and "%" in line and " of " not in line]
    assert [("100.0 %" in line, "33.3 %" in line) for line in sentences] == [(False, True), (True, False)]
    assert [line for line in lines if "10 dB" in line and "1 of 1" in line] != []
    assert any("19 files, 0.066 h: 1 false wake-ups, 2 false cries, 3 unclear" in line for line in lines)
    assert any("0.050" in line for line in lines)
