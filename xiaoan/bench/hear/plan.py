"""Which sentence is said by whom, how, and in which noise. The same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.hearing.wake_word import DEFAULT_WAKE_WORD
from xiaoan.bench.hear.sentences import Sentences

MAINSTREAM_VOICES = ("m4", "m7", "f3", "f5")
VOICES = (*MAINSTREAM_VOICES, "travis", "marcelo", "steph2", "edward2")
RATIOS_DB: tuple[float | None, ...] = (None, 20.0, 10.0, 5.0)  # None: clean
SEED = 20_260

_CRIES = 100
_WAKE_CALLS = 48
_VOICES_A_SENTENCE = {None: 4, 20.0: 2, 10.0: 4, 5.0: 2}
_VOICES_OF_ANOTHER = 4
_VOICES_OF_THE_REST = 2
_RATES = (0.82, 1.12)  # of espeak-ng's 160 words a minute
_PITCHES = (38, 62)  # espeak-ng's scale 0 to 99
_REVERBERANT_SHARE = 0.3  # of what is not clean


class Group(StrEnum):
    """What an utterance measures."""

    SENTENCE = "sentence"
    CRY = "cry"
    WAKE = "wake"
    NEAR_CRY = "near_cry"
    OTHER = "other"
    BROKEN_OFF = "broken_off"
    OUT_OF_DOMAIN = "out_of_domain"


class Noise(StrEnum):
    PINK = "pink"
    BABBLE = "babble"
    CLATTER = "clatter"
    MUSIC = "music"


@dataclass(frozen=True)
class Condition:
    """How an utterance reaches the microphone. `ratio_db` None is clean: neither noise nor room."""

    ratio_db: float | None
    noise: Noise
    reverberant: bool
    seed: int


@dataclass(frozen=True)
class Spoken:
    """One synthesis, heard under each of its conditions. `rate` 1.0 is the voice's own; `pitch` 0 to 99."""

    group: Group
    text: str
    voice: str
    rate: float
    pitch: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Plan:
    """All that is said, and what the people in the background talk about."""

    spoken: tuple[Spoken, ...]
    background: tuple[str, ...]
    seed: int

    @property
    def heard(self) -> int:
        """How often each model listens."""
        return sum(len(one.conditions) for one in self.spoken)


def make_plan(sentences: Sentences, seed: int = SEED) -> Plan:
    """The whole bench: at each ratio 100 cries and at least 1,000 utterances that are none."""
    dice = random.Random(seed)  # noqa: S311 - a choice that can be repeated, no secret
    spoken: list[Spoken] = []
    for text in (*sentences.demonstration, *sentences.commands):
        spoken += _by_voices(Group.SENTENCE, text, _VOICES_A_SENTENCE, dice)
    for group, texts in ((Group.NEAR_CRY, sentences.near_cries), (Group.OTHER, sentences.others)):
        for text in texts:
            spoken += _by_voices(group, text, dict.fromkeys(RATIOS_DB, _VOICES_OF_ANOTHER), dice)
    for group, texts in ((Group.BROKEN_OFF, sentences.broken_off), (Group.OUT_OF_DOMAIN, sentences.out_of_domain)):
        for text in texts:
            spoken += _by_voices(group, text, dict.fromkeys(RATIOS_DB, _VOICES_OF_THE_REST), dice)
    spoken += _in_turn(Group.CRY, sentences.cries, _CRIES, dice)
    spoken += _in_turn(Group.WAKE, _wake_calls(sentences), _WAKE_CALLS, dice)
    return Plan(tuple(spoken), sentences.out_of_domain, seed)


def _by_voices(group: Group, text: str, voices_at: dict[float | None, int], dice: random.Random) -> list[Spoken]:
    """The text in as many voices as the ratio that wants most, half of them mainstream."""
    most = max(voices_at.values())
    rare = [voice for voice in VOICES if voice not in MAINSTREAM_VOICES]
    pairs = zip(dice.sample(MAINSTREAM_VOICES, (most + 1) // 2), dice.sample(rare, (most + 1) // 2), strict=True)
    voices = [voice for pair in pairs for voice in pair][:most]
    return [
        _spoken(group, text, voice, [ratio for ratio, count in voices_at.items() if place < count], dice)
        for place, voice in enumerate(voices)
    ]


def _in_turn(group: Group, texts: Sequence[str], count: int, dice: random.Random) -> list[Spoken]:
    """`count` utterances: text after text, and at each round the next voice."""
    rounds = ((number % len(texts), number // len(texts)) for number in range(count))
    return [
        _spoken(group, texts[place], VOICES[(place + done) % len(VOICES)], RATIOS_DB, dice) for place, done in rounds
    ]


def _spoken(group: Group, text: str, voice: str, ratios_db: Sequence[float | None], dice: random.Random) -> Spoken:
    conditions = tuple(
        Condition(
            ratio,
            dice.choice(tuple(Noise)),
            ratio is not None and dice.random() < _REVERBERANT_SHARE,
            dice.getrandbits(32),
        )
        for ratio in ratios_db
    )
    return Spoken(group, text, voice, round(dice.uniform(*_RATES), 3), dice.randint(*_PITCHES), conditions)


def _wake_calls(sentences: Sentences) -> list[str]:
    """The wake word by itself and before a request, by turns."""
    requests = [text for text in sentences.commands if not text.startswith(DEFAULT_WAKE_WORD)]
    after = requests[:: max(1, len(requests) // (_WAKE_CALLS // 2))]
    return [call for text in after for call in (DEFAULT_WAKE_WORD, DEFAULT_WAKE_WORD + text)]
