"""The whole home: a watch's frames become a question and an alert; parts are killed, come back and keep promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.running_stage import PATIENCE, RunningStage, until
from xiaoan.demo.stories import FAST_BPM
from xiaoan.up import BROKER, RASA

pytestmark = [pytest.mark.rasa, pytest.mark.broker]


@pytest.fixture
def at_its_own_time(stage: RunningStage) -> Iterator[RunningStage]:
    """Afterwards the speaker's clock is the machine's again."""
    yield stage
    stage.do(stage.stage.restart_speaker(0.0, power_cut=False))


@pytest.fixture
def without_rasa(stage: RunningStage) -> Iterator[RunningStage]:
    """Rasa is killed, and back afterwards."""
    stage.do(stage.stage.supervisor.halt(RASA, kill=True))
    until("the speaker to notice", lambda: not stage.health()["ready"])
    yield stage
    mend_rasa(stage)


def mend_rasa(stage: RunningStage) -> None:
    stage.do(stage.stage.supervisor.start_part(RASA))
    stage.do(stage.stage.supervisor.wait_ready(RASA, 300))
    until("the dialogue engine", lambda: stage.health()["ready"], 300)


def test_frames_of_a_watch_become_a_question_and_her_silence_an_urgent_alert(stage: RunningStage) -> None:
    stage.quiet()
    since = stage.home.mark()

    async def sit() -> None:
        async with stage.stage.watch_at_rest(FAST_BPM):
            await stage.home.said("现在感觉怎么样", since, 60 * PATIENCE)

    stage.do(sit())
    alert = stage.do(stage.worker.wait_for_alert("the pulse", lambda row: row["kind"] == "vital_sign", 60))
    assert (alert["resident"], alert["urgency"]) == ("wang", "urgent")
    (fact,) = alert["facts"]
    assert (fact["asked"], fact["answered"]) == ("您的心率有点快，现在感觉怎么样？", "")
    assert (fact["device"], str(FAST_BPM) in fact["measured"]) == ("speaker-1", True)
    assert len(stage.do(stage.worker.alerts())) == 1


def test_a_reminder_outlives_a_killed_speaker(at_its_own_time: RunningStage) -> None:
    stage = at_its_own_time
    assert "八点" in "".join(stage.type("每天早上八点提醒我吃降压药"))
    stage.do(stage.stage.restart_speaker_at("07:59:57", days_later=1, power_cut=True))
    assert "吃降压药" in stage.said("降压药", 0, 60)
    assert "降压药" in "".join(stage.type("今天还有什么药"))
    assert stage.type("吃过了")
    assert "不再提醒" in "".join(stage.type("取消吃降压药的提醒"))


def test_the_home_finds_a_killed_broker_again(stage: RunningStage) -> None:
    stage.do(stage.stage.cut_broker())
    until("the home to notice", lambda: not stage.health()["broker_connected"])
    since = stage.home.mark()
    stage.type("救命")
    stage.said("叫人", since)
    assert len(stage.stage.alerts_on_disk()) == 1
    stage.do(stage.stage.mend_broker())
    alert = stage.do(stage.worker.wait_for_alert("the cry", lambda row: row["kind"] == "cry", 60))
    stage.said("已经通知", since)
    stage.do(stage.worker.acknowledge(str(alert["id"])))
    stage.said(stage.stage.worker_name, since)
    assert len(stage.do(stage.worker.alerts())) == 1
    until("the outbox to be empty", lambda: not stage.stage.alerts_on_disk())
    assert stage.type("我没事")
    until("the light to go out", lambda: not str(stage.health()["light"]).startswith("alert"))


def test_what_is_needed_most_works_without_rasa(without_rasa: RunningStage) -> None:
    stage = without_rasa
    assert "现在是" in "".join(stage.type("现在几点"))
    assert "好的" in "".join(stage.type("停"))
    for words in ("是", "不", "今天冷不冷"):
        promised = "".join(stage.type(words))
        assert "过一会儿" in promised
        assert "救命" in promised
    stage.type("停")
    assert "叫人" in "".join(stage.type("我不舒服"))
    assert "没事" in "".join(stage.type("不用"))
    assert stage.do(stage.worker.alerts()) == []
    since = stage.home.mark()
    assert "叫人" in "".join(stage.type("救命"))
    stage.said("叫人", since)
    stage.do(stage.worker.wait_for_alert("the cry", lambda row: row["kind"] == "cry", 60))
    assert stage.type("我没事")
    until("the light to go out", lambda: not str(stage.health()["light"]).startswith("alert"))
    mend_rasa(stage)
    assert "度" in "".join(stage.type("今天冷不冷"))


def test_a_part_that_dies_comes_back_by_itself(stage: RunningStage) -> None:
    supervisor = stage.stage.supervisor
    before = supervisor.pid(BROKER)
    stage.do(supervisor.kill(BROKER))
    until("another broker", lambda: supervisor.pid(BROKER) not in (None, before))
    until("the home to be connected", lambda: stage.health()["broker_connected"])
    assert "度" in "".join(stage.type("今天冷不冷"))
