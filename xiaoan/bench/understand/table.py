"""The figures for a person to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.phrases import Phrases
from xiaoan.bench.understand.tally import LabelFigures, Tally, share

_MOST_MISTAKES = 4


def print_figures(tally: Tally, bad: int, unanswered: int, phrases: Phrases, console: Console) -> None:
    """A row for each label, then what was activated, cried and how long it took."""
    labels = tally.by_label()
    if labels:
        console.print(_labels(labels, tally, phrases))
    figures = tally.as_json()
    activations, cries = tally.false_activations(), tally.false_cries()
    console.print(
        phrases(
            "xiaoan.bench_understand.activations",
            count=activations.count,
            lines=activations.lines,
            share=percent(share(activations.count, activations.lines)),
            intents=_counts(dict(activations.by_intent.most_common())),
        ),
        *([phrases("xiaoan.bench_understand.done_wrongly", **_of_all(figures))] if labels else []),
        phrases("xiaoan.bench_understand.cries", **cries),
        phrases("xiaoan.bench_understand.times", p50=figures["p50_ms"], p95=figures["p95_ms"]),
        sep="\n",
        highlight=False,
    )
    if bad or unanswered:
        console.print(phrases("xiaoan.bench_understand.bad", bad=bad, unanswered=unanswered), style="red")


def percent(value: float | None) -> str:
    """A share with one digit; a dash for none."""
    return "-" if value is None else f"{100 * value:.1f} %"


def _of_all(figures: Mapping[str, Any]) -> dict[str, str]:
    return {name: percent(figures[name]) for name in ("recall", "done_wrongly")}


def _labels(labels: list[LabelFigures], tally: Tally, phrases: Phrases) -> Table:
    table = Table()
    for column in ("label", "lines", "recall", "precision", "mistakes"):
        table.add_column(phrases(f"xiaoan.bench_understand.column_{column}"), overflow="fold")
    for each in labels:
        accepts = tally.labels.accepts
        mistakes = {name: count for name, count in each.outcomes.most_common() if not accepts(each.label, name)}
        shares = percent(each.recall), percent(each.precision)
        table.add_row(Text(each.label), str(each.lines), *shares, Text(_counts(mistakes)))
    return table


def _counts(counts: dict[str, int]) -> str:
    first = [f"{name} {count}" for name, count in list(counts.items())[:_MOST_MISTAKES]]
    return ", ".join([*first, *(["…"] if len(counts) > _MOST_MISTAKES else [])])
