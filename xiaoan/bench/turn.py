"""From the end of speech to the first sound of the answer, through the real recognizer, Rasa, a skill and the voice."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from xiaoan.clients.home import HomeClientError
from xiaoan.demo.stage import Stage

REQUESTS = (
    "小安小安今天冷不冷",
    "小安小安现在几点",
    "小安小安今天星期几",
    "小安小安今天还有什么药",
    "小安小安明天天气怎么样",
)


@dataclass(frozen=True)
class TurnTimes:
    """Seconds from the end of speech to the first sound, a turn each, and how many turns got no answer."""

    seconds: tuple[float, ...]
    unanswered: int

    def quantile(self, share: float) -> float:
        """The value below which this share of the turns lies."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def figures(self) -> dict[str, object]:
        """As printed by `xiaoan bench turn --json`."""
        if not self.seconds:
            return {"turns": 0, "unanswered": self.unanswered}
        return {
            "turns": len(self.seconds),
            "unanswered": self.unanswered,
            "p50_s": round(statistics.median(self.seconds), 3),
            "p95_s": round(self.quantile(0.95), 3),
            "max_s": round(max(self.seconds), 3),
        }


async def measure_turns(stage: Stage, turns: int) -> TurnTimes:
    """Speaks `turns` requests one after the other, each when the room is quiet."""
    seconds: list[float] = []
    unanswered = 0
    for number in range(turns):
        await stage.quiet()
        since = stage.home.mark()
        ended = await stage.speak(REQUESTS[number % len(REQUESTS)])
        try:
            sound = await stage.home.wait_for("the answer's sound", lambda each: each.kind == "sound", since, 8.0)
        except HomeClientError:
            unanswered += 1
            continue
        seconds.append(sound.at - ended)
    return TurnTimes(tuple(seconds), unanswered)
