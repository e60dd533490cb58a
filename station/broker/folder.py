"""Where the files of the community's broker lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings


@dataclass(frozen=True)
class BrokerFolder:
    """The files in one folder, all readable by their owner only."""

    root: Path

    @property
    def authority(self) -> Path:
        """The certificate that devices trust."""
        return self.root / "authority.pem"

    @property
    def authority_key(self) -> Path:
        return self.root / "authority.key"

    @property
    def certificate(self) -> Path:
        """The server's certificate, followed by the authority's."""
        return self.root / "server.pem"

    @property
    def key(self) -> Path:
        return self.root / "server.key"

    @property
    def configuration(self) -> Path:
        return self.root / "mosquitto.conf"

    @property
    def passwords(self) -> Path:
        return self.root / "passwords"

    @property
    def rules(self) -> Path:
        return self.root / "acl"

    @property
    def process(self) -> Path:
        """Mosquitto writes its process id here."""
        return self.root / "mosquitto.pid"

    @property
    def lock(self) -> Path:
        """Held while the passwords and rules are written."""
        return self.root / ".lock"

    @property
    def made(self) -> bool:
        """True once `xiaoan station init` was run."""
        return self.authority.is_file() and self.configuration.is_file()


def broker_folder(settings: Settings) -> BrokerFolder:
    """The folder of this station."""
    return BrokerFolder(settings.data_dir / "station" / "broker")
