"""Who asks: the account behind a request, by cookie or bearer token, and whether the request is our own page's."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from config.phrases import Phrases
from config.settings import Language
from station.accounts.account import Account, Right
from station.accounts.accounts import SESSION_KEPT_S
from station.errors import ForbiddenError, NotSignedInError
from station.web.desk import Desk

COOKIE = "xiaoan_station"
LANGUAGE_COOKIE = "xiaoan_language"
OWN_HEADER = "x-xiaoan"  # another site's form cannot set it
_YEAR_S = 365 * 86400


def token_of(request: Request) -> str | None:
    """The session's token: of the header for programs, of the cookie for browsers."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token
    return request.cookies.get(COOKIE)


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy on this machine, what the proxy says."""
    return request.client.host if request.client is not None else ""


def signed_in(desk: Desk, request: Request, right: Right) -> Account:
    """The account, with the right. Raises NotSignedInError, ForbiddenError (also until the password is changed)."""
    account = desk.accounts.who(token_of(request))
    if account is None:
        raise NotSignedInError("sign in first")
    if account.must_change:
        raise ForbiddenError("must_change")
    account.need(right)
    return account


def check_own(request: Request) -> None:
    """Refuses a change that another site's page had the browser send. Raises ForbiddenError."""
    if not same_origin(request):
        raise ForbiddenError("another site")
    by_cookie = not request.headers.get("authorization") and COOKIE in request.cookies
    if by_cookie and OWN_HEADER not in request.headers:
        raise ForbiddenError(f"a change by cookie needs the header {OWN_HEADER}")


def same_origin(request: Request) -> bool:
    """True for our own pages, and for programs, which send neither header."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def remember(desk: Desk, response: Response, token: str) -> None:
    """Puts the session into the browser."""
    response.set_cookie(
        COOKIE, token, max_age=int(SESSION_KEPT_S), httponly=True, samesite="strict", secure=desk.secure, path="/"
    )


def forget(response: Response) -> None:
    """Takes the session out of the browser."""
    response.delete_cookie(COOKIE, path="/")


def language_of(desk: Desk, request: Request) -> Language:
    """The language the browser chose, else the station's own."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return "zh" if chosen == "zh" else "en" if chosen == "en" else desk.language


def phrases_of(desk: Desk, request: Request) -> Phrases:
    """The words in the language the browser chose."""
    return desk.phrases[language_of(desk, request)]


def choose_language(desk: Desk, response: Response, language: Language) -> None:
    """Remembers the language for a year."""
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, samesite="lax", secure=desk.secure, path="/")
