"""`xiaoan understand` with a Rasa of its own, over a file of good and bad lines."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from xiaoan.listening import free_ports

LINES = (
    "今天冷不冷".encode(),
    '{"text": "救命啊"}'.encode(),
    b"",
    b'{"text": 5}',
    b"\xff\xfe",
    "。。。".encode(),
    ("好" * 10_000).encode(),
    ("好" * 10_001).encode(),
)


@pytest.mark.rasa
@pytest.mark.timeout(600)
async def test_one_object_per_line_good_or_bad(tmp_path: Path) -> None:
    settings, file = tmp_path / "mine.toml", tmp_path / "lines"
    settings.write_text(f"[speaker.dialogue]\nrasa_port = {free_ports(('rasa',))['rasa']}\ntimeout_s = 100")
    file.write_bytes(b"\n".join(LINES) + b"\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "xiaoan", "--config", str(settings), "understand", "--file", str(file), "--json",
        stdout=PIPE, stderr=PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == 1, err.decode()
    assert "Rasa" in err.decode()  # progress
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(LINES)
    assert ["error" in answer for answer in answers] == [False, False, True, True, True, True, False, True]
    assert set(answers[0]) == {"text", "intent", "confidence", "entities", "cry", "ms"}
    assert (answers[0]["intent"], answers[0]["cry"]) == ("ask_weather", "none")
    assert answers[1]["cry"] == "definite"
    assert answers[6]["text"] == "好" * 10_000
