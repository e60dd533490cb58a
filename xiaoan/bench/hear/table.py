"""The figures for a person to read: models side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Column, Table

from xiaoan.bench.hear.figures import ConditionFigures, HearingFigures, share
from xiaoan.bench.hear.plan import MAINSTREAM_VOICES, VOICES


def print_figures(figures: Sequence[HearingFigures], console: Console) -> None:
    """Three tables: the models, their sentences by voice, their alarms; the last two at each ratio."""
    console.print(_models(figures))
    console.print(_sentences(figures))
    console.print(_alarms(figures))


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


def _sentences(figures: Sequence[HearingFigures]) -> Table:
    columns = ("noise", "all", "mainstream", *VOICES, "character errors")
    return _by_ratio("Sentences heard exactly", columns, _sentence_row, figures)


def _alarms(figures: Sequence[HearingFigures]) -> Table:
    columns = (
        "noise", "cries found", "false cries", "of these near-sounding", "broken-off cries", "wake words",
        "false wake-ups", "out of domain: rejected", "without effect",
    )  # fmt: skip
    return _by_ratio("Cries, calls and what the model does not know", columns, _alarm_row, figures)


def _by_ratio(
    title: str,
    columns: Sequence[str],
    row: Callable[[ConditionFigures], list[str]],
    figures: Sequence[HearingFigures],
) -> Table:
    """A section for each model, a row for each ratio."""
    table = Table(*(Column(name, overflow="fold") for name in columns), title=title)
    for each in figures:
        table.add_row(each.model)
        for condition in each.conditions.values():
            table.add_row(*row(condition))
        table.add_section()
    return table


def _sentence_row(each: ConditionFigures) -> list[str]:
    everyone = each.accuracy()
    heard = [everyone, each.accuracy(MAINSTREAM_VOICES), *(each.accuracy((voice,)) for voice in VOICES)]
    shares = [_percent(one.exact, one.sentences) for one in heard]
    return [_ratio(each.ratio_db), *shares, _percent(everyone.errors, everyone.characters)]


def _alarm_row(each: ConditionFigures) -> list[str]:
    return [
        _ratio(each.ratio_db),
        f"{each.cries_found} of {each.cries}",
        f"{each.false_cries} in {each.others}",
        f"{each.false_near_cries} in {each.near_cries}",
        f"{each.broken_off_raised} of {each.broken_off}",
        f"{each.wake_words_found} of {each.wake_words}",
        f"{each.false_wake_ups} in {each.others}",
        _percent(each.out_of_domain_rejected, each.out_of_domain),
        _percent(each.out_of_domain_without_effect, each.out_of_domain),
    ]


def _ratio(ratio_db: float | None) -> str:
    return "clean" if ratio_db is None else f"{ratio_db:g} dB"


def _percent(part: int, whole: int) -> str:
    part_of_all = share(part, whole)
    return "-" if part_of_all is None else f"{100 * part_of_all:.1f} %"
