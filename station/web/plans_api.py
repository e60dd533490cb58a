"""Where a resident's vital signs draw their lines, read and set by programs."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from pydantic import BaseModel, Field

from messages.thresholds import Thresholds
from station.accounts.account import Right
from station.audit import Deed
from station.web import gate
from station.web.desk import Desk


class NewThresholds(BaseModel):
    """Lines of one resident; {} for the defaults."""

    home: str = Field(max_length=63)
    resident: str = Field(max_length=63)
    content: dict[str, Any]


def add_plans_api(app: FastAPI, desk: Desk) -> None:
    """Mounts it."""

    @app.get("/api/thresholds")
    def thresholds(request: Request, home: str, resident: str) -> Thresholds:
        account = gate.signed_in(desk, request, Right.SEE)
        seen = desk.plans.thresholds(account, home, resident)
        desk.sightings.saw(account.name, Deed.SAW_RESIDENT, resident, home)
        return seen

    @app.post("/api/thresholds")
    def set_thresholds(request: Request, body: NewThresholds) -> Thresholds:
        gate.check_own(request)
        account = gate.signed_in(desk, request, Right.SUPERVISE)
        return desk.plans.set_thresholds(account, body.home, body.resident, body.content)
