"""Opens the devices that the settings ask for, or their stand-ins. Part of the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.page.feed import Feed
from assistant.page.player import PagePlayer
from config.settings import SpeakerSettings
from hardware.broadcast_loudspeaker import BroadcastLoudspeaker
from hardware.gpio_hands import GpioButton, GpioLight, raspberry_pins
from hardware.mpv_player import MpvPlayer
from hardware.page_hands import PageButton, PageLight
from hardware.ports import Button, DeviceError, Light, LightState, Loudspeaker, MediaPlayer, Microphone
from hardware.silent_loudspeaker import SilentLoudspeaker
from hardware.silent_player import SilentPlayer
from hardware.sound_cards import has_input, has_output
from hardware.sounddevice_loudspeaker import SounddeviceLoudspeaker
from hardware.sounddevice_microphone import SounddeviceMicrophone


@dataclass(frozen=True)
class Devices:
    """All devices of one speaker. The page's button and light always work, beside wired ones."""

    microphone: Microphone | None
    loudspeaker: BroadcastLoudspeaker
    player: Player
    page_player: PagePlayer
    button: Button
    page_button: PageButton
    light: Light


class Player(MediaPlayer, Protocol):
    """A media player that holds something open."""

    def close(self) -> None: ...


class BothButtons:
    """A wired button and the page's."""

    def __init__(self, *buttons: Button) -> None:
        self._buttons = buttons

    def on_press(self, pressed: Callable[[], None]) -> None:
        for button in self._buttons:
            button.on_press(pressed)

    def on_hold(self, held: Callable[[], None]) -> None:
        for button in self._buttons:
            button.on_hold(held)


class BothLights:
    """A wired light and the page's."""

    def __init__(self, *lights: Light) -> None:
        self._lights = lights

    def show(self, state: LightState) -> None:
        for light in self._lights:
            light.show(state)


def open_devices(settings: SpeakerSettings, feed: Feed, volume_percent: int) -> Devices:
    """`feed` shows the light and carries the page's music. Raises DeviceError for a missing one asked for by name."""
    page_button = PageButton(settings.help.button_hold_cancel_s)
    page_light = PageLight()
    page_light.watch(lambda state: feed.publish("light", state=state.value))
    page_player = PagePlayer(feed, volume_percent)
    player = _player(settings, page_player, volume_percent)
    button, light = _wired(settings, page_button, page_light)
    loudspeaker = BroadcastLoudspeaker(_loudspeaker(settings))
    return Devices(_microphone(settings), loudspeaker, player, page_player, button, page_button, light)


def _wired(settings: SpeakerSettings, page_button: PageButton, page_light: PageLight) -> tuple[Button, Light]:
    hands = settings.hands
    if hands.pins == "none":
        return page_button, page_light
    pins = raspberry_pins()
    button = GpioButton(hands.button_pin, settings.help.button_hold_cancel_s, pins)
    light = GpioLight(hands.light_red_pin, hands.light_green_pin, hands.light_blue_pin, pins)
    return BothButtons(page_button, button), BothLights(page_light, light)


def _microphone(settings: SpeakerSettings) -> Microphone | None:
    hearing = settings.hearing
    if hearing.microphone == "none" or (hearing.microphone == "auto" and not has_input(hearing.device)):
        return None
    return SounddeviceMicrophone(hearing.device)


def _loudspeaker(settings: SpeakerSettings) -> Loudspeaker:
    voice = settings.voice
    if voice.output == "none" or (voice.output == "auto" and not has_output(voice.device)):
        return SilentLoudspeaker()
    return SounddeviceLoudspeaker(voice.device)


def _player(settings: SpeakerSettings, page_player: PagePlayer, volume_percent: int) -> Player:
    wanted = settings.media.player
    if wanted == "silent":
        return SilentPlayer(volume_percent)
    if wanted == "page" or (wanted == "auto" and not has_output(settings.voice.device)):
        return page_player
    try:
        return MpvPlayer(volume_percent)
    except DeviceError as error:
        if wanted == "mpv":
            raise
        structlog.get_logger().warning("the page plays the music", reason=str(error))
        return page_player
