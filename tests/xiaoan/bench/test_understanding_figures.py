"""What `xiaoan bench understand` counts: with a stand-in for the dialogue engine, by hand."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.ports import DialogueError, Understanding
from config.phrases import load_phrases
from xiaoan.bench.understand.cases import Case, Cases, Where, WhereError, cases_in, read_where
from xiaoan.bench.understand.labels import load_labels
from xiaoan.bench.understand.measure import Measured, measure_understanding
from xiaoan.bench.understand.picture import confusion_page
from xiaoan.bench.understand.tally import Tally
from xiaoan.cli import application

INTENTS = {
    "今天冷吗": "ask_weather",
    "后晌还下雨不": "ask_time",
    "几点了": "ask_time",
    "八点叫我": "set_reminder",
    "放戏": "nlu_fallback",
    "你真逗": "greet",
    "嗯": "affirm",
    "糖尿病怎么治": "nlu_fallback",
    "高血压吃什么": "ask_health",
    "停": "stop",
    "救命啊": "nlu_fallback",
    "哎哟": "nlu_fallback",
}
CASES = (
    Case("今天冷吗", "weather"),
    Case("后晌还下雨不", "weather"),
    Case("几点了", "time_date"),
    Case("八点叫我", "set_reminder"),
    Case("放戏", "play_audio"),
    Case("你真逗", "other"),
    Case("嗯", "other"),
    Case("糖尿病怎么治", "health_query"),
    Case("高血压吃什么", "health_query"),
    Case("停", "deny"),
    Case("停", "audio_control"),
    Case("救命啊", "emergency"),
    Case("救命啊", "other"),
    Case("哎哟", "weather"),
    Case("没人应", "weather"),
)


class StandInDialogue:
    """Knows the sentences above and answers nothing else."""

    async def parse(self, text: str) -> Understanding:
        if text not in INTENTS:
            raise DialogueError("no answer")
        return Understanding(text, INTENTS[text], 0.9)


async def measured(cases: tuple[Case, ...] = CASES) -> Measured:
    return await measure_understanding(StandInDialogue(), cases, lambda _done, _total: None)


async def tally(open_turn: bool = False) -> Tally:
    return Tally(load_labels(), open_turn, (await measured()).asked)


async def test_recall_and_precision_of_a_label() -> None:
    labels = {each.label: each for each in (await tally()).by_label()}
    weather, time_date = labels["weather"], labels["time_date"]
    assert (weather.lines, weather.right, weather.recall) == (3, 1, 0.3333)
    assert weather.precision == 1.0
    assert (time_date.recall, time_date.precision) == (1.0, 0.5)  # 后晌还下雨不 was taken for the time
    assert dict(weather.outcomes) == {"ask_weather": 1, "ask_time": 1, "cry_unclear": 1}
    assert (labels["play_audio"].recall, labels["play_audio"].precision) == (0.0, None)


async def test_the_name_of_an_intent_is_a_label() -> None:
    labels = {each.label: each for each in (await tally()).by_label()}
    assert (labels["set_reminder"].recall, labels["set_reminder"].precision) == (1.0, 1.0)


async def test_what_both_labels_accept_is_a_mistake_of_neither() -> None:
    labels = {each.label: each for each in (await tally()).by_label()}
    assert [(labels[name].recall, labels[name].precision) for name in ("deny", "audio_control")] == [(1.0, 1.0)] * 2


async def test_false_activations_are_what_does_something() -> None:
    activations = (await tally()).false_activations()
    assert (activations.lines, activations.count) == (5, 2)
    assert dict(activations.by_intent) == {"greet": 1, "ask_health": 1}


async def test_a_cry_is_false_where_the_label_is_no_emergency() -> None:
    found = await tally()
    assert found.false_cries() == {"lines": 13, "definite": 1, "unclear": 1}
    emergency = next(each for each in found.by_label() if each.label == "emergency")
    assert (emergency.recall, emergency.precision) == (1.0, 0.3333)  # 哎哟 asks too


async def test_in_an_open_turn_every_line_counts() -> None:
    found = await tally(open_turn=True)
    activations = found.false_activations()
    assert (activations.lines, activations.count) == (14, 8)
    assert found.false_cries() == {"lines": 14, "definite": 2, "unclear": 1}


async def test_no_answer_is_told_and_not_counted() -> None:
    found = await measured()
    assert (len(found.asked), found.unanswered) == (14, [("没人应", "no answer")])


async def test_the_figures_as_json() -> None:
    figures = (await tally()).as_json()
    assert (figures["asked"], figures["recall"], figures["done_wrongly"]) == (14, 0.5714, 0.3571)
    counted = {"asked", "recall", "done_wrongly", "labels", "false_activation", "false_cries"}
    assert set(figures) == {*counted, "p50_ms", "p95_ms"}
    json.dumps(figures)


def test_nothing_asked_has_no_figures() -> None:
    figures = Tally(load_labels()).as_json()
    assert (figures["recall"], figures["p50_ms"], figures["labels"]) == (None, None, {})


@pytest.mark.parametrize(
    ("content", "label_field", "where", "wanted", "bad", "left_out"),
    [
        ('{"text":"好","label":"affirm"}', "label", (), [("好", "affirm")], 0, 0),
        ('{"text":"好","intent":"affirm","label":"x"}', "intent", (), [("好", "affirm")], 0, 0),
        ('{"text":"好"}\n{"text":"行","label":"affirm"}\n', "label", (), [("行", "affirm")], 1, 0),
        ('{"text":"好","label":5}\n{"text":"","label":"x"}\n{坏', "label", (), [], 3, 0),
        ('{"text":"好"}\n没有标注', None, (), [("好", None), ("没有标注", None)], 0, 0),
        ('\ufeff{"text":"好","label":"a","grade":"human"}\n{"text":"行","label":"a"}', "label",
         (Where("grade", "human"),), [("好", "a")], 0, 1),
        ('{"text":"好","label":"a","n":3,"ok":true}', "label", (Where("n", "3"), Where("ok", "true")),
         [("好", "a")], 0, 0),
        ("", "label", (), [], 0, 0),
    ],
)  # fmt: skip
def test_lines_of_a_file(
    content: str,
    label_field: str | None,
    where: tuple[Where, ...],
    wanted: list[tuple[str, str]],
    bad: int,
    left_out: int,
) -> None:
    found = cases_in(content.encode(), label_field, where)
    assert found == Cases(tuple(Case(*each) for each in wanted), bad, left_out)


def test_a_condition_names_a_field_and_a_value() -> None:
    assert read_where("grade=human") == Where("grade", "human")
    assert read_where("note=a=b") == Where("note", "a=b")
    for wrong in ("grade", "=human", ""):
        with pytest.raises(WhereError):
            read_where(wrong)


class Rows(HTMLParser):
    """The texts of the table's cells, row by row, and the classes of those that have one."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.kinds: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "img")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._in_cell = True
            self.rows[-1].append("")
            self.kinds += [value for name, value in attrs if name == "class" and value in ("right", "wrong")]

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


async def test_the_picture_has_a_row_for_each_label_and_a_column_for_each_outcome() -> None:
    shown = Rows()
    page = confusion_page(await tally(), load_phrases("zh"))
    shown.feed(page)
    head, *rows = shown.rows
    assert {len(row) for row in rows} == {len(head)}
    weather = dict(zip(head, next(row for row in rows if row[0] == "weather"), strict=True))
    assert (weather["ask_weather"], weather["ask_time"], weather["set_reminder"]) == ("1", "1", "")
    assert shown.kinds.count("right") == 8
    assert '<meta charset="utf-8">' in page


async def test_a_label_cannot_write_into_the_page() -> None:
    found = Tally(load_labels(), False, (await measured((Case("几点了", "<script>alert(1)</script>"),))).asked)
    assert "<script" not in confusion_page(found, load_phrases("en"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl"),
        (["cases.jsonl", "--where", "grade"], "--where"),
        (["cases.jsonl", "--alike"], "--misheard"),
        (["cases.jsonl", "--times", "5"], "--misheard"),
        (["cases.jsonl", "--where", "grade=nobody"], "--as-open-turn"),
        (["cases.jsonl", "--label-field", "meaning"], "--as-open-turn"),
        (["cases.jsonl", "--picture", "no-folder/page.html"], "page.html"),
    ],
)
def test_what_cannot_start_is_told_before_anything_is_asked(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cases.jsonl").write_text('{"text":"好","label":"affirm"}\n', encoding="utf-8")
    result = CliRunner().invoke(application(), ["bench", "understand", *arguments])
    assert result.exit_code != 0
    assert told in str(result.exception)
