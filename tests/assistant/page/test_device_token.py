"""Beyond loopback only a device that was given the token opens the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.page.device_token import COOKIE, DeviceToken, guard
from assistant.serving import check_exposure
from config.errors import ConfigError
from config.settings import PageSettings, SpeakerSettings

TOKEN = "correct-horse-battery"


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    guard(app, DeviceToken(TOKEN))

    @app.get("/")
    async def index() -> str:
        return "the page"

    @app.get("/health")
    async def health() -> str:
        return "ok"

    return TestClient(app, base_url="https://home.example", follow_redirects=False)


def test_without_the_token_there_is_only_health(client: TestClient) -> None:
    assert client.get("/").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/", headers={"Cookie": f"{COOKIE}=wrong"}).status_code == 401
    assert client.get("/health").status_code == 200


def test_the_token_is_given_once_and_kept_in_a_cookie_no_script_reads(client: TestClient) -> None:
    answer = client.get(f"/?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert all(flag in cookie for flag in ("httponly", "secure", "samesite=strict"))
    assert client.get("/").json() == "the page"


@pytest.mark.parametrize(
    ("host", "tls", "token", "names"),
    [
        ("127.0.0.1", False, None, None),
        ("::1", False, None, None),
        ("0.0.0.0", False, TOKEN, "speaker.page.certificate"),
        ("0.0.0.0", True, None, "speaker.device_token"),
        ("192.168.1.5", True, TOKEN, None),
    ],
)
def test_beyond_loopback_takes_tls_and_a_token(
    tmp_path: Path, host: str, tls: bool, token: str | None, names: str | None
) -> None:
    files = {"certificate": tmp_path / "a.pem", "key": tmp_path / "a.key"} if tls else {}
    for file in files.values():
        file.touch()
    page = PageSettings.model_validate({"host": host, "port": 18080, **files})
    settings = SpeakerSettings.model_validate({"page": page, "device_token": token})
    if names is None:
        check_exposure(settings)
    else:
        with pytest.raises(ConfigError, match=names):
            check_exposure(settings)
