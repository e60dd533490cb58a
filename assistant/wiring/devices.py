"""Opens the devices that the settings ask for, or their stand-ins. Part of the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

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
    player: MediaPlayer
    button: Button
    page_button: PageButton
    light: Light


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


def open_devices(settings: SpeakerSettings, light_changed: Callable[[LightState], None]) -> Devices:
    """Raises DeviceError only for a device that the settings ask for by name."""
    page_button = PageButton(settings.help.button_hold_cancel_s)
    page_light = PageLight()
    page_light.watch(light_changed)
    button, light = _wired(settings, page_button, page_light)
    loudspeaker = BroadcastLoudspeaker(_loudspeaker(settings))
    return Devices(_microphone(settings), loudspeaker, _player(settings), button, page_button, light)


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


def _player(settings: SpeakerSettings) -> MediaPlayer:
    wanted = settings.media.player
    if wanted == "silent":
        return SilentPlayer()
    try:
        return MpvPlayer()
    except DeviceError as error:
        if wanted == "mpv":
            raise
        structlog.get_logger().warning("music cannot be heard", reason=str(error))
        return SilentPlayer()
