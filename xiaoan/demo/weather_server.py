"""A local server that answers like Open-Meteo, for a demonstration without the internet."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

TIMEZONE = ZoneInfo("Asia/Shanghai")
PLACE = {
    "results": [
        {"id": 1, "name": "济南", "latitude": 36.67, "longitude": 117.0, "timezone": "Asia/Shanghai", "country": "中国"}
    ]
}


def forecast(first: date) -> dict[str, object]:
    """A week in winter: about freezing, snow tomorrow."""
    days = [first + timedelta(days=n) for n in range(7)]
    return {
        "latitude": 36.67,
        "longitude": 117.0,
        "timezone": "Asia/Shanghai",
        "utc_offset_seconds": 28800,
        "current": {
            "time": f"{first}T09:00",
            "interval": 900,
            "temperature_2m": 1.5,
            "apparent_temperature": -3.0,
            "weather_code": 3,
        },
        "daily": {
            "time": [str(day) for day in days],
            "weather_code": [3, 71, 3, 2, 1, 0, 0],
            "temperature_2m_max": [4.0, 1.0, 3.0, 5.0, 6.0, 7.0, 8.0],
            "temperature_2m_min": [-4.0, -6.0, -5.0, -3.0, -2.0, -1.0, 0.0],
            "precipitation_probability_max": [10, 80, 20, 5, 0, 0, 0],
            "wind_speed_10m_max": [18.0, 25.0, 15.0, 10.0, 8.0, 8.0, 8.0],
        },
    }


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = PLACE if self.path.startswith("/v1/search") else forecast(datetime.now(TIMEZONE).date())
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the demonstration's own lines are what is read."""


@contextmanager
def weather_server() -> Iterator[str]:
    """The address of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
