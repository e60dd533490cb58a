"""Real local servers that notices go to: HTTP for json:// and ntfy://, SMTP for mailto://."""

from __future__ import annotations

import json
import threading
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import TracebackType


class Service:
    """A web service that takes notices, refuses them, or does not answer while `hold` is clear."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.tries = 0
        self.status = 200
        self.hold = threading.Event()
        self.hold.set()
        self.asked = threading.Semaphore(0)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.tries += 1
                outer.asked.release()
                outer.hold.wait(60)
                if outer.status == 200:
                    outer.taken.append(body)
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"json://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class MailServer:
    """Takes mail as RFC 5321 asks of the simplest server, and keeps it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        outer = self

        class Handler(StreamRequestHandler):
            def handle(self) -> None:
                self._say("220 here")
                while line := self.rfile.readline():
                    word = line.split()[0].upper() if line.split() else b""
                    if word == b"DATA":
                        self._say("354 go on")
                        self._keep()
                    if word == b"QUIT":
                        self._say("221 bye")
                        return
                    self._say("250 ok")

            def _keep(self) -> None:
                lines: list[bytes] = []
                while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                    lines.append(line)
                mail = message_from_bytes(b"".join(lines), policy=policy.default)
                body = mail.get_body(("plain", "html"))
                assert body is not None
                outer.taken.append((str(mail["To"]), str(mail["Subject"]), body.get_content()))

            def _say(self, words: str) -> None:
                self.wfile.write(words.encode() + b"\r\n")

        self._server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        port = self._server.server_address[1]
        self.url = f"mailto://127.0.0.1:{port}/?from=station@example.org&to=li@example.org&smtp=127.0.0.1"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> MailServer:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
