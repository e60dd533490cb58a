"""Questions the speaker asks of its own accord. The answer, or the silence, decides what is raised."""

from __future__ import annotations

from typing import Protocol

from assistant.dialogue.basics import basic_intent
from assistant.hearing.feeling import Feeling, feels_unwell
from assistant.help_line.help_line import HelpLine
from assistant.reporter import Reporter
from config.phrases import Phrases
from messages.findings import alert_kind
from messages.payloads import AlertKind, EventKind, Finding, Urgency


class Question(Protocol):
    """One question. Exactly one of `answered` and `silent` is called."""

    @property
    def text(self) -> str: ...

    def answered(self, text: str) -> str:
        """Acts on the answer and returns what is said to it; empty when something else speaks."""
        ...

    def silent(self) -> None:
        """Acts on the silence."""
        ...


def urgency_after(finding: Urgency, answer: Feeling | None) -> Urgency:
    """How urgent a finding is after asking; `answer` None is silence. An unclear answer is no relief."""
    match answer:
        case Feeling.FINE:
            return Urgency.ATTENTION
        case Feeling.UNWELL:
            return Urgency.EMERGENCY
        case _:
            return min(finding, Urgency.URGENT, key=lambda urgency: urgency.rank)


def urgency_of(finding: Finding, answer: Feeling | None, silent: bool) -> Urgency | None:
    """How urgent any finding is after asking; None when it needs nobody.

    Any answer is a sign of life, and whoever answers can put a band on or charge it.
    """
    kind = alert_kind(finding.kind)
    if kind is AlertKind.VITAL_SIGN:
        return urgency_after(finding.urgency, answer)
    if answer is Feeling.UNWELL:
        return Urgency.EMERGENCY
    if not silent:
        return None
    return finding.urgency if kind is AlertKind.BAND_CARE else urgency_after(finding.urgency, None)


class UnclearCryQuestion:
    """After 哎哟 or 我不舒服: does she need somebody? Silence counts as yes."""

    def __init__(self, said: str, help_line: HelpLine, reporter: Reporter, phrases: Phrases) -> None:
        self._said, self._help_line, self._reporter, self._phrases = said, help_line, reporter, phrases
        self.text = phrases("assistant.help.ask_unclear")

    def answered(self, text: str) -> str:
        if feels_unwell(text) is Feeling.FINE or basic_intent(text) == "deny":
            return self._phrases("assistant.help.glad")
        self._raise(text)
        return ""

    def silent(self) -> None:
        self._raise("")

    def _raise(self, answer: str) -> None:
        self._help_line.raise_alert(
            self._reporter.alert(
                AlertKind.UNWELL, Urgency.EMERGENCY, said=self._said[:500], asked=self.text, answered=answer[:500]
            )
        )


class FindingQuestion:
    """A reading is worth asking about. Settled, it is raised with the finding's own id."""

    def __init__(
        self, finding: Finding, help_line: HelpLine, reporter: Reporter, phrases: Phrases, called: str = ""
    ) -> None:
        """`called`: how she is addressed, where more than one lives in the home."""
        self._finding, self._help_line, self._reporter, self._phrases = finding, help_line, reporter, phrases
        key = f"assistant.finding.ask.{finding.kind}"
        question = phrases(key if phrases.has(key) else "assistant.finding.ask.other")
        self.text = phrases("assistant.finding.to", name=called, question=question) if called else question

    def answered(self, text: str) -> str:
        how = feels_unwell(text)
        urgency = urgency_of(self._finding, how, silent=False)
        if urgency is None:
            self._settle(text)
            return self._phrases("assistant.finding.settled")
        self._raise(urgency, how, text)
        return self._phrases("assistant.finding.fine") if how is Feeling.FINE else ""

    def silent(self) -> None:
        urgency = urgency_of(self._finding, None, silent=True)
        if urgency is not None:
            self._raise(urgency, None, "")

    def _raise(self, urgency: Urgency, how: Feeling | None, answer: str) -> None:
        kind = alert_kind(self._finding.kind)
        alert = self._reporter.alert(
            kind,
            urgency,
            id=self._finding.id,
            resident=self._finding.resident,
            measured=self._finding.reason,
            asked=self.text,
            answered=answer[:500],
        )
        quiet = how is Feeling.FINE or (kind is AlertKind.BAND_CARE and urgency is Urgency.ATTENTION)
        self._help_line.raise_alert(alert, line="" if quiet else "calling")

    def _settle(self, answer: str) -> None:
        detail = {"finding": self._finding.kind, "asked": self.text[:500], "answered": answer[:500]}
        self._help_line.settle(
            self._finding.id, self._reporter.event(EventKind.CHECK_IN, about=self._finding.id, detail=detail)
        )
