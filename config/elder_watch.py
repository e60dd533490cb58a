"""The port that cellular elder watches dial, and which of them are known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.section import Port, Seconds, Section, Slug


class WatchEntry(Section):
    """One watch and who wears it."""

    name: Slug  # as messages and logs call it
    number: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,20}$")]  # the id in its frames, printed on it
    resident: Slug
    home: Slug | None = None  # for a bridge of many homes; none: the bridge's own
    model: Literal["maker", "traccar"] = "maker"  # whose reading of the status word holds


class ElderWatchSettings(Section):
    """The watch's protocol has neither a password nor encryption: its port is for loopback or a private network."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: Port = 5093
    beyond_loopback_in_the_clear: bool = False  # without it a host beyond loopback is refused
    connections_at_most: Annotated[int, Field(ge=1, le=100_000)] = 12_000
    frames_a_minute: Annotated[int, Field(ge=1, le=100_000)] = 120  # of one watch; more are passed over, but for alarms
    named_within_s: Seconds = 60.0  # a connection that has not said which watch it is
    silent_after_s: Seconds = 1500.0  # a watch says LK every eight minutes at the latest
    order_topic: str = "home/wearable/watch/order"  # where orders to watches are listened for; empty: nowhere
    watches: tuple[WatchEntry, ...] = ()
