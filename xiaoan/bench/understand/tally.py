"""Counts what was understood of labelled sentences. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.ports import Cry
from xiaoan.bench.quantiles import milliseconds
from xiaoan.bench.understand.labels import Labels


@dataclass(frozen=True)
class Asked:
    """One sentence with what the speaker made of it, and how long that took."""

    label: str | None
    intent: str
    cry: Cry
    took_s: float

    @property
    def outcome(self) -> str:
        """What the speaker acts on: a cry comes before the intent."""
        return self.intent if self.cry is Cry.NONE else f"cry_{self.cry.value}"


@dataclass(frozen=True)
class LabelFigures:
    """Of the lines with a label. `right` were taken for what it accepts; `wrongly` counts lines of other labels that
    were taken for what only this one accepts; `activated` are those an intent that does something was seen in."""

    label: str
    lines: int
    right: int
    wrongly: int
    activated: int
    outcomes: Counter[str]

    @property
    def recall(self) -> float | None:
        return share(self.right, self.lines)

    @property
    def precision(self) -> float | None:
        return share(self.right, self.right + self.wrongly)

    def as_json(self) -> dict[str, object]:
        return {
            "lines": self.lines,
            "right": self.right,
            "recall": self.recall,
            "precision": self.precision,
            "activated": self.activated,
            "outcomes": dict(self.outcomes.most_common()),
        }


@dataclass(frozen=True)
class Activations:
    """Where nothing may be activated: of `lines`, `count` were, by the intents in `by_intent`."""

    lines: int
    count: int
    by_intent: Counter[str]

    def as_json(self) -> dict[str, object]:
        return {
            "lines": self.lines,
            "count": self.count,
            "share": share(self.count, self.lines),
            "by_intent": dict(self.by_intent.most_common()),
        }


@dataclass
class Tally:
    """What was asked. With `open_turn` every line is one that nothing may be activated by."""

    labels: Labels
    open_turn: bool = False
    asked: list[Asked] = field(default_factory=list)

    def by_label(self) -> list[LabelFigures]:
        """The label with the most lines first."""
        names = Counter(each.label for each in self.asked if each.label is not None)
        return [self._of_label(name, lines) for name, lines in names.most_common()]

    def done_wrongly(self) -> int:
        """Labelled lines for which something would be done that is not meant; what is asked again does not count."""
        return sum(
            each.outcome not in self.labels.nothing and not self.labels.accepts(each.label, each.outcome)
            for each in self.asked
            if each.label is not None
        )

    def false_activations(self) -> Activations:
        """Over the lines that are not for the speaker: an intent that is not in `nothing`, whatever the cry."""
        apart = [each for each in self.asked if self.open_turn or each.label in self.labels.not_for_us]
        by_intent = Counter(each.intent for each in apart if self._activates(each))
        return Activations(len(apart), by_intent.total(), by_intent)

    def false_cries(self) -> dict[str, int]:
        """Over the lines whose label accepts no cry."""
        apart = [each for each in self.asked if self.open_turn or not self._cry_is_right(each)]
        cries = Counter(each.cry for each in apart)
        return {"lines": len(apart), "definite": cries[Cry.DEFINITE], "unclear": cries[Cry.UNCLEAR]}

    def as_json(self) -> dict[str, object]:
        """All figures as one object."""
        labels = self.by_label()
        lines = sum(each.lines for each in labels)
        times = milliseconds([each.took_s for each in self.asked]) if self.asked else {}
        return {
            "asked": len(self.asked),
            "recall": share(sum(each.right for each in labels), lines),
            "done_wrongly": share(self.done_wrongly(), lines),
            "labels": {each.label: each.as_json() for each in labels},
            "false_activation": self.false_activations().as_json(),
            "false_cries": self.false_cries(),
            "p50_ms": times.get("p50_ms"),
            "p95_ms": times.get("p95_ms"),
        }

    def _of_label(self, name: str, lines: int) -> LabelFigures:
        own = [each for each in self.asked if each.label == name]
        accepts = self.labels.accepts
        return LabelFigures(
            name,
            lines,
            right=sum(accepts(name, each.outcome) for each in own),
            wrongly=sum(self._wrongly(each, name) for each in self.asked if each.label is not None),
            activated=sum(self._activates(each) for each in own),
            outcomes=Counter(each.outcome for each in own),
        )

    def _wrongly(self, each: Asked, name: str) -> bool:
        if each.label is None or each.label == name:
            return False
        return self.labels.accepts(name, each.outcome) and not self.labels.accepts(each.label, each.outcome)

    def _activates(self, each: Asked) -> bool:
        return each.intent not in self.labels.nothing

    def _cry_is_right(self, each: Asked) -> bool:
        return each.label is not None and any(
            self.labels.accepts(each.label, f"cry_{cry.value}") for cry in (Cry.DEFINITE, Cry.UNCLEAR)
        )


def outcomes_of(figures: Iterable[LabelFigures]) -> list[str]:
    """Every outcome there was, the most frequent first."""
    together: Counter[str] = Counter()
    for each in figures:
        together.update(each.outcomes)
    return [outcome for outcome, _ in together.most_common()]


def share(part: int, whole: int) -> float | None:
    """Four digits; None of nothing."""
    return round(part / whole, 4) if whole else None
