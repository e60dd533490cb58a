"""Brings a new speaker its credentials: asks the station with a one-time code, and writes what it answers."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError

from config.enrolment import Value, enrolment_file, write_enrolment, write_private
from config.exposure import is_loopback
from config.settings import Settings
from messages.enrolment import (
    AUTHORITY_PATH,
    ENROL_PATH,
    EnrolAnswer,
    EnrolmentCode,
    EnrolRequest,
    WantedDevice,
    parse_code,
    pin_of,
)
from xiaoan.errors import XiaoanError

TIMEOUT_S = 15.0
LONGEST_CERTIFICATE = 20_000


def enrol(settings: Settings, code: str, station: str, programs: tuple[str, ...], again: bool = False) -> EnrolAnswer:
    """Gets the credentials and writes them into the data folder, whose programs then use them.

    The code is shown to nobody but the station it was made at: its authority is compared first. Raises XiaoanError,
    ConfigError.
    """
    parsed = parse_code(code)
    if parsed is None:
        raise XiaoanError("This is no enrolment code: it has seven groups of four letters and digits.")
    url = _checked(station)
    file = enrolment_file(settings.data_dir)
    if file.exists() and not again:
        raise XiaoanError(f"This machine is enrolled already ({file}). To enrol it anew: --again.")
    write_private(settings.data_dir / ".enrolling", "")  # a folder that cannot be written must not cost the code
    (settings.data_dir / ".enrolling").unlink()
    request = EnrolRequest(secret=parsed.secret, devices=_wanted(settings, programs))
    authority = _authority(url, parsed)
    answer = _ask(url, request, authority)
    _write(settings.data_dir, answer, authority, urlsplit(url).hostname or "")
    return answer


def as_said(answer: EnrolAnswer) -> dict[str, object]:
    """What --json tells of it; no password."""
    return {
        "community": answer.community,
        "home": answer.home,
        "devices": names_of(answer),
        "broker": f"{answer.host}:{answer.port}",
    }


def names_of(answer: EnrolAnswer) -> list[str]:
    """The devices that have credentials now."""
    return [device.name for device in answer.devices]


def _checked(station: str) -> str:
    parts = urlsplit(station)
    if parts.hostname is None or parts.scheme not in {"https", "http"}:
        raise XiaoanError(f"{station!r} is no address of a station. Give it as https://HOST:PORT.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise XiaoanError("Credentials travel by https only. Give the station's address as https://HOST:PORT.")
    return f"{parts.scheme}://{parts.netloc}"


def _wanted(settings: Settings, programs: tuple[str, ...]) -> tuple[WantedDevice, ...]:
    names = {"speaker": settings.speaker.device, "bridge": settings.bridge.device}
    try:
        return tuple(WantedDevice.model_validate({"name": names[each], "program": each}) for each in programs)
    except KeyError as error:
        raise XiaoanError(f"{error.args[0]!r} is no program of a home; allowed: speaker, bridge.") from error


def _authority(url: str, code: EnrolmentCode) -> str:
    """The station's authority, as whoever answers gives it; believed only when it is the one the code names."""
    anybody = ssl.create_default_context()
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    with _client(url, anybody) as client:
        answer = _answered(client, "GET", AUTHORITY_PATH)
    try:
        found = pin_of(answer.text[:LONGEST_CERTIFICATE])
    except ValueError as error:
        raise XiaoanError(f"{url} does not answer like a station.") from error
    if found != code.pin:
        raise XiaoanError(
            f"{url} is not the station this code was made at: its certificate is another one. Check the address; if it "
            "is right, somebody stands between."
        )
    return answer.text


def _ask(url: str, request: EnrolRequest, authority: str) -> EnrolAnswer:
    trusted = ssl.create_default_context()  # a proxy before the station may have a public certificate
    trusted.load_verify_locations(cadata=authority)
    with _client(url, trusted) as client:
        answer = _answered(client, "POST", ENROL_PATH, request.model_dump(mode="json"))
    try:
        return EnrolAnswer.model_validate_json(answer.content)
    except ValidationError as error:
        raise XiaoanError(f"{url} answers in a way this release does not understand.") from error


def _client(url: str, trust: ssl.SSLContext) -> httpx.Client:
    here = is_loopback(urlsplit(url).hostname or "")
    return httpx.Client(base_url=url, verify=trust, timeout=TIMEOUT_S, trust_env=not here)


def _answered(client: httpx.Client, method: str, path: str, body: object = None) -> httpx.Response:
    try:
        answer = client.request(method, path, json=body)
    except httpx.HTTPError as error:
        raise XiaoanError(
            f"{client.base_url} cannot be reached ({error}). Check the address and the network."
        ) from error
    if answer.is_success:
        return answer
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise XiaoanError(f"Too many wrong codes. Try again in {answer.headers.get('retry-after', 'some')} seconds.")
    raise XiaoanError(f"The station refused: {_detail(answer)}")


def _detail(answer: httpx.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return f"HTTP {answer.status_code}"
    detail = body.get("detail") if isinstance(body, dict) else None
    return detail if isinstance(detail, str) else f"HTTP {answer.status_code}"


def _write(data: Path, answer: EnrolAnswer, authority: str, station_host: str) -> None:
    trusted = data / "authority.pem"
    write_private(trusted, authority)
    tables: dict[str, dict[str, Value]] = {
        "broker": {
            "own": False,
            "host": answer.host or station_host,
            "port": answer.port,
            "ca_file": str(trusted),
        },
        "home": {"community": answer.community, "id": answer.home},
    }
    for device in answer.devices:
        tables[device.program] = {"device": device.name}
        tables[f"{device.program}.broker"] = {"username": device.username, "password": device.password}
    # The community's broker carries the care topics alone, and a device has one connection there.
    tables["bridge"] = {
        **tables.get("bridge", {}),
        "simulated_wristband": False,
        "whole_community": answer.whole_community,
    }
    tables["bridge.elder_watch"] = {"order_topic": ""}
    tables["bridge.mqtt_source"] = {"enabled": False}
    write_enrolment(data, tables)
