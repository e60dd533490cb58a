"""Downloads one file over HTTP, going on where an earlier try stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import httpx

from assistant.models.archive import require_space
from assistant.models.errors import ModelsError

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all if known

_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_TRIES = 4


def download(url: str, part: Path, progress: Progress) -> None:
    """Fills `part` with the whole file. What was got stays there when it fails, and the next call goes on from it.

    Raises ModelsError.
    """
    for tries_left in reversed(range(_TRIES)):
        had_bytes = _size(part)
        try:
            if _fetch_rest(url, part, progress):
                return
        except httpx.TransportError as error:
            went_on = _size(part) > had_bytes
            if tries_left == 0 or not went_on:
                raise ModelsError(
                    f"{url}: the connection failed after {_size(part) / 1e6:.1f} MB ({_told(error)}). "
                    "Run the same command again to go on from there."
                ) from error
        except httpx.InvalidURL as error:
            raise ModelsError(f"{url}: is no address ({error}).") from error
        except OSError as error:
            raise ModelsError(f"{part}: cannot be written ({error.strerror or error}).") from error
    raise ModelsError(f"{url}: the server does not send the rest. Delete {part} and try again.")


def _fetch_rest(url: str, part: Path, progress: Progress) -> bool:
    """One request. False when the part on disk did not fit and was thrown away."""
    headers = {"Accept-Encoding": "identity", **_resume_headers(url, part)}
    with (
        httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client,
        client.stream("GET", url, headers=headers) as answer,
    ):
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
            return False
        if not answer.is_success:
            raise ModelsError(f"{url}: the server answers {answer.status_code} {answer.reason_phrase}.")
        start_bytes, total_bytes = _extent(answer)
        if start_bytes != 0 and start_bytes != _size(part):
            part.unlink(missing_ok=True)
            return False
        if total_bytes is not None:
            require_space(part.parent, total_bytes - start_bytes)
        _notes_of(part).write_text(json.dumps(_notes(url, answer)), encoding="utf-8")
        _write(answer, part, start_bytes, total_bytes, progress)
    return True


def _write(answer: httpx.Response, part: Path, start_bytes: int, total_bytes: int | None, progress: Progress) -> None:
    done_bytes = start_bytes
    with part.open("ab" if start_bytes else "wb") as file:
        progress(done_bytes, total_bytes)
        for chunk in answer.iter_bytes():
            file.write(chunk)
            done_bytes += len(chunk)
            progress(done_bytes, total_bytes)


def _extent(answer: httpx.Response) -> tuple[int, int | None]:
    """Where the body starts in the file, and the file's whole length if told."""
    if answer.status_code == httpx.codes.PARTIAL_CONTENT:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
        if found is None:
            raise ModelsError(f"{answer.url}: the server sent a part without saying which.")
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = answer.headers.get("Content-Length", "")
    return 0, int(length) if length.isdigit() else None


def _resume_headers(url: str, part: Path) -> dict[str, str]:
    """Asks for the rest only where the server can tell whether the file is still the same."""
    have_bytes = _size(part)
    try:
        notes = json.loads(_notes_of(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    validator = notes.get("validator") if isinstance(notes, dict) and notes.get("url") == url else None
    if not have_bytes or not validator:
        return {}
    return {"Range": f"bytes={have_bytes}-", "If-Range": str(validator)}


def _notes(url: str, answer: httpx.Response) -> dict[str, str]:
    etag = answer.headers.get("ETag", "")
    strong = etag if etag and not etag.startswith("W/") else ""
    return {"url": url, "validator": strong or answer.headers.get("Last-Modified", "")}


def forget(part: Path) -> None:
    """Throws away what was got."""
    part.unlink(missing_ok=True)
    _notes_of(part).unlink(missing_ok=True)


def _notes_of(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _told(error: httpx.TransportError) -> str:
    return str(error) or type(error).__name__
