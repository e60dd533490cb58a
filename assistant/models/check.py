"""Whether a folder holds a speech model that Vosk can use."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from assistant.ports import RecognizerError

_ALWAYS = ("am/final.mdl", "conf/mfcc.conf")
_LOOK_AHEAD = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
_STATIC = ("graph/HCLG.fst",)
_IVECTOR = ("final.dubm", "final.ie", "final.mat", "global_cmvn.stats", "online_cmvn.conf", "splice.conf")

_BASE_MEMORY_BYTES = 4 << 30
_MEMORY_PER_MODEL_BYTE = 6
_BASE_TIMEOUT_S = 30.0
_TIMEOUT_S_PER_MB = 0.2
_VERDICTS = ".checked.json"


def missing_files(folder: Path) -> list[str]:
    """What a Vosk model folder must hold and this one lacks or has empty; relative paths."""
    graph = _STATIC if (folder / _STATIC[0]).exists() else _LOOK_AHEAD
    needed = [*_ALWAYS, *graph]
    if (folder / "ivector").is_dir():
        needed += [f"ivector/{name}" for name in _IVECTOR]
    return [name for name in needed if not _filled(folder / name, may_be_empty=name.endswith("disambig_tid.int"))]


def check_model(folder: Path, verdicts_dir: Path | None = None) -> None:
    """Raises RecognizerError saying what is wrong with the model in `folder`.

    It is loaded once in a process of its own, since some damage ends the process that loads it. A good verdict is kept
    in `verdicts_dir` for as long as no file of the model changes.
    """
    if not folder.is_dir():
        raise RecognizerError(f"Speech model {folder}: there is no such folder. Get one with `xiaoan models fetch`.")
    missing = missing_files(folder)
    if missing:
        raise RecognizerError(f"Speech model {folder}: missing or empty: {', '.join(missing)}. {_mend(folder)}")
    fingerprint = _fingerprint(folder)
    if verdicts_dir is not None and _known_good(verdicts_dir).get(str(folder)) == fingerprint:
        return
    _try_load(folder)
    if verdicts_dir is not None:
        _remember(verdicts_dir, folder, fingerprint)


def _filled(file: Path, may_be_empty: bool) -> bool:
    try:
        return file.is_file() and (may_be_empty or file.stat().st_size > 0)
    except OSError:
        return False


def _try_load(folder: Path) -> None:
    size_bytes = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    limit = _BASE_MEMORY_BYTES + _MEMORY_PER_MODEL_BYTE * size_bytes
    # -P: the program's own folder stays out of the import path, where check.py and fetch.py would shadow others.
    command = [sys.executable, "-P", str(Path(__file__).with_name("try_load.py")), str(folder), str(limit)]
    timeout_s = _BASE_TIMEOUT_S + _TIMEOUT_S_PER_MB * size_bytes / 1e6
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise RecognizerError(f"Speech model {folder}: not loaded within {timeout_s:.0f} s. {_mend(folder)}") from error
    except OSError as error:
        raise RecognizerError(f"Speech model {folder}: cannot be tried ({error.strerror}).") from error
    if done.returncode != 0:
        raise RecognizerError(f"Speech model {folder}: damaged ({_reason(done.stderr)}). {_mend(folder)}")


def _reason(stderr: bytes) -> str:
    """The line of Kaldi's or Python's complaint that says most."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    complaints = [line for line in lines if line.startswith(("ERROR", "ASSERTION_FAILED"))]
    chosen = complaints[0] if complaints else (lines[-1] if lines else "the library ended without a word")
    return chosen.rpartition("() ")[2] if "() " in chosen else chosen


def _mend(folder: Path) -> str:
    return f"Delete the folder and fetch it again: `xiaoan models fetch {folder.name}`."


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            status = file.stat()
            digest.update(f"{file.relative_to(folder)}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _known_good(verdicts_dir: Path) -> dict[str, str]:
    try:
        kept = json.loads((verdicts_dir / _VERDICTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}


def _remember(verdicts_dir: Path, folder: Path, fingerprint: str) -> None:
    """A verdict that cannot be kept costs only a second load at the next start."""
    kept = {**_known_good(verdicts_dir), str(folder): fingerprint}
    temporary = verdicts_dir / f"{_VERDICTS}.new"
    try:
        verdicts_dir.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(kept, indent=1), encoding="utf-8")
        temporary.replace(verdicts_dir / _VERDICTS)
    except OSError:
        return
