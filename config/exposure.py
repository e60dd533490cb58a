"""What may listen beyond loopback: nothing without TLS, unless the settings say that the network is private."""

from __future__ import annotations

import ipaddress

from config.elder_watch import ElderWatchSettings
from config.errors import ConfigError
from config.settings import PageSettings


def is_loopback(host: str) -> bool:
    """True for localhost and loopback addresses."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_page(page: PageSettings, key: str) -> None:
    """Raises ConfigError for a page beyond loopback without TLS, or for half a pair of TLS files.

    `key` is the page's table in the settings. Browsers give the microphone to https and localhost alone.
    """
    if (page.certificate is None) != (page.key is None):
        raise ConfigError(f"{key}: certificate and key belong together; set both or none")
    for name, file in (("certificate", page.certificate), ("key", page.key)):
        if file is not None and not file.is_file():
            raise ConfigError(f"{key}.{name}: {file} is no file")
    if page.certificate is None and not is_loopback(page.host):
        raise ConfigError(
            f"{key}.host: {page.host} is beyond loopback and has no TLS. Use 127.0.0.1, or set {key}.certificate and "
            f"{key}.key"
        )


def check_watch_port(own: ElderWatchSettings) -> None:
    """Raises ConfigError for a port of the elder watches beyond loopback that nobody has said to be meant.

    Their protocol knows no TLS: whoever can reach the port and knows a number can speak for that watch.
    """
    if own.enabled and not own.beyond_loopback_in_the_clear and not is_loopback(own.host):
        raise ConfigError(
            f"bridge.elder_watch.host: {own.host} is beyond loopback, and watches speak in the clear. Use 127.0.0.1, "
            "or a private network and bridge.elder_watch.beyond_loopback_in_the_clear = true"
        )
