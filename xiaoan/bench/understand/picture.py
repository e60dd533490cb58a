"""The confusion table as a page of its own: no script, nothing from elsewhere."""

from __future__ import annotations

from html import escape

from config.phrases import Phrases
from xiaoan.bench.understand.table import percent
from xiaoan.bench.understand.tally import LabelFigures, Tally, outcomes_of

_STYLE = """
body { font: 15px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 2rem; color: #222; }
table { border-collapse: collapse; }
th, td { padding: .25rem .5rem; border: 1px solid #ddd; text-align: right; white-space: nowrap; }
thead th.outcome { writing-mode: vertical-rl; text-align: left; vertical-align: bottom; font-weight: normal; }
tbody th { text-align: left; white-space: nowrap; }
.right { --hue: 150; } .wrong { --hue: 10; }
.right, .wrong { background: hsl(var(--hue) 70% 45% / var(--share)); }
caption { text-align: left; padding-bottom: 1rem; }
"""


def confusion_page(tally: Tally, phrases: Phrases) -> str:
    """HTML: a row for each label, a column for each outcome; green was accepted, red was not, darker is more."""
    labels = tally.by_label()
    outcomes = outcomes_of(labels)
    heads = "".join(f'<th class="outcome" scope="col">{escape(outcome)}</th>' for outcome in outcomes)
    rows = "\n".join(_row(each, outcomes, tally) for each in labels)
    word = {name: escape(phrases(f"xiaoan.bench_understand.column_{name}")) for name in _COLUMNS}
    title = escape(phrases("xiaoan.bench_understand.picture_title"))
    caption = escape(phrases("xiaoan.bench_understand.picture_caption", lines=len(tally.asked)))
    measured = "".join(f'<th scope="col">{word[name]}</th>' for name in ("lines", "recall", "precision"))
    return f"""<!doctype html>
<html lang="{phrases.language}">
<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>
<body>
<h1>{title}</h1>
<table>
<caption>{caption}</caption>
<thead><tr><th scope="col">{word["label"]}</th>{measured}{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


_COLUMNS = ("label", "lines", "recall", "precision")


def _row(each: LabelFigures, outcomes: list[str], tally: Tally) -> str:
    cells = "".join(_cell(each, outcome, tally) for outcome in outcomes)
    shares = f"<td>{percent(each.recall)}</td><td>{percent(each.precision)}</td>"
    return f'<tr><th scope="row">{escape(each.label)}</th><td>{each.lines}</td>{shares}{cells}</tr>'


def _cell(each: LabelFigures, outcome: str, tally: Tally) -> str:
    count = each.outcomes[outcome]
    if not count:
        return "<td></td>"
    kind = "right" if tally.labels.accepts(each.label, outcome) else "wrong"
    return f'<td class="{kind}" style="--share: {count / each.lines:.2f}">{count}</td>'
