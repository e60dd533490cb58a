"""A model's archive, and an HTTP server that offers it well or badly."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.models.catalogue import BUILTIN_NAME, KnownModel, folder_of, known_model

NAME = "vosk-model-small-cn-0.22"


@dataclass
class Offer:
    """What the server gives, and what it was asked for."""

    body: bytes
    etag: str = '"one"'
    ranges: bool = True
    status: int = 200
    break_after: list[int] = field(default_factory=list)  # bytes sent before the connection breaks, a request each
    asked: list[dict[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    offer: Offer

    def do_GET(self) -> None:
        offer = self.offer
        offer.asked.append(dict(self.headers))
        if offer.status != 200:
            self.send_error(offer.status)
            return
        start = self._start()
        if start is not None and start >= len(offer.body):
            self.send_error(416)
            return
        self.send_response(200 if start is None else 206)
        body = offer.body[start or 0 :]
        if offer.etag:
            self.send_header("ETag", offer.etag)
        if start is not None:
            self.send_header("Content-Range", f"bytes {start}-{len(offer.body) - 1}/{len(offer.body)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: offer.break_after.pop(0)] if offer.break_after else body)

    def _start(self) -> int | None:
        asked = self.headers.get("Range")
        if not self.offer.ranges or asked is None or self.headers.get("If-Range") != self.offer.etag:
            return None
        return int(asked.removeprefix("bytes=").removesuffix("-"))

    def log_message(self, format: str, *args: object) -> None:
        """The test's output stays readable."""


@dataclass(frozen=True)
class Server:
    url: str
    offer: Offer


@pytest.fixture
def server(archive: bytes) -> Iterator[Server]:
    offer = Offer(archive)
    handler = type("Handler", (_Handler,), {"offer": offer})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Server(f"http://127.0.0.1:{http.server_address[1]}/{NAME}.zip", offer)
        http.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def builtin() -> Path:
    model = known_model(BUILTIN_NAME)
    assert model is not None
    return folder_of(model, Path())


@pytest.fixture(scope="session")
def archive(builtin: Path) -> bytes:
    """The built-in model, packed as the publisher packs: one folder of the model's name."""
    return zip_of({f"{NAME}/{f.relative_to(builtin)}": f.read_bytes() for f in builtin.rglob("*") if f.is_file()})


@pytest.fixture
def model(archive: bytes) -> KnownModel:
    md5 = hashlib.md5(archive, usedforsecurity=False).hexdigest()
    return KnownModel(NAME, "zh", len(archive), md5)


def zip_of(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return packed.getvalue()
