"""Gets a speech model: downloaded, verified, unpacked, tried, and put in place in one step."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from assistant.models.archive import unpack
from assistant.models.catalogue import KnownModel
from assistant.models.check import check_model
from assistant.models.download import Progress, download, forget
from assistant.models.errors import ModelsError
from assistant.ports import RecognizerError

_DIGESTS = "digests.json"  # name -> SHA-256 of the archive at its first fetch
_DOWNLOADS = ".downloads"


def fetch_model(model: KnownModel, models_dir: Path, progress: Progress, url: str | None = None) -> Path:
    """The model's folder in `models_dir`, complete and tried. `url` is another place to get the same archive from.

    Blocking. An interrupted download is gone on with at the next call. Raises ModelsError.
    """
    source = url or model.url
    if not source:
        raise ModelsError(f"{model.name} is part of the program; there is nothing to fetch.")
    part = models_dir / _DOWNLOADS / f"{model.name}.zip.part"
    _make(part.parent)
    download(source, part, progress)
    digest = _verify(model, part, models_dir)
    with tempfile.TemporaryDirectory(dir=part.parent, ignore_cleanup_errors=True) as scratch:
        try:
            fresh = unpack(part, Path(scratch))
            check_model(fresh)
        except (ModelsError, RecognizerError) as error:
            forget(part)
            raise ModelsError(f"{source}: {_without_path(str(error), scratch)}") from error
        _put_in_place(fresh, models_dir / model.name, Path(scratch))
    _keep_digest(models_dir, model.name, digest)
    forget(part)
    return models_dir / model.name


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelsError(f"{folder}: cannot be made ({error.strerror}).") from error


def _verify(model: KnownModel, part: Path, models_dir: Path) -> str:
    """The SHA-256 of the archive. Raises ModelsError, and throws the archive away, when it is not the right one."""
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    with part.open("rb") as file:
        while chunk := file.read(1 << 20):
            md5.update(chunk)
            sha256.update(chunk)
    if model.md5 is not None and md5.hexdigest() != model.md5:
        forget(part)
        raise ModelsError(
            f"{model.name}: wrong checksum (MD5 {md5.hexdigest()}, should be {model.md5}). "
            "The file was thrown away; fetch it again."
        )
    first = _kept_digests(models_dir).get(model.name)
    if model.md5 is None and first is not None and first != sha256.hexdigest():
        forget(part)
        raise ModelsError(
            f"{model.name}: the archive is not the one fetched before (SHA-256 {sha256.hexdigest()}, was {first}). "
            f"If the publisher has renewed it, delete its line in {models_dir / _DIGESTS}."
        )
    return sha256.hexdigest()


def _put_in_place(fresh: Path, target: Path, scratch: Path) -> None:
    """An older folder moves aside first, so that no half of one is ever seen."""
    try:
        if target.exists():
            target.rename(scratch / "older")
        fresh.rename(target)
    except OSError as error:
        raise ModelsError(f"{target}: cannot be put in place ({error.strerror}).") from error


def _kept_digests(models_dir: Path) -> dict[str, str]:
    try:
        kept = json.loads((models_dir / _DIGESTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep_digest(models_dir: Path, name: str, digest: str) -> None:
    kept = {**_kept_digests(models_dir), name: digest}
    try:
        (models_dir / _DIGESTS).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ModelsError(f"{models_dir / _DIGESTS}: cannot be written ({error.strerror}).") from error


def _without_path(text: str, scratch: str) -> str:
    return text.replace(scratch + "/", "").replace(scratch, "the archive")
