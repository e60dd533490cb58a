"""Who looks at a page, checked again at every step: a session may end while the page is open."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse

from config.phrases import Phrases
from station.accounts.account import Account, Right
from station.errors import ForbiddenError, NotSignedInError
from station.web import gate
from station.web.desk import Desk


@dataclass(frozen=True)
class Visitor:
    """A signed-in account and the words it reads."""

    account: Account
    token: str
    phrases: Phrases


async def admit(desk: Desk, request: Request, right: Right) -> Visitor | RedirectResponse:
    """The visitor; else where to send the browser: to sign in, to change the password, or to the live list."""
    token = request.cookies.get(gate.COOKIE)
    account = await asyncio.to_thread(desk.accounts.who, token)
    if account is None or token is None:
        return RedirectResponse("/login", 303)
    if account.must_change:
        return RedirectResponse("/password", 303)
    if not account.may(right):
        return RedirectResponse("/", 303)
    return Visitor(account, token, gate.phrases_of(desk, request))


async def still(desk: Desk, visitor: Visitor, right: Right) -> Account:
    """The account as it stands now. Raises NotSignedInError, ForbiddenError."""
    account = await asyncio.to_thread(desk.accounts.who, visitor.token)
    if account is None:
        raise NotSignedInError("sign in first")
    if account.must_change:
        raise ForbiddenError("must_change")
    account.need(right)
    return account
