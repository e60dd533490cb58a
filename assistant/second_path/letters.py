"""What a person reads who is told past the station: short, for it may be a text message. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from assistant.second_path.decide import Word
from config.phrases import Phrases
from config.settings import HomeSettings
from messages.payloads import Alert
from messages.short_code import short_code

SECTION = "assistant.second_path"
LONGEST_QUOTE = 40


@dataclass(frozen=True)
class Letter:
    """A title for ways that have one, and the text, which says everything."""

    title: str
    text: str


def letter(word: Word, alert: Alert, home: HomeSettings, phrases: Phrases, timezone: tzinfo) -> Letter:
    """Who, what, where, whom to ring, and the code by which the station finds the alert."""
    resident = next((one for one in home.residents if one.id == alert.resident), home.residents[0])
    code = short_code(alert.id)
    if word is Word.CANCEL:
        return Letter(
            phrases(f"{SECTION}.cancel_title", who=resident.name),
            phrases(f"{SECTION}.cancel", who=resident.name, code=code),
        )
    at = alert.at.astimezone(timezone).strftime("%H:%M")
    what = phrases(f"{SECTION}.kind.{alert.kind.value}")
    lines = [phrases(f"{SECTION}.alert", who=resident.name, what=what, at=at)]
    lines += [
        phrases(f"{SECTION}.{key}", text=text[:LONGEST_QUOTE])
        for key, text in (("said", alert.said), ("measured", alert.measured), ("answered", alert.answered))
        if text
    ]
    lines += [
        phrases(f"{SECTION}.{key}", text=text)
        for key, text in (("address", home.address), ("phone", resident.phone))
        if text
    ]
    lines.append(phrases(f"{SECTION}.ask", code=code))
    return Letter(phrases(f"{SECTION}.alert_title", who=resident.name, what=what), "".join(lines))
