"""What others publish over MQTT as a source, by the mappings of the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence

from messages.clock import Clock
from messages.topics import DeadLetter
from wearable_bridge.mqtt_mapping.mapping import AppliedMapping
from wearable_bridge.mqtt_mapping.values import UnreadableError, content_of
from wearable_bridge.ports import Observation
from wearable_bridge.tally import Tally

Listen = Callable[[], AsyncIterator[tuple[str, bytes]]]


class MappedMqttSource:
    """Each mapping looks at each message of its topic. What cannot be read is counted and goes to `keep`."""

    name = "mapped MQTT"

    def __init__(
        self, listen: Listen, clock: Clock, mappings: Sequence[AppliedMapping], keep: Callable[[DeadLetter], None]
    ) -> None:
        self._listen = listen
        self._clock = clock
        self._mappings = tuple(mappings)
        self._keep = keep
        self.tally = Tally(self.name)

    async def readings(self) -> AsyncIterator[Observation]:
        """Never ends; the listener finds its broker again."""
        async for topic, body in self._listen():
            if not body:
                continue  # a retained message was taken away
            for observation in self._read(topic, body):
                yield observation

    def _read(self, topic: str, body: bytes) -> Iterator[Observation]:
        reasons: list[str] = []
        try:
            content = content_of(body)
        except UnreadableError as error:
            self._refuse(topic, body, [str(error)])
            return
        for mapping in self._mappings:
            places = mapping.places(topic)
            if places is None:
                continue
            try:
                observation = mapping.apply(topic, places, content, self._clock.now())
            except UnreadableError as error:
                reasons.append(str(error))
            else:
                if observation is not None:
                    yield observation
        if reasons:
            self._refuse(topic, body, reasons)

    def _refuse(self, topic: str, body: bytes, reasons: list[str]) -> None:
        for reason in reasons:
            self.tally.add(reason)
        self._keep(DeadLetter(topic, body, "; ".join(dict.fromkeys(reasons))))
