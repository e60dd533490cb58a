"""The page behind a notice's link: who, where, what, and one button. Opening it changes nothing; pressing accepts."""

from __future__ import annotations

from html import escape
from importlib import resources
from string import Template

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from config.phrases import Phrases
from config.settings import Language
from station.accepting import LinkState, Offer
from station.errors import DatabaseDownError, LinkThrottledError
from station.notify.links import PATH
from station.notify.notices import notice, numbers
from station.web import gate
from station.web.desk import Desk

HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}  # the address holds the token
STATUS = {LinkState.UNKNOWN: 404, LinkState.EXPIRED: 410}
TOLD = frozenset({LinkState.OPEN, LinkState.YOURS})
"""Only for these the page still says where and what."""


def add_accept_page(app: FastAPI, desk: Desk) -> None:
    """Mounts /accept/TOKEN. No origin is asked for: whoever knows the token may accept, and nobody else can."""

    @app.get(PATH + "{token}")
    def show(request: Request, token: str, language: Language | None = None) -> Response:
        return _answer(desk, request, token, language, press=False)

    @app.post(PATH + "{token}")
    def accept(request: Request, token: str, language: Language | None = None) -> Response:
        return _answer(desk, request, token, language, press=True)


def _answer(desk: Desk, request: Request, token: str, language: Language | None, press: bool) -> Response:
    phrases = desk.phrases[language or gate.language_of(desk, request)]
    visitor = gate.address_of(request)
    try:
        offer = (desk.links.accept if press else desk.links.look)(token, visitor)
    except LinkThrottledError as error:
        headers = {**HEADERS, "Retry-After": str(int(error.wait_s) + 1)}
        return _page(phrases, phrases("station.refused.wait", seconds=int(error.wait_s) + 1), 429, headers)
    except DatabaseDownError:
        return _page(phrases, phrases("station.refused.database"), 503, HEADERS)
    return _offer(desk, offer, phrases)


def _offer(desk: Desk, offer: Offer, phrases: Phrases) -> Response:
    alert = offer.alert
    said = phrases(f"station.accept.{offer.state}", by="" if alert is None else alert.accepted_by)
    status = STATUS.get(offer.state, 200)
    if alert is None:
        return _page(phrases, said, status, HEADERS)
    told = notice(alert, phrases, desk.timezone, with_numbers=False)
    if offer.state not in TOLD:
        return _page(phrases, said, status, HEADERS, title=told.title)
    ring = [(phrases("station.card.ring", who=who, phone=phone), phone) for who, phone in numbers(alert, phrases)]
    return _page(
        phrases,
        said,
        status,
        HEADERS,
        title=told.title,
        tone=f"{alert.urgency} {alert.state}",
        lines="\n".join(f'<p class="fact">{escape(line)}</p>' for line in told.body.splitlines()),
        form=_form(phrases, offer.name) if offer.state is LinkState.OPEN else "",
        numbers="\n".join(
            f'<a class="button ring" href="tel:{escape(phone)}">{escape(words)}</a>' for words, phone in ring
        ),
    )


def _form(phrases: Phrases, name: str) -> str:
    label = escape(phrases("station.accept.press", name=name))
    return f'<form method="post"><button type="submit" class="button primary accept">{label}</button></form>'


def _page(phrases: Phrases, said: str, status: int, headers: dict[str, str], title: str = "", **parts: str) -> Response:
    """`parts` are HTML; `said` and `title` are text."""
    template = Template(resources.files("station.web").joinpath("accept.html").read_text(encoding="utf-8"))
    product = phrases("station.title.product")
    empty = {"tone": "attention", "lines": "", "form": "", "numbers": ""}
    filled = template.substitute(
        {**empty, **parts},
        lang="zh-CN" if phrases.language == "zh" else "en",
        product=escape(product),
        title=escape(title or product),
        said=escape(said),
    )
    return HTMLResponse(filled, status, headers)
