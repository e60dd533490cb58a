"""Which count an utterance goes into."""

from __future__ import annotations

import pytest

from assistant.ports import Cry
from xiaoan.bench.hear.figures import Accuracy, ConditionFigures
from xiaoan.bench.hear.listen import Heard, listen
from xiaoan.bench.hear.plan import Group, Spoken

from .support import Recites


def heard(text: str = "", cry: Cry = Cry.NONE, wake: bool = False, last: Cry | None = None) -> Heard:
    return Heard(text, cry, cry if last is None else last, wake, 1.0, 0.01)


def counted(group: Group, what: Heard, definite: bool = False, calls: bool = False) -> dict[str, object]:
    figures = ConditionFigures(None)
    figures.add(Spoken(group, "说的话", "m4", 1.0, 50, ()), what, definite, calls)
    row = figures.as_json()
    return {key: value for key, value in row.items() if isinstance(value, (int, float)) and value}


CRY, CALL = heard("救命", Cry.DEFINITE), heard("小安小安", wake=True)
NEAR = {"near_cries": 1}


@pytest.mark.parametrize(
    ("group", "what", "definite", "calls", "counts"),
    [
        (Group.CRY, CRY, True, False, {"cries": 1, "cries_found": 1}),
        (Group.CRY, heard("九命", Cry.UNCLEAR), True, False, {"cries": 1}),
        (Group.OTHER, heard(), False, False, {"others": 1}),
        (Group.OTHER, CRY, False, False, {"others": 1, "false_cries": 1, "false_cries_at_end": 1}),
        (Group.OTHER, CRY, True, False, {}),  # a cry by its text: neither found nor false
        (Group.OTHER, heard("难受", Cry.UNCLEAR), False, False, {"others": 1}),
        (Group.OTHER, CALL, False, False, {"others": 1, "false_wake_ups": 1}),
        (Group.NEAR_CRY, heard(), False, False, {"others": 1, **NEAR}),
        (
            Group.NEAR_CRY, heard("", Cry.DEFINITE, last=Cry.NONE), False, False,
            {"others": 1, "false_cries": 1, "false_near_cries": 1, **NEAR},
        ),
        (Group.BROKEN_OFF, CRY, False, False, {"broken_off": 1, "broken_off_raised": 1}),
        (Group.WAKE, CALL, False, True, {"others": 1, "wake_words": 1, "wake_words_found": 1}),
        (Group.WAKE, heard(), False, True, {"others": 1, "wake_words": 1}),
        (
            Group.OUT_OF_DOMAIN, heard(), False, False,
            {"others": 1, "out_of_domain": 1, "out_of_domain_rejected": 1.0, "out_of_domain_without_effect": 1.0},
        ),
        (
            Group.OUT_OF_DOMAIN, heard("今天"), False, False,
            {"others": 1, "out_of_domain": 1, "out_of_domain_without_effect": 1.0},
        ),
        (
            Group.OUT_OF_DOMAIN, CALL, False, False,
            {"others": 1, "out_of_domain": 1, "false_wake_ups": 1},
        ),
    ],
)  # fmt: skip
def test_an_utterance_is_counted_in_its_place(
    group: Group, what: Heard, definite: bool, calls: bool, counts: dict[str, object]
) -> None:
    assert counted(group, what, definite, calls) == counts


def test_accuracy_is_by_voice_and_over_all() -> None:
    figures = ConditionFigures(None)
    for voice, text in (("m4", "说的话"), ("m4", "说话"), ("travis", "")):
        figures.add(Spoken(Group.SENTENCE, "说的话", voice, 1.0, 50, ()), heard(text), False, False)
    assert figures.accuracy(("m4",)) == Accuracy(sentences=2, exact=1, characters=6, errors=1)
    assert figures.accuracy() == Accuracy(sentences=3, exact=1, characters=9, errors=4)
    assert figures.as_json()["sentence_accuracy"] == 0.3333


@pytest.mark.parametrize(
    ("partials", "text", "cry", "last_cry"),
    [
        (("", *["救命"] * 20), "", Cry.DEFINITE, Cry.NONE),
        (("", "救命", ""), "", Cry.NONE, Cry.NONE),  # taken back
        (("", "难受"), "今天", Cry.NONE, Cry.NONE),  # an unclear cry waits for the end
        (("",), "难受", Cry.UNCLEAR, Cry.UNCLEAR),
        (("",), "救命", Cry.DEFINITE, Cry.DEFINITE),
    ],
)
def test_a_definite_cry_counts_when_it_stands_an_unclear_one_at_the_end(
    partials: tuple[str, ...], text: str, cry: Cry, last_cry: Cry
) -> None:
    recites = Recites(partials, text)
    came = listen(recites, recites.long_enough(), 0.3)
    assert (came.text, came.cry, came.last_cry) == (text, cry, last_cry)
