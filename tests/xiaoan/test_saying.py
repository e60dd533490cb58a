"""A typed turn with a home page that answers well, badly, or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config.phrases import load_phrases
from config.settings import PageSettings, Settings, SpeakerSettings
from xiaoan.errors import XiaoanError
from xiaoan.saying import say_to_home

TURN = {"heard": "你好", "intent": "greet", "replies": ["您好。"], "expects_answer": False, "ms": 12.5}


@contextmanager
def page(status: int, body: bytes) -> Iterator[tuple[Settings, list[object]]]:
    got: list[object] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Settings(speaker=SpeakerSettings(page=PageSettings(port=server.server_address[1]))), got
    finally:
        server.shutdown()
        server.server_close()


def test_the_turn_has_the_promised_form_and_nothing_more() -> None:
    with page(200, json.dumps({**TURN, "more": 1}).encode()) as (settings, got):
        assert say_to_home(settings, load_phrases("zh"), "你好") == TURN
    assert got == [("/api/say", {"text": "你好"})]


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (422, b"text is blank", "422"),
        (500, b"", "500"),
        (200, b"<html>", "JSON"),
        (200, b"[]", "JSON"),
        (200, b'{"heard": "x"}', "JSON"),
        (200, b"\xff", "JSON"),
    ],
)
def test_another_answer_is_a_clear_message(status: int, body: bytes, said: str) -> None:
    with page(status, body) as (settings, _), pytest.raises(XiaoanError, match=said):
        say_to_home(settings, load_phrases("en"), "你好")
