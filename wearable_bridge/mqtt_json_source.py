"""Readings that something else in the home publishes as JSON over MQTT."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from pydantic import AwareDatetime, BaseModel, ConfigDict, FiniteFloat, ValidationError

from messages.clock import Clock
from messages.payloads import Metric
from messages.topics import DeadLetter
from wearable_bridge.ports import Observation, SourceReading

Listen = Callable[[], AsyncIterator[tuple[str, bytes]]]


class ReadingMessage(BaseModel):
    """{"metric": "heart_rate", "value": 72}, with "at" (aware) and "resident" where the sender knows them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    metric: Metric
    value: FiniteFloat
    at: AwareDatetime | None = None
    resident: str | None = None


class MqttJsonSource:
    """`residents` are the home's; the first is meant when none is named. What is no reading goes to `keep`."""

    name = "JSON over MQTT"

    def __init__(
        self, listen: Listen, clock: Clock, residents: Sequence[str], keep: Callable[[DeadLetter], None]
    ) -> None:
        self._listen = listen
        self._clock = clock
        self._residents = tuple(residents)
        self._keep = keep

    async def readings(self) -> AsyncIterator[Observation]:
        """Never ends; the listener finds its broker again."""
        async for topic, body in self._listen():
            if not body:
                continue  # a retained message was taken away
            read = self._read(topic, body)
            if isinstance(read, DeadLetter):
                self._keep(read)
            else:
                yield read

    def _read(self, topic: str, body: bytes) -> SourceReading | DeadLetter:
        try:
            message = ReadingMessage.model_validate_json(body)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_input=False)[:3]
            reasons = (f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in faults)
            return DeadLetter(topic, body, "; ".join(reasons))
        resident = message.resident or self._residents[0]
        if resident not in self._residents:
            return DeadLetter(topic, body, "resident: not one of this home")
        return SourceReading(resident, message.metric, message.value, message.at or self._clock.now())
