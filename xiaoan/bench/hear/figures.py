"""What is counted, and the figures that follow. `as_json` gives the objects of `xiaoan bench hear --json`."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.ports import Cry
from xiaoan.bench.hear.listen import Heard
from xiaoan.bench.hear.plan import MAINSTREAM_VOICES, Group, Spoken
from xiaoan.bench.hear.recordings import RecordingFigures
from xiaoan.bench.hear.score import character_errors, comparable


@dataclass
class Accuracy:
    """Sentences said and heard exactly; characters said and wrong."""

    sentences: int = 0
    exact: int = 0
    characters: int = 0
    errors: int = 0

    def add(self, said: str, heard: str) -> None:
        wanted, got = comparable(said), comparable(heard)
        self.sentences += 1
        self.exact += wanted == got
        self.characters += len(wanted)
        self.errors += character_errors(wanted, got)

    def plus(self, other: Accuracy) -> Accuracy:
        return Accuracy(
            self.sentences + other.sentences,
            self.exact + other.exact,
            self.characters + other.characters,
            self.errors + other.errors,
        )

    def as_json(self) -> dict[str, object]:
        return {
            "sentences": self.sentences,
            "sentence_accuracy": share(self.exact, self.sentences),
            "character_error_rate": share(self.errors, self.characters),
        }


@dataclass
class ConditionFigures:
    """All that was heard at one signal-to-noise ratio; None is clean.

    `others` are all utterances that are and begin as no cry, those near to one in sound (`near_cries`) among them.
    False cries are definite ones on which the speaker acts; those `at_end` are in the finished transcript still.
    """

    ratio_db: float | None
    by_voice: dict[str, Accuracy] = field(default_factory=dict)
    cries: int = 0
    cries_found: int = 0
    wake_words: int = 0
    wake_words_found: int = 0
    others: int = 0
    false_cries: int = 0
    false_cries_at_end: int = 0
    near_cries: int = 0
    false_near_cries: int = 0
    false_wake_ups: int = 0
    broken_off: int = 0
    broken_off_raised: int = 0
    out_of_domain: int = 0
    out_of_domain_rejected: int = 0
    out_of_domain_without_effect: int = 0

    def add(self, one: Spoken, heard: Heard, definite: bool, calls: bool) -> None:
        """`definite`: the text itself is a cry. `calls`: the text itself calls the speaker."""
        if one.group is Group.SENTENCE:
            self.by_voice.setdefault(one.voice, Accuracy()).add(one.text, heard.text)
        if one.group is Group.CRY:
            self.cries += 1
            self.cries_found += heard.cry is Cry.DEFINITE
        if one.group is Group.WAKE:
            self.wake_words += 1
            self.wake_words_found += heard.wake
        if one.group is Group.OUT_OF_DOMAIN:
            self.out_of_domain += 1
            self.out_of_domain_rejected += heard.rejected
            self.out_of_domain_without_effect += heard.without_effect
        if one.group is Group.BROKEN_OFF:
            self.broken_off += 1
            self.broken_off_raised += heard.cry is Cry.DEFINITE
        elif not definite:
            self.others += 1
            self.false_cries += heard.cry is Cry.DEFINITE
            self.false_cries_at_end += heard.last_cry is Cry.DEFINITE
            self.near_cries += one.group is Group.NEAR_CRY
            self.false_near_cries += one.group is Group.NEAR_CRY and heard.cry is Cry.DEFINITE
            self.false_wake_ups += heard.wake and not calls

    def accuracy(self, voices: tuple[str, ...] | None = None) -> Accuracy:
        """Over these voices, or all."""
        total = Accuracy()
        for voice, accuracy in self.by_voice.items():
            if voices is None or voice in voices:
                total = total.plus(accuracy)
        return total

    def as_json(self) -> dict[str, object]:
        return {
            "snr_db": self.ratio_db,
            **self.accuracy().as_json(),
            "mainstream": self.accuracy(MAINSTREAM_VOICES).as_json(),
            "voices": {voice: self.by_voice[voice].as_json() for voice in sorted(self.by_voice)},
            "cries": self.cries,
            "cries_found": self.cries_found,
            "others": self.others,
            "false_cries": self.false_cries,
            "false_cries_at_end": self.false_cries_at_end,
            "near_cries": self.near_cries,
            "false_near_cries": self.false_near_cries,
            "false_wake_ups": self.false_wake_ups,
            "wake_words": self.wake_words,
            "wake_words_found": self.wake_words_found,
            "broken_off": self.broken_off,
            "broken_off_raised": self.broken_off_raised,
            "out_of_domain": self.out_of_domain,
            "out_of_domain_rejected": share(self.out_of_domain_rejected, self.out_of_domain),
            "out_of_domain_without_effect": share(self.out_of_domain_without_effect, self.out_of_domain),
        }


@dataclass
class HearingFigures:
    """One model. `words` is None when the model does not list them; `mb` is 10**6 bytes on the disk."""

    model: str
    folder: str
    mb: float
    words: int | None
    seed: int
    conditions: dict[float | None, ConditionFigures] = field(default_factory=dict)
    audio_s: float = 0.0
    processor_s: float = 0.0
    recordings: RecordingFigures | None = None

    def add(self, one: Spoken, ratio_db: float | None, heard: Heard, definite: bool, calls: bool) -> None:
        self.audio_s += heard.seconds
        self.processor_s += heard.processor_s
        self.conditions.setdefault(ratio_db, ConditionFigures(ratio_db)).add(one, heard, definite, calls)

    @property
    def real_time_factor(self) -> float:
        """The processor time of recognition over the length of what was heard."""
        return self.processor_s / self.audio_s if self.audio_s else 0.0

    def as_json(self) -> list[dict[str, object]]:
        """One object for each ratio, then the summary."""
        rows = [
            {"kind": "condition", "model": self.model, "folder": self.folder, **each.as_json()}
            for each in self.conditions.values()
        ]
        return [*rows, self._summary()]

    def _summary(self) -> dict[str, object]:
        total = Accuracy()
        for each in self.conditions.values():
            total = total.plus(each.accuracy())
        return {
            "kind": "summary",
            "model": self.model,
            "folder": self.folder,
            "mb": round(self.mb, 2),
            "words": self.words,
            "real_time_factor": round(self.real_time_factor, 4),
            "audio_s": round(self.audio_s, 1),
            **total.as_json(),
            "recordings": self.recordings.as_json() if self.recordings else None,
            "seed": self.seed,
        }


def share(part: int, whole: int) -> float | None:
    """To four places; None of nothing."""
    return round(part / whole, 4) if whole else None
