"""Finding a Python that really runs, and uv."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from say import SetupError, line, output, run, timed
from system import install_packages

# A shim on PATH may exist and fail, and a self-built Python may lack modules: only one that prints this is taken.
PROBE = "import sys, ssl, sqlite3, venv; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"
TOOLS = Path(".tools/uv")
PYTHONS = Path(".tools/python")  # where uv puts a Python it downloads: in the project, so that a service can read it


def version_of(python: Path) -> str | None:
    """The version ("3.11") of an interpreter that runs and has what is needed, else None."""
    printed = output([str(python), "-I", "-c", PROBE])
    return printed.split("\n")[0] if printed else None


def find_python(versions: Sequence[str], uv: str) -> str:
    """The full path of an interpreter of one of the versions, the first of them liked best.

    When none runs: the first version itself, which makes uv download one.
    """
    for version in versions:
        for candidate in _candidates(version, uv):
            printed = output([str(candidate), "-I", "-c", PROBE])
            if printed and printed.split("\n")[0] == version:
                return printed.split("\n")[1]
    line(f"no Python {' or '.join(versions)} that runs was found; uv will download {versions[0]}")
    return versions[0]


def _candidates(version: str, uv: str) -> Iterator[Path]:
    name = f"python{version}"
    for folder in ("/usr/bin", "/usr/local/bin"):
        if (Path(folder) / name).exists():
            yield Path(folder) / name
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(pyenv.glob(f"{version}.*/bin/{name}"), reverse=True)
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    listed = output([uv, "python", "list", "--only-installed", version]) or ""
    for row in listed.splitlines():
        words = row.split()
        if len(words) > 1 and words[1].startswith("/"):
            yield Path(words[1])


def find_uv() -> str:
    """A uv that runs: on PATH, in .tools/uv, or installed there with pip. Raises SetupError."""
    for candidate in (shutil.which("uv"), str(TOOLS / "bin" / "uv")):
        if candidate and output([candidate, "--version"]):
            return str(Path(candidate).absolute())
    with timed(f"installing uv into {TOOLS}"):
        shutil.rmtree(TOOLS, ignore_errors=True)
        _make_tools()
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--require-hashes", "-r", "requirements/tools.txt"])
    uv = str((TOOLS / "bin" / "uv").absolute())
    if output([uv, "--version"]) is None:
        raise SetupError("uv was installed into .tools/uv and does not run; install uv and start again")
    return uv


def _make_tools() -> None:
    """An environment with pip. Debian keeps what that takes in a package of its own."""
    venv = [sys.executable, "-m", "venv", str(TOOLS)]
    if output([sys.executable, "-c", "import ensurepip, venv"]) is None:
        install_packages(["python3-venv"])
    run(venv)
