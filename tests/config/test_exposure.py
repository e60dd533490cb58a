"""Nothing listens beyond loopback without TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.elder_watch import ElderWatchSettings
from config.errors import ConfigError
from config.exposure import check_page, check_watch_port, is_loopback
from config.settings import PageSettings


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("station", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_beyond_loopback_there_is_tls_or_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"station\.page\.host"):
        check_page(PageSettings(host="0.0.0.0", port=18081), "station.page")
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    with pytest.raises(ConfigError, match="belong together"):
        check_page(PageSettings(port=18081, certificate=certificate), "station.page")
    with pytest.raises(ConfigError, match=r"station\.page\.certificate"):
        check_page(PageSettings(host="0.0.0.0", port=18081, certificate=certificate, key=key), "station.page")
    certificate.touch()
    key.touch()
    check_page(PageSettings(host="0.0.0.0", port=18081, certificate=certificate, key=key), "station.page")


def test_watches_speak_in_the_clear_beyond_loopback_only_where_the_settings_say_so() -> None:
    with pytest.raises(ConfigError, match="beyond_loopback_in_the_clear"):
        check_watch_port(ElderWatchSettings(enabled=True, host="0.0.0.0"))
    check_watch_port(ElderWatchSettings(enabled=False, host="0.0.0.0"))
    check_watch_port(ElderWatchSettings(enabled=True))
    check_watch_port(ElderWatchSettings(enabled=True, host="10.8.0.1", beyond_loopback_in_the_clear=True))
