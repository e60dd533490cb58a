"""The plan: enough of everything, every voice, the same for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest

from xiaoan.bench.hear.plan import MAINSTREAM_VOICES, RATIOS_DB, VOICES, Group, Noise, Plan, make_plan
from xiaoan.bench.hear.sentences import load_sentences


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_sentences())


def test_each_ratio_has_a_hundred_cries_and_a_thousand_others(plan: Plan) -> None:
    heard = Counter((one.group, each.ratio_db) for one in plan.spoken for each in one.conditions)
    for ratio_db in RATIOS_DB:
        assert heard[Group.CRY, ratio_db] == 100
        assert sum(heard[group, ratio_db] for group in (Group.NEAR_CRY, Group.OTHER, Group.SENTENCE)) >= 1000
        assert heard[Group.WAKE, ratio_db] >= 40
        assert heard[Group.OUT_OF_DOMAIN, ratio_db] >= 100
    assert sum(heard.values()) == plan.heard


def test_every_sentence_is_said_at_every_ratio_by_as_many_mainstream_voices_as_others(plan: Plan) -> None:
    said = Counter(
        (one.text, each.ratio_db, one.voice in MAINSTREAM_VOICES)
        for one in plan.spoken
        if one.group is Group.SENTENCE
        for each in one.conditions
    )
    commands = {text for text, _, _ in said}
    assert commands == {*load_sentences().commands, *load_sentences().demonstration}
    for text in commands:
        for ratio_db in RATIOS_DB:
            assert said[text, ratio_db, True] == said[text, ratio_db, False] > 0


@pytest.mark.parametrize("group", list(Group))
def test_every_voice_speaks_in_every_group_and_no_voice_much_more_than_another(plan: Plan, group: Group) -> None:
    spoken = Counter(one.voice for one in plan.spoken if one.group is group)
    assert set(spoken) <= set(VOICES)
    assert len(spoken) == len(VOICES) or group is Group.BROKEN_OFF
    assert max(spoken.values()) <= 2 * min(spoken.values()) or group is Group.BROKEN_OFF


def test_what_is_clean_has_no_room_and_the_rest_every_noise(plan: Plan) -> None:
    conditions = [each for one in plan.spoken for each in one.conditions]
    assert not any(each.reverberant for each in conditions if each.ratio_db is None)
    noisy = [each for each in conditions if each.ratio_db is not None]
    assert {each.noise for each in noisy} == set(Noise)
    assert 0.2 < sum(each.reverberant for each in noisy) / len(noisy) < 0.4


def test_the_same_seed_makes_the_same_plan_and_another_seed_another() -> None:
    sentences = load_sentences()
    assert make_plan(sentences, 5) == make_plan(sentences, 5)
    assert make_plan(sentences, 5) != make_plan(sentences, 6)
