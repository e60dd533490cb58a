"""What every table of the settings is made of: the base of the models, and values that are refused with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


def _usable_folder(folder: Path) -> Path:
    try:
        folder.expanduser()
    except RuntimeError as error:
        raise ValueError("~ names a user that does not exist") from error
    if "\0" in str(folder) or not str(folder):
        raise ValueError("not a path")
    return folder


Folder = Annotated[Path, AfterValidator(_usable_folder)]
WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def known_zone(name: str) -> str:
    """Refuses a time zone that this machine does not know."""
    if name not in available_timezones():
        raise ValueError("is no time zone of the IANA database, such as Asia/Shanghai")
    return name


def _reachable(url: str) -> str:
    """Refuses an address that no browser opens, and one whose links would be read on the way."""
    if not url:
        return url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment or parts.username:
        raise ValueError("is no address such as https://station.example.org")
    if parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise ValueError("must begin with https:// (http:// is for this machine alone)")
    return url.rstrip("/")


PublicUrl = Annotated[str, AfterValidator(_reachable)]


class Section(BaseModel):
    """A TOML table. Unknown keys are refused, so that a misspelt setting is told and not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
