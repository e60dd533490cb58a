"""FHIR R4: the vital signs of a resident as Observations. See docs/fhir.md."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import Response

from station.accounts.account import Right
from station.audit import Deed
from station.errors import DatabaseDownError, ForbiddenError, NotFoundError, NotSignedInError, StationError
from station.fhir.resources import MEDIA_TYPE, bundle_text, outcome_text
from station.fhir.samples import Place
from station.fhir.search import Search, SearchError, parse_search, written
from station.web import gate
from station.web.desk import Desk

PATH = "/api/fhir/Observation"
_REFUSED: tuple[tuple[type[StationError], int, str], ...] = (
    (NotSignedInError, 401, "login"),
    (ForbiddenError, 403, "forbidden"),
    (NotFoundError, 404, "not-found"),
    (DatabaseDownError, 503, "transient"),
)


def add_fhir_api(app: FastAPI, desk: Desk) -> None:
    """Mounts it."""

    @app.get(PATH)
    def observations(request: Request) -> Response:
        try:
            return _answer(200, _found(desk, request))
        except SearchError as error:
            return _answer(400, outcome_text(error.code, str(error)))
        except StationError as error:
            kinds = ((status, code) for kind, status, code in _REFUSED if isinstance(error, kind))
            status, code = next(kinds, (422, "processing"))
            return _answer(status, outcome_text(code, str(error)))


def _found(desk: Desk, request: Request) -> str:
    account = gate.signed_in(desk, request, Right.SEE)
    search = parse_search(request.query_params.multi_items(), desk.clock.now())
    found = desk.fhir.find(account, search)
    desk.sightings.saw(account.name, Deed.SAW_READINGS, search.resident, f"{found.community}/{search.home}")
    following = None if found.ended_at is None else _next(request, search, found.ended_at)
    return bundle_text(found.entries, str(request.url), following)


def _next(request: Request, search: Search, ended_at: Place) -> str:
    """The period's ends are written out: "the last day" would be another one by then."""
    others = [each for each in request.query_params.multi_items() if each[0] not in {"date", "_after"}]
    period = [("date", f"ge{search.since.isoformat()}"), ("date", f"lt{search.until.isoformat()}")]
    return str(request.url.replace(query=urlencode([*others, *period, ("_after", written(ended_at))])))


def _answer(status: int, body: str) -> Response:
    return Response(body, status, media_type=MEDIA_TYPE)
