"""Logs stay small, and the last line of a dead part is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiaoan.logs import last_line, rotate, shrink


def test_a_small_log_is_kept_and_a_large_one_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("12345")
    rotate(log, largest_bytes=5)
    assert log.read_text() == "12345"
    for text in ("first!", "second", "third!"):
        log.write_text(text)
        rotate(log, largest_bytes=5)
    assert not log.exists()
    assert (tmp_path / "a.log.1").read_text() == "third!"
    assert (tmp_path / "a.log.2").read_text() == "second"
    assert not (tmp_path / "a.log.3").exists()


def test_a_log_that_outgrows_a_running_part_is_emptied_in_place(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    with log.open("ab") as part:
        part.write(b"old " * 10)
        part.flush()
        assert shrink(log, largest_bytes=15)
        part.write(b"new")
    assert log.read_bytes() == b"new"
    assert (tmp_path / "a.log.1").read_bytes() == (b"old " * 10)[-15:]
    assert not shrink(log, largest_bytes=15)


@pytest.mark.parametrize(
    ("content", "since", "line"),
    [
        (b"", 0, ""),
        (b"one\ntwo\n\n  \n", 0, "two"),
        (b"one\ntwo\n", 8, ""),
        (b"one\ntwo\n", 4, "two"),
        (b"half a line", 0, "half a line"),
        (b"\xff\xfe broken\n", 0, "\ufffd\ufffd broken"),
        (b"y" * 20_000, 0, "y" * 300),
        (b"one\n", 900, ""),
    ],
)
def test_last_line(tmp_path: Path, content: bytes, since: int, line: str) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(content)
    assert last_line(log, since) == line


def test_last_line_of_no_file(tmp_path: Path) -> None:
    assert last_line(tmp_path / "none.log") == ""
