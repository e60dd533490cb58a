"""The HTTP API: the same decisions as the pages, for programs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from messages.payloads import Metric
from station.accounts.account import Right
from station.audit import Deed
from station.errors import (
    AnotherOpenError,
    CodeError,
    DatabaseDownError,
    DeviceTakenError,
    ForbiddenError,
    NotFoundError,
    NotSignedInError,
    PasswordError,
    SignInError,
    StaleError,
    StationError,
    TransitionError,
    WrongProgramError,
)
from station.lifecycle import Action
from station.views import AlertHistoryView, AlertView, SampleView
from station.web import gate
from station.web.desk import Desk

DAY = timedelta(days=1)
STATUS = {
    NotSignedInError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    TransitionError: 409,
    StaleError: 409,
    AnotherOpenError: 409,
    CodeError: 403,
    DeviceTakenError: 409,
    WrongProgramError: 409,
    PasswordError: 422,
    SignInError: 401,
    DatabaseDownError: 503,
}


class Credentials(BaseModel):
    """A sign-in."""

    name: str = Field(max_length=80)
    password: str = Field(max_length=200)


class NewPassword(BaseModel):
    """A change of password."""

    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class Ending(BaseModel):
    """How an alert ended. `facts`: how many the worker has seen; where there are more it is not closed."""

    cause: str = Field(min_length=1, max_length=500)
    note: str = Field(default="", max_length=2000)
    facts: int | None = Field(default=None, ge=0)


class Reason(BaseModel):
    """Why a closed alert is opened again."""

    reason: str = Field(min_length=1, max_length=500)


class TakeOver(BaseModel):
    """Whose alert is taken over, as it was shown."""

    holder: str | None = Field(default=None, max_length=80)


class Words(BaseModel):
    """Something to be said aloud in a home."""

    home: str = Field(max_length=63)
    text: str = Field(min_length=1, max_length=500)
    community: str | None = Field(default=None, max_length=63)


def add_api(app: FastAPI, desk: Desk) -> None:
    """Mounts the API. Every route but /health and sign-in needs a session; every change needs our own header or a
    bearer token."""
    app.add_exception_handler(StationError, _told)
    _add_sessions(app, desk)
    _add_alerts(app, desk)
    _add_homes(app, desk)

    @app.get("/health")
    def health() -> dict[str, object]:
        return asdict(desk.health())


def _add_sessions(app: FastAPI, desk: Desk) -> None:
    @app.post("/api/sign-in")
    def sign_in(request: Request, body: Credentials) -> dict[str, object]:
        gate.check_own(request)
        token = desk.accounts.sign_in(body.name, body.password, gate.address_of(request))
        account = desk.accounts.who(token)
        return {"token": token, "must_change": account is not None and account.must_change}

    @app.post("/api/password")
    def password(request: Request, body: NewPassword) -> dict[str, str]:
        gate.check_own(request)
        account = desk.accounts.who(gate.token_of(request))
        if account is None:
            raise NotSignedInError("sign in first")
        return {"token": desk.accounts.change_password(account, body.old, body.new)}

    @app.post("/api/sign-out", status_code=204)
    def sign_out(request: Request) -> None:
        gate.check_own(request)
        desk.accounts.sign_out(gate.token_of(request) or "")

    @app.post("/api/sign-out-everywhere", status_code=204)
    def sign_out_everywhere(request: Request) -> None:
        gate.check_own(request)
        account = desk.accounts.who(gate.token_of(request))
        if account is None:
            raise NotSignedInError("sign in first")
        desk.accounts.sign_out_everywhere(account)


def _add_alerts(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/alerts")
    def alerts(request: Request) -> list[AlertView]:
        account = gate.signed_in(desk, request, Right.SEE)
        desk.sightings.saw(account.name, Deed.SAW_LIVE)
        return list(desk.board.live(account))

    @app.get("/api/alerts/{alert}")
    def alert(request: Request, alert: UUID) -> AlertHistoryView:
        account = gate.signed_in(desk, request, Right.SEE)
        seen = desk.board.alert(account, alert)
        desk.sightings.saw(account.name, Deed.SAW_ALERT, str(seen.id), f"{seen.community}/{seen.home}")
        return seen

    def act(request: Request, alert: UUID, action: Action, **seen: Any) -> AlertHistoryView:
        gate.check_own(request)
        account = gate.signed_in(desk, request, Right.HANDLE)
        desk.alerts.act(alert, action, account, **seen)
        return desk.board.alert(account, alert)

    @app.post("/api/alerts/{alert}/acknowledge")
    def acknowledge(request: Request, alert: UUID) -> AlertHistoryView:
        return act(request, alert, Action.ACKNOWLEDGE)

    @app.post("/api/alerts/{alert}/on-the-way")
    def on_the_way(request: Request, alert: UUID) -> AlertHistoryView:
        return act(request, alert, Action.SET_OUT)

    @app.post("/api/alerts/{alert}/resolve")
    def resolve(request: Request, alert: UUID, body: Ending) -> AlertHistoryView:
        return act(request, alert, Action.RESOLVE, cause=body.cause, note=body.note, facts=body.facts)

    @app.post("/api/alerts/{alert}/take-over")
    def take_over(request: Request, alert: UUID, body: TakeOver) -> AlertHistoryView:
        return act(request, alert, Action.TAKE_OVER, holder=body.holder)

    @app.post("/api/alerts/{alert}/reopen")
    def reopen(request: Request, alert: UUID, body: Reason) -> AlertHistoryView:
        return act(request, alert, Action.REOPEN, cause=body.reason)


def _add_homes(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/readings")
    def readings(
        request: Request, home: str, resident: str | None = None, metric: Metric | None = None
    ) -> list[SampleView]:
        account = gate.signed_in(desk, request, Right.SEE)
        samples = desk.board.readings(account, home, resident, desk.clock.now() - DAY, metric, desk.clock.now() + DAY)
        desk.sightings.saw(account.name, Deed.SAW_READINGS, resident or "", home)
        return list(samples)

    @app.post("/api/say", status_code=202)
    def say(request: Request, body: Words) -> dict[str, str]:
        gate.check_own(request)
        account = gate.signed_in(desk, request, Right.SPEAK)
        return {"id": str(desk.announcements.say(account, body.home, body.text, body.community))}


async def _told(_request: Request, error: Exception) -> Response:
    """An error of ours as JSON, with the status that fits."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    body: dict[str, object] = {"error": type(error).__name__.removesuffix("Error"), "detail": str(error)}
    if isinstance(error, TransitionError):
        body |= {"state": error.state, "by": error.by}
    if isinstance(error, AnotherOpenError):
        body["alert"] = str(error.other)
    if isinstance(error, SignInError) and error.wait_s:
        return JSONResponse(body, 429, {"Retry-After": str(int(error.wait_s) + 1)})
    return JSONResponse(body, status)
