"""How a new device gets its credentials: the one-time code, what is asked with it, and what is answered."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
import ssl
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from config.section import Port, Slug

AUTHORITY_PATH = "/api/enrol/authority"
ENROL_PATH = "/api/enrol"
_SECRET_CHARACTERS = 12  # of five bits: guessed over a slowed page only, and within the half hour it lasts
_PIN_CHARACTERS = 16  # the first 80 bits of the authority's fingerprint
_FORM = re.compile(rf"[A-Z2-7]{{{_SECRET_CHARACTERS + _PIN_CHARACTERS}}}")


@dataclass(frozen=True)
class EnrolmentCode:
    """What an administrator carries from the station to the new device.

    `pin` is the station's authority: the device sends `secret` to nobody who cannot show that certificate.
    """

    secret: str
    pin: str

    def __str__(self) -> str:
        whole = self.secret + self.pin
        return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def new_code(authority_pem: str) -> EnrolmentCode:
    """A random code for the station with this authority."""
    return EnrolmentCode(_base32(secrets.token_bytes(8))[:_SECRET_CHARACTERS], pin_of(authority_pem))


def parse_code(text: str) -> EnrolmentCode | None:
    """The code, however it was typed (small letters, blanks, 0 for O, 1 for I, 8 for B); None for what is none."""
    plain = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("018", "OIB"))
    if not _FORM.fullmatch(plain):
        return None
    return EnrolmentCode(plain[:_SECRET_CHARACTERS], plain[_SECRET_CHARACTERS:])


def pin_of(authority_pem: str) -> str:
    """The beginning of the SHA-256 fingerprint of a certificate. Raises ValueError for what is no PEM certificate."""
    try:
        der = ssl.PEM_cert_to_DER_cert(authority_pem.strip() + "\n")
    except binascii.Error as error:
        raise ValueError("no PEM certificate") from error
    return _base32(hashlib.sha256(der).digest())[:_PIN_CHARACTERS]


def secret_hash(secret: str) -> str:
    """What the station keeps of a code."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _base32(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=")


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WantedDevice(_Said):
    """A device that asks for credentials."""

    name: Slug
    program: Literal["speaker", "bridge"]


class EnrolRequest(_Said):
    """POST /api/enrol."""

    secret: Annotated[str, Field(max_length=40)]
    devices: Annotated[tuple[WantedDevice, ...], Field(min_length=1, max_length=4)]


class DeviceCredentials(_Said):
    """A device's user at the broker."""

    name: Slug
    program: Literal["speaker", "bridge"]
    username: str
    password: Annotated[str, Field(repr=False)]


class EnrolAnswer(_Said):
    """Everything a new device needs to reach the community's broker. `host` empty: the station's own name.

    `whole_community`: a bridge that speaks for all its homes; `home` is where its own status stands.
    """

    community: Slug
    home: Slug
    whole_community: bool = False
    host: str
    port: Port
    devices: tuple[DeviceCredentials, ...]
