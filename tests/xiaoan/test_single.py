"""A second `up` on the same data folder is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xiaoan.single import AlreadyRunning, holder, only_one


def test_the_second_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(AlreadyRunning) as refused, only_one(tmp_path):
        pytest.fail("held twice")
    assert refused.value.pid == os.getpid()
    assert str(tmp_path) in str(refused.value)


def test_the_folder_is_free_again_after_the_end_and_after_a_kill(tmp_path: Path) -> None:
    with only_one(tmp_path):
        assert holder(tmp_path) == os.getpid()
    assert holder(tmp_path) is None
    script = (
        "import sys, time, pathlib\nfrom xiaoan.single import only_one\n"
        "with only_one(pathlib.Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        assert holder(tmp_path) == child.pid
        child.kill()
    with only_one(tmp_path):
        assert holder(tmp_path) == os.getpid()


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError), only_one(tmp_path / "file" / "data"):
        pytest.fail("held")
