"""Puts together what tells Home Assistant of the bands."""

from __future__ import annotations

from sqlalchemy import Engine

from config.phrases import load_phrases
from config.settings import Settings
from messages.payloads import Status
from messages.topics import Sender, entry_named, filter_for
from wearable_bridge.home_assistant.entities import Naming
from wearable_bridge.home_assistant.publisher import HomeAssistant
from wearable_bridge.home_assistant.states import States
from wearable_bridge.ports import Wearer
from wearable_bridge.simulated_wristband import SIMULATED
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.residents import Residents

ONCE_ON = "home_assistant"  # kept when it is on for the first time, by the bridge's name


def make_home_assistant(
    settings: Settings, engine: Engine, residents: Residents, version: str
) -> tuple[HomeAssistant, States] | None:
    """None where it is off and always was. Where it was on once, it takes away what had been announced. OutboxError."""
    home, own = settings.home, settings.bridge
    kept, this = Kept(engine), Wearer(own.device)
    if own.home_assistant.enabled:
        kept.put(ONCE_ON, {this: {}})
    elif this not in kept.all(ONCE_ON):
        return None
    naming = Naming(
        community=home.community,
        home=home.id,
        bridge=own.device,
        version=version,
        prefix=own.home_assistant.discovery_prefix,
        status_topic=filter_for(entry_named(Status.name), home.community, home.id).removesuffix("+") + Sender.BRIDGE,
    )
    devices = configured(settings) if own.home_assistant.enabled else {}
    states = States(devices, lambda wearer: residents.limits(wearer).battery_low_percent)
    broker = settings.broker_as(own.broker)
    identifier = f"xiaoan-{home.community}-{home.id}-{own.device}-home-assistant"
    return HomeAssistant(broker, identifier, naming, states, load_phrases(home.language)), states


def configured(settings: Settings) -> dict[str, str]:
    """The devices of the settings by name, and what kind each is. What comes by MQTT is at the broker anyway."""
    own = settings.bridge
    devices = {device.name: "bluetooth" for device in own.bluetooth.devices}
    if own.elder_watch.enabled and not own.whole_community:  # those are of other homes
        devices |= {watch.name: "watch" for watch in own.elder_watch.watches}
    return devices | ({SIMULATED: "simulated"} if own.simulated_wristband else {})
