"""Shares that sum to one, and an automaton that says the same."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.vosk_model.language_model import UNKNOWN, Grammar, LanguageModel

WORDS = ("今天", "天气", "提醒", "我", "吃药")
SENTENCES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), min_size=1, max_size=12)


@given(SENTENCES, st.lists(st.sampled_from((*WORDS, UNKNOWN, "<s>")), max_size=2), st.integers(1, 3))
def test_the_shares_after_any_history_sum_to_one(sentences: list[list[str]], history: list[str], order: int) -> None:
    model = LanguageModel(sentences, WORDS, order, 0.15, 0.55, 4.0)
    total = sum(
        model.share(tuple(history[-(order - 1) :] if order > 1 else ()), word) for word in (*WORDS, UNKNOWN, "</s>")
    )
    assert total == pytest.approx(1.0)


@given(SENTENCES)
def test_the_automaton_gives_a_sentence_at_least_the_models_share(sentences: list[list[str]]) -> None:
    model = LanguageModel(sentences, WORDS, 3, 0.15, 0.55, 4.0)
    grammar = model.grammar()
    for sentence in [*sentences, [UNKNOWN, UNKNOWN], ["我", UNKNOWN, "吃药"]]:
        line = ("<s>", *sentence, "</s>")
        share = math.prod(model.share(line[max(0, at - 2) : at], line[at]) for at in range(1, len(line)))
        assert _cheapest(grammar, sentence) <= -math.log(share) + 1e-6


def test_a_seen_order_is_likelier_than_an_unseen_one() -> None:
    model = LanguageModel([["提醒", "我", "吃药"]] * 3, WORDS, 3, 0.15, 0.55, 4.0)
    grammar = model.grammar()
    assert _cheapest(grammar, ["提醒", "我", "吃药"]) < _cheapest(grammar, ["吃药", "我", "提醒"]) < math.inf


def _cheapest(grammar: Grammar, sentence: list[str]) -> float:
    """The cost of the best path through the automaton."""
    arcs = defaultdict(list)
    for arc in grammar.arcs:
        arcs[arc.origin].append(arc)

    def settled(costs: dict[int, float]) -> dict[int, float]:
        todo = list(costs)
        while todo:
            state = todo.pop()
            for arc in arcs[state]:
                if arc.word is None and costs[state] + arc.cost < costs.get(arc.target, math.inf) - 1e-12:
                    costs[arc.target] = costs[state] + arc.cost
                    todo.append(arc.target)
        return costs

    costs = settled({0: 0.0})
    for word in sentence:
        after: dict[int, float] = {}
        for state, cost in costs.items():
            for arc in arcs[state]:
                if arc.word == word:
                    after[arc.target] = min(after.get(arc.target, math.inf), cost + arc.cost)
        costs = settled(after)
    return min((cost + grammar.ends[state] for state, cost in costs.items() if state in grammar.ends), default=math.inf)
