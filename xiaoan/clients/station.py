"""A worker's phone, played by a program: signs in at the station, reads alerts, accepts and closes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx

from xiaoan.errors import XiaoanError

POLL_S = 0.1


class StationClientError(XiaoanError):
    """The station does not answer, refused, or did not show what was waited for."""


class StationClient:
    """A signed-in worker."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def sign_in(self, name: str, password: str) -> None:
        """Raises StationClientError when the station refuses."""
        answer = await self._send("POST", "/api/sign-in", {"name": name, "password": password})
        self._http.headers["Authorization"] = f"Bearer {answer['token']}"

    async def alerts(self) -> list[dict[str, Any]]:
        """The open alerts in the order a worker sees them."""
        found = await self._send("GET", "/api/alerts")
        return list(found["alerts"] if isinstance(found, dict) else found)

    async def alert(self, alert: str) -> dict[str, Any]:
        """One alert with its facts, transitions and notifications."""
        return dict(await self._send("GET", f"/api/alerts/{alert}"))

    async def acknowledge(self, alert: str) -> None:
        await self._send("POST", f"/api/alerts/{alert}/acknowledge", {})

    async def resolve(self, alert: str, cause: str) -> None:
        await self._send("POST", f"/api/alerts/{alert}/resolve", {"cause": cause})

    async def wait_for_alert(
        self, what: str, matches: Callable[[dict[str, Any]], bool], timeout_s: float
    ) -> dict[str, Any]:
        """The first open alert that matches. Raises StationClientError naming `what` was waited for."""
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    for alert in await self.alerts():
                        if matches(alert):
                            return alert
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            raise StationClientError(
                f"waited {timeout_s:.0f} s for {what}; the list holds {await self.alerts()}"
            ) from None

    async def _send(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        try:
            answer = await self._http.request(method, path, json=body)
            answer.raise_for_status()
        except httpx.HTTPStatusError as error:
            raise StationClientError(f"{method} {path}: {error.response.status_code} {error.response.text}") from error
        except httpx.HTTPError as error:
            raise StationClientError(f"{method} {path}: {error}") from error
        return answer.json()


@asynccontextmanager
async def open_station(port: int) -> AsyncIterator[StationClient]:
    """A client of the station on this machine, not signed in yet."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10.0, trust_env=False) as http:
        yield StationClient(http)
