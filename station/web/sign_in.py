"""Signing in, changing the password, signing out, choosing the language: plain forms that need no script."""

from __future__ import annotations

from html import escape
from importlib import resources
from string import Template
from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from config.phrases import Phrases
from config.settings import Language
from station.accounts.passwords import SHORTEST
from station.errors import ForbiddenError, PasswordError, SignInError
from station.web import gate
from station.web.desk import Desk

Text = Annotated[str, Form(max_length=200)]
_HERE = "station.web"


def add_sign_in(app: FastAPI, desk: Desk) -> None:
    """Mounts /login, /password, /logout, /logout/everywhere, /language and the style sheet."""
    _add_login(app, desk)
    _add_password(app, desk)
    style = str(resources.files(_HERE).joinpath("station.css"))

    @app.get("/station.css")
    def stylesheet() -> FileResponse:
        return FileResponse(style, media_type="text/css")

    @app.get("/language/{language}")
    def choose(language: Language, back: str = "/") -> RedirectResponse:
        # Only a path of ours: `//host` and `/\host` would lead elsewhere.
        response = RedirectResponse(back if back.startswith("/") and back[1:2] not in {"/", "\\"} else "/", 303)
        gate.choose_language(desk, response, language)
        return response


def _add_login(app: FastAPI, desk: Desk) -> None:
    @app.get("/login")
    def login(request: Request) -> Response:
        return _login_page(gate.phrases_of(desk, request), "", 200)

    @app.post("/login")
    def sign_in(request: Request, name: Text, password: Text) -> Response:
        phrases = gate.phrases_of(desk, request)
        if not gate.same_origin(request):
            raise ForbiddenError("another site")
        try:
            token = desk.accounts.sign_in(name.strip(), password, gate.address_of(request))
        except SignInError as error:
            key = "station.refused.wait" if error.wait_s else "station.refused.sign_in"
            return _login_page(phrases, phrases(key, seconds=int(error.wait_s) + 1), 401)
        desk.accounts.sign_out(request.cookies.get(gate.COOKIE, ""))  # whoever used this browser before
        response = RedirectResponse("/", 303)
        gate.remember(desk, response, token)
        return response

    @app.post("/logout/everywhere")
    def sign_out_everywhere(request: Request) -> Response:
        if not gate.same_origin(request):
            raise ForbiddenError("another site")
        account = desk.accounts.who(request.cookies.get(gate.COOKIE))
        if account is not None:
            desk.accounts.sign_out_everywhere(account)
        response = RedirectResponse("/login", 303)
        gate.forget(response)
        return response

    @app.post("/logout")
    def sign_out(request: Request) -> Response:
        if not gate.same_origin(request):
            raise ForbiddenError("another site")
        desk.accounts.sign_out(request.cookies.get(gate.COOKIE, ""))
        response = RedirectResponse("/login", 303)
        gate.forget(response)
        return response


def _add_password(app: FastAPI, desk: Desk) -> None:
    @app.get("/password")
    def password(request: Request) -> Response:
        if desk.accounts.who(gate.token_of(request)) is None:
            return RedirectResponse("/login", 303)
        return _password_page(gate.phrases_of(desk, request), "", 200)

    @app.post("/password")
    def change(request: Request, old: Text, new: Text, again: Text) -> Response:
        phrases = gate.phrases_of(desk, request)
        account = desk.accounts.who(gate.token_of(request))
        if not gate.same_origin(request):
            raise ForbiddenError("another site")
        if account is None:
            return RedirectResponse("/login", 303)
        if new != again:
            return _password_page(phrases, phrases("station.password.differ"), 422)
        try:
            token = desk.accounts.change_password(account, old, new)
        except PasswordError as error:
            said = phrases(f"station.password.{error.reason}", shortest=SHORTEST)
            return _password_page(phrases, said, 422)
        response = RedirectResponse("/", 303)
        gate.remember(desk, response, token)
        return response


def _login_page(phrases: Phrases, error: str, status: int) -> HTMLResponse:
    fields = _field(phrases("station.login.name"), "name", "text", "username") + _field(
        phrases("station.login.password"), "password", "password", "current-password"
    )
    return _page(phrases, "login", "/login", "", fields, phrases("station.action.sign_in"), error, status)


def _password_page(phrases: Phrases, error: str, status: int) -> HTMLResponse:
    fields = "".join(
        _field(phrases(f"station.password.{name}"), name, "password", kind)
        for name, kind in (("old", "current-password"), ("new", "new-password"), ("again", "new-password"))
    )
    hint = f"<p>{escape(phrases('station.password.hint', shortest=SHORTEST))}</p>"
    everywhere = escape(phrases("station.action.sign_out_everywhere"))
    below = f'<form method="post" action="/logout/everywhere"><button class="button">{everywhere}</button></form>'
    return _page(phrases, "password", "/password", hint, fields, phrases("station.action.save"), error, status, below)


def _page(
    phrases: Phrases,
    title: str,
    action: str,
    hint: str,
    fields: str,
    submit: str,
    error: str,
    status: int,
    below: str = "",
) -> HTMLResponse:
    template = Template(resources.files(_HERE).joinpath("sign_in.html").read_text(encoding="utf-8"))
    filled = template.substitute(
        lang="zh-CN" if phrases.language == "zh" else "en",
        product=escape(phrases("station.title.product")),
        title=escape(phrases(f"station.title.{title}")),
        action=action,
        hint=hint,
        fields=fields,
        error=escape(error),
        submit=escape(submit),
        below=below,
    )
    return HTMLResponse(filled, status)


def _field(label: str, name: str, kind: str, autocomplete: str) -> str:
    return (
        f'<label>{escape(label)}<input name="{name}" type="{kind}" autocomplete="{autocomplete}" '
        f'required maxlength="200"></label>\n'
    )
