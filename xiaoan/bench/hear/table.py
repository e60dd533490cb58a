"""The figures for a person to read: models side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from xiaoan.bench.hear.figures import ConditionFigures, HearingFigures, share
from xiaoan.bench.hear.plan import MAINSTREAM_VOICES, VOICES


def print_figures(figures: Sequence[HearingFigures], console: Console) -> None:
    """Three tables: each model, each model at each ratio, and each voice's sentences."""
    console.print(_models(figures))
    console.print(_conditions(figures))
    console.print(_voices(figures))


def _models(figures: Sequence[HearingFigures]) -> Table:
    table = Table("model", "folder", "MB", "words", "real-time factor", title="Models")
    recordings = any(each.recordings for each in figures)
    if recordings:
        table.add_column("recordings")
    for each in figures:
        row = [each.model, each.folder, f"{each.mb:.1f}", str(each.words or "?"), f"{each.real_time_factor:.3f}"]
        if each.recordings:
            seen = each.recordings
            row.append(
                f"{seen.files} files, {seen.hours:.3f} h: {seen.false_wake_ups} false wake-ups, "
                f"{seen.false_cries} false cries, {seen.unclear_cries} unclear"
            )
        table.add_row(*row)
    return table


def _conditions(figures: Sequence[HearingFigures]) -> Table:
    columns = (
        "model", "noise", "sentences", "mainstream voices", "character errors", "cries found", "false cries",
        "near-sounding", "broken-off cries", "wake words", "false wake-ups", "out of domain rejected", "without effect",
    )  # fmt: skip
    table = Table(*columns, title="By signal-to-noise ratio")
    for each in figures:
        for place, condition in enumerate(each.conditions.values()):
            table.add_row(each.model if place == 0 else "", *_condition_row(condition))
        table.add_section()
    return table


def _condition_row(each: ConditionFigures) -> list[str]:
    everyone, mainstream = each.accuracy(), each.accuracy(MAINSTREAM_VOICES)
    return [
        _ratio(each.ratio_db),
        f"{_percent(everyone.exact, everyone.sentences)} of {everyone.sentences}",
        _percent(mainstream.exact, mainstream.sentences),
        _percent(everyone.errors, everyone.characters),
        f"{each.cries_found} of {each.cries}",
        f"{each.false_cries} in {each.others}",
        f"{each.false_near_cries} in {each.near_cries}",
        f"{each.broken_off_raised} of {each.broken_off}",
        f"{each.wake_words_found} of {each.wake_words}",
        f"{each.false_wake_ups} in {each.others}",
        _percent(each.out_of_domain_rejected, each.out_of_domain),
        _percent(each.out_of_domain_without_effect, each.out_of_domain),
    ]


def _voices(figures: Sequence[HearingFigures]) -> Table:
    table = Table("model", "noise", *VOICES, title="Sentences heard exactly, by voice")
    for each in figures:
        for place, condition in enumerate(each.conditions.values()):
            heard = [condition.accuracy((voice,)) for voice in VOICES]
            cells = [_percent(one.exact, one.sentences) for one in heard]
            table.add_row(each.model if place == 0 else "", _ratio(condition.ratio_db), *cells)
        table.add_section()
    return table


def _ratio(ratio_db: float | None) -> str:
    return "clean" if ratio_db is None else f"{ratio_db:g} dB"


def _percent(part: int, whole: int) -> str:
    part_of_all = share(part, whole)
    return "-" if part_of_all is None else f"{100 * part_of_all:.1f} %"
