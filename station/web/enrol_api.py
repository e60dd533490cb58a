"""Two routes for new devices: what to trust, and credentials for a one-time code."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

from messages.enrolment import AUTHORITY_PATH, ENROL_PATH, EnrolAnswer, EnrolRequest
from station.web import gate
from station.web.desk import Desk


def add_enrol_api(app: FastAPI, desk: Desk) -> None:
    """Mounts them. Nobody signs in here: the code is the right to ask, and it is good once."""

    @app.get(AUTHORITY_PATH)
    def authority() -> PlainTextResponse:
        return PlainTextResponse(desk.devices.authority())

    @app.post(ENROL_PATH)
    def enrol(request: Request, body: EnrolRequest) -> EnrolAnswer:
        gate.check_own(request)
        return desk.devices.enrol(body, gate.address_of(request))
