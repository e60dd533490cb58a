"""Who may open the home page beyond loopback: a device that was given the token once."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

COOKIE = "xiaoan_device"
KEPT_S = 400 * 86400  # the longest that browsers keep a cookie


class DeviceToken:
    """The page's only key. Without one everybody who reaches the page may use it: loopback alone."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def knows(self, given: str | None) -> bool:
        """True when no token is set, or the given one is it."""
        return self._token is None or (
            given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())
        )

    def allows(self, cookies: Mapping[str, str]) -> bool:
        """Whether a browser with these cookies has been given the token."""
        return self.knows(cookies.get(COOKIE))


def guard(app: FastAPI, token: DeviceToken) -> None:
    """Every page but /health needs the token: once as ?token=…, then as a cookie."""

    @app.middleware("http")
    async def check(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.url.path == "/health" or token.allows(request.cookies):
            return await go_on(request)
        given = request.query_params.get("token")
        if given is None or not token.knows(given):
            return PlainTextResponse("需要设备口令 / a device token is needed: open …/?token=…", status_code=401)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(COOKIE, given, max_age=KEPT_S, secure=True, httponly=True, samesite="strict")
        return answer
