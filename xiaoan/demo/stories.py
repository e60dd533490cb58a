"""The five stories. Each returns what was seen, and raises StoryError when a promise was not kept."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from xiaoan.demo.stage import Stage
from xiaoan.errors import XiaoanError

Story = Callable[[Stage], Awaitable[str]]

ANSWER_WITHIN_S = 1.5
FAST_BPM = 125  # lasting, that is worth asking about, and by itself no emergency
RESIDENT = "wang"


class StoryError(XiaoanError):
    """A promise was not kept. The text says which, and what was seen instead."""


async def weather(stage: Stage) -> str:
    """1. 小安小安，今天冷不冷: a short answer within a second or so."""
    since = stage.home.mark()
    ended = await stage.speak("小安小安今天冷不冷")
    answer = await stage.home.said("", since, 10 * stage.patience)
    waited_s = answer.at - ended
    if "度" not in answer.text and "冷" not in answer.text:
        raise StoryError(f"the answer is not about the cold: {answer.text}")
    allowed_s = ANSWER_WITHIN_S * stage.patience
    if waited_s > allowed_s:
        raise StoryError(f"the answer came after {waited_s:.2f} s, promised are {allowed_s:g} s")
    return f"answered after {waited_s:.2f} s: {answer.text}"


async def medicine(stage: Stage) -> str:
    """2. A reminder outlives a power cut; 吃过了 ends it; unconfirmed, the daughter and the worker learn it."""
    await stage.restart_speaker_at("21:00", power_cut=False)
    await stage.quiet()
    since = stage.home.mark()
    await stage.speak("小安小安每天早上八点提醒我吃降压药")
    kept = await stage.home.said("降压药", since, 15 * stage.patience)
    await stage.quiet()
    await stage.restart_speaker_at("07:59:56", days_later=1)
    await stage.home.said("降压药", 0, 30 * stage.patience)
    since = stage.home.mark()
    await stage.home.said("降压药", since, 15 * stage.patience)  # again, louder
    await stage.speak("吃过了")
    await stage.quiet()
    await stage.restart_speaker_at("07:59:56", days_later=2)
    await stage.home.said("降压药", 0, 30 * stage.patience)
    missed = await stage.worker.wait_for_alert(
        "the missed dose", lambda alert: alert["kind"] == "dose_missed", timeout_s=40 * stage.patience
    )
    told = await stage.notified(str(missed["id"]))
    await stage.worker.resolve(str(missed["id"]), "已电话提醒")
    return f"set: {kept.text}; missed dose told to {', '.join(told)}"


async def fall(stage: Stage) -> str:
    """3. 救命 with the broker down: on disk first, one alert after the broker returns, and she hears who comes."""
    await stage.restart_speaker(0.0, power_cut=False)
    await stage.quiet()
    await stage.cut_broker()
    try:
        since = stage.home.mark()
        await stage.speak("救命救命")
        spoken = await stage.home.said("叫人", since, 5 * stage.patience)
        waiting = stage.alerts_on_disk()
        if len(waiting) != 1 or waiting[0].written_at > spoken.at:
            raise StoryError(f"on disk before the first word there should be one alert, there were {waiting}")
    finally:
        await stage.mend_broker()
    returned = time.monotonic()
    alert = await stage.worker.wait_for_alert(
        "the cry", lambda alert: alert["kind"] == "cry", timeout_s=30 * stage.patience
    )
    arrived_s = time.monotonic() - returned
    await stage.home.said("通知", since, 10 * stage.patience)
    await stage.worker.acknowledge(str(alert["id"]))
    who = await stage.home.said(stage.worker_name, since, 10 * stage.patience)
    cries = [each for each in await stage.worker.alerts() if each["kind"] == "cry"]
    if len(cries) != 1:
        raise StoryError(f"one alert was raised, the station shows {len(cries)}")
    await stage.worker.resolve(str(alert["id"]), "已上门")
    return f"at the station {arrived_s:.1f} s after the broker returned, once; she heard: {who.text}"


async def pulse(stage: Stage) -> str:
    """4. Her watch's frames tell a fast pulse at rest: she is asked, and her answer decides how urgent the alert is."""
    since = stage.home.mark()
    async with stage.watch_at_rest(FAST_BPM):
        question = await stage.home.said("心率", since, 60 * stage.patience)
    await stage.quiet()
    await stage.speak("我头晕难受")
    alert = await stage.worker.wait_for_alert(
        "the pulse", lambda alert: alert["kind"] == "vital_sign", timeout_s=20 * stage.patience
    )
    if alert["urgency"] != "emergency":
        raise StoryError(f"she feels unwell, so it is an emergency, not {alert['urgency']}")
    (fact,) = alert["facts"]
    if fact["asked"] != question.text or not fact["answered"]:
        raise StoryError(f"what was asked and answered is missing: {fact['asked']!r}, {fact['answered']!r}")
    await stage.worker.acknowledge(str(alert["id"]))
    await stage.worker.resolve(str(alert["id"]), "已陪同就医")
    return f"asked: {question.text} Answered: {fact['answered']}; urgency {alert['urgency']}"


async def duty(stage: Stage) -> str:
    """5. Many homes, one list in order of urgency; one tap accepts; unanswered, the next person is told."""
    ids = await stage.raise_from_homes(["attention", "emergency", "urgent", "attention", "emergency"])
    await stage.worker.wait_for_alert(
        "all five alerts", lambda alert: str(alert["id"]) == ids[-1], timeout_s=10 * stage.patience
    )
    shown = [alert for alert in await stage.worker.alerts() if str(alert["id"]) in ids]
    ranks = [["emergency", "urgent", "attention"].index(str(alert["urgency"])) for alert in shown]
    if len(shown) != len(ids) or ranks != sorted(ranks):
        raise StoryError(f"not all, or not in order of urgency: {[alert['urgency'] for alert in shown]}")
    first = str(shown[0]["id"])
    await stage.worker.acknowledge(first)
    unanswered = str(shown[1]["id"])
    told = await stage.notified(unanswered, step=1)
    steps = {int(row["step"]) for row in (await stage.worker.alert(first))["notifications"]}
    for alert in ids:
        await stage.worker.resolve(alert, "演示结束")
    seen = f"{len(shown)} alerts in order; one tap accepted the first (steps told: {sorted(steps)})"
    return f"{seen}; of the unanswered one {', '.join(told)} were told next"


STORIES: tuple[tuple[str, Story], ...] = (
    ("1 weather", weather),
    ("2 medicine", medicine),
    ("3 fall", fall),
    ("4 pulse", pulse),
    ("5 duty", duty),
)
