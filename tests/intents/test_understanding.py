"""The trained model in the real server: sentences that are in no example, and what is named in them."""

from __future__ import annotations

import os
import subprocess
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.dialogue.rasa_client import RasaDialogue
from assistant.dialogue.server import QUIET
from tests.intents.sources import HELD_OUT, held_out
from tests.rasa_server import INTENTS_DIR, RasaServer, require_model
from xiaoan.bench.understand.cases import Case, cases_in
from xiaoan.bench.understand.labels import load_labels
from xiaoan.bench.understand.measure import measure_understanding
from xiaoan.bench.understand.mishearing import misheard_cases
from xiaoan.bench.understand.tally import Tally

pytestmark = pytest.mark.rasa
NEEDED_SHARE = 0.85
LOST_AT_MOST = 0.07  # of the lines, when two of five characters are written wrong with the right sound
LARGEST_MODEL_BYTES = 25_000_000
MEMORY_LIMIT_MB = 700.0


@pytest.fixture
async def dialogue(rasa_server: RasaServer) -> AsyncIterator[RasaDialogue]:
    client = RasaDialogue(rasa_server.url, rasa_server.settings.timeout_s)
    yield client
    await client.close()


async def test_most_unseen_sentences_are_understood(dialogue: RasaDialogue) -> None:
    wrong = []
    for intent, text in held_out():
        understood = await dialogue.parse(text)
        if understood.intent != intent:
            wrong.append(f"{text}: {understood.intent} ({understood.confidence:.2f}), not {intent}")
    share = 1 - len(wrong) / len(held_out())
    assert share >= NEEDED_SHARE, f"{share:.1%} right; wrong:\n" + "\n".join(wrong)


async def test_what_is_misheard_is_asked_again_rather_than_done_wrongly(dialogue: RasaDialogue) -> None:
    clean = cases_in(HELD_OUT.read_bytes(), "label", []).wanted
    recall, wrongly = [], []
    for heard in (clean, misheard_cases(clean, 0.4, alike=True), misheard_cases(clean, 0.4, alike=False)):
        measured = await measure_understanding(dialogue, heard, lambda done, total: None)
        tally = Tally(load_labels(), False, measured.asked)
        recall.append(sum(each.right for each in tally.by_label()) / len(heard))
        wrongly.append(tally.done_wrongly() / len(heard))
    assert max(wrongly) <= 0.03
    assert recall[0] - recall[1] <= LOST_AT_MOST


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("每天晚上七点叫我吃二甲双胍", {"time": "每天晚上七点", "medicine": "二甲双胍"}),
        ("下午两点半提醒我滴眼药水", {"time": "下午两点半", "medicine": "眼药水"}),
        ("早上八点和晚上八点提醒我吃倍他乐克", {"time": "早上八点和晚上八点", "medicine": "倍他乐克"}),
        ("把降压药改到九点半", {"medicine": "降压药", "time": "九点半"}),
        ("烟台后天刮不刮风", {"place": "烟台", "date": "后天"}),
        ("放段常香玉的花木兰", {"performer": "常香玉", "title": "花木兰"}),
        ("我想听会儿黄梅戏", {"genre": "黄梅戏"}),
        ("唱一段空城计吧", {"title": "空城计"}),
        ("给我大女儿打个电话", {"person": "大女儿"}),
        ("跟闺女说晚上吃面条", {"person": "闺女", "message": "晚上吃面条"}),
        ("看看我的血氧", {"metric": "血氧"}),
        ("音量调到百分之六十", {"amount": "百分之六十"}),
    ],
)
async def test_what_is_named_is_found(dialogue: RasaDialogue, text: str, entities: dict[str, str]) -> None:
    found = dict((await dialogue.parse(text)).entities)
    assert {name: found.get(name) for name in entities} == entities


@pytest.mark.parametrize("text", ["1", "a b c", "😀好", "？？对", "打" * 200, "\u200b啊"])
async def test_odd_texts_are_parsed(dialogue: RasaDialogue, text: str) -> None:
    assert (await dialogue.parse(text)).text == text


def test_the_server_stays_small(rasa_server: RasaServer) -> None:
    assert 100 < rasa_server.memory_mb() < MEMORY_LIMIT_MB


def test_a_start_reads_what_was_learned_and_learns_nothing() -> None:
    require_model()
    with tarfile.open(INTENTS_DIR / "models/xiaoan-zh.tar.gz") as model:
        sizes = {Path(member.name).name: member.size for member in model if member.isfile()}
    assert {"network.npz", "entity.crfsuite", "weights.json"} <= sizes.keys()
    assert sum(sizes.values()) < LARGEST_MODEL_BYTES, "examples are kept in the model"


def test_rasas_own_story_tests_pass(tmp_path: Path) -> None:
    require_model()
    command = [
        str(INTENTS_DIR / ".venv/bin/rasa"), "test", "core", "--model", "models/xiaoan-zh.tar.gz", "--stories", "tests",
        "--endpoints", "endpoints.yml", "--out", str(tmp_path), "--fail-on-prediction-errors", "--no-plot",
    ]  # fmt: skip
    environment = {**os.environ, **QUIET, "XIAOAN_ACTIONS_URL": "http://127.0.0.1:9/webhook"}
    done = subprocess.run(
        command, cwd=INTENTS_DIR, env=environment, capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert (tmp_path / "story_report.json").exists()


async def test_the_bench_measures_the_real_server(dialogue: RasaDialogue) -> None:
    cases = (
        Case("青岛明天冷不冷", "weather"),
        Case("救命啊", "emergency"),
        Case("每天早上八点提醒我吃药", "reminder_set"),
    )
    steps: list[tuple[int, int]] = []
    measured = await measure_understanding(dialogue, cases, lambda done, total: steps.append((done, total)))
    figures = Tally(load_labels(), False, measured.asked).as_json()
    assert (figures["recall"], measured.unanswered, steps[-1]) == (1.0, [], (3, 3))
    assert 0 < measured.asked[0].took_s < 600
