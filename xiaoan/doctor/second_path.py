"""Whether the home could tell anybody without the station."""

from __future__ import annotations

from assistant.second_path.decide import Way, recipients
from assistant.wiring.second_path import modem_of
from config.phrases import Phrases
from config.settings import Settings
from hardware.ports import DeviceError, ModemState
from xiaoan.doctor.finding import Finding, Words


def second_path(settings: Settings, phrases: Phrases) -> Finding:
    """Sends nothing. Asks a modem about its SIM card, its network and its signal."""
    words = Words("second_path", phrases)
    own = settings.speaker.second_path
    people = recipients(settings.home.residents, None, own)
    names = ", ".join(dict.fromkeys(person.name for person in people))
    unknown = [person.name for person in people if person.way is Way.MESSAGE and not _known(person.address)]
    if not people:
        return words.warning("nobody")
    if unknown:
        return words.warning("unknown", names=", ".join(unknown))
    if not own.modem:
        return words.warning("line", names=names)
    try:
        state = modem_state(settings)
    except DeviceError as error:
        return words.warning("modem", reason=error)
    if not state.sim_ready:
        return words.warning("sim")
    if not state.registered:
        return words.warning("network")
    signal = "?" if state.signal_percent is None else state.signal_percent
    return words.ok(names=names, signal_percent=signal)


def modem_state(settings: Settings) -> ModemState:
    """Raises DeviceError."""
    modem = modem_of(settings.speaker.second_path)
    if modem is None:
        raise DeviceError("There is no modem in the settings.")
    try:
        return modem.state()
    finally:
        modem.close()


def _known(address: str) -> bool:
    from apprise import Apprise

    return bool(Apprise().add(address))
