"""A model arrives whole or not at all, over a good server and over bad ones."""

from __future__ import annotations

import dataclasses
import hashlib
import stat
import zipfile
from pathlib import Path

import pytest

from assistant.models.archive import unpack
from assistant.models.catalogue import KnownModel
from assistant.models.check import check_model
from assistant.models.download import download
from assistant.models.errors import ModelsError
from assistant.models.fetch import fetch_model

from .conftest import NAME, Server, zip_of


def _quiet(done: int, total: int | None) -> None:
    """Progress that nobody watches."""


def test_a_model_is_fetched_verified_and_put_in_place(server: Server, model: KnownModel, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    folder = fetch_model(model, tmp_path, lambda done, total: seen.append((done, total)), server.url)
    assert folder == tmp_path / NAME
    check_model(folder)
    assert seen[0] == (0, len(server.offer.body))
    assert seen[-1] == (len(server.offer.body), len(server.offer.body))
    assert not list((tmp_path / ".downloads").iterdir())


def test_a_broken_connection_is_resumed_in_the_same_call(server: Server, model: KnownModel, tmp_path: Path) -> None:
    server.offer.break_after = [300_000, 500_000]
    check_model(fetch_model(model, tmp_path, _quiet, server.url))
    ranges = [asked.get("Range") for asked in server.offer.asked]
    assert ranges == [None, "bytes=300000-", "bytes=800000-"]


def test_a_later_call_goes_on_where_the_first_stopped(server: Server, model: KnownModel, tmp_path: Path) -> None:
    server.offer.break_after = [400_000, 0]
    with pytest.raises(ModelsError, match=r"connection failed after 0\.4 MB"):
        fetch_model(model, tmp_path, _quiet, server.url)
    check_model(fetch_model(model, tmp_path, _quiet, server.url))
    assert server.offer.asked[-1]["Range"] == "bytes=400000-"
    assert server.offer.asked[-1]["If-Range"] == '"one"'


def test_a_server_without_ranges_starts_again(server: Server, model: KnownModel, tmp_path: Path) -> None:
    server.offer.ranges = False
    server.offer.break_after = [400_000]
    check_model(fetch_model(model, tmp_path, _quiet, server.url))
    assert len(server.offer.asked) == 2


def test_a_file_changed_in_between_is_not_patched_together(server: Server, model: KnownModel, tmp_path: Path) -> None:
    server.offer.break_after = [400_000, 0]
    with pytest.raises(ModelsError):
        fetch_model(model, tmp_path, _quiet, server.url)
    server.offer.etag = '"two"'
    check_model(fetch_model(model, tmp_path, _quiet, server.url))


def test_a_part_longer_than_the_file_is_thrown_away(server: Server, model: KnownModel, tmp_path: Path) -> None:
    server.offer.break_after = [400_000, 0]
    with pytest.raises(ModelsError):
        fetch_model(model, tmp_path, _quiet, server.url)
    part = tmp_path / ".downloads" / f"{NAME}.zip.part"
    part.write_bytes(part.read_bytes() + bytes(len(server.offer.body)))
    check_model(fetch_model(model, tmp_path, _quiet, server.url))


def test_a_wrong_checksum_leaves_nothing(server: Server, model: KnownModel, tmp_path: Path) -> None:
    wrong = dataclasses.replace(model, md5="0" * 32)
    with pytest.raises(ModelsError, match="wrong checksum"):
        fetch_model(wrong, tmp_path, _quiet, server.url)
    assert not (tmp_path / NAME).exists()
    assert not list((tmp_path / ".downloads").iterdir())


def test_without_a_published_checksum_the_first_digest_counts(
    server: Server, model: KnownModel, builtin: Path, tmp_path: Path
) -> None:
    unpublished = dataclasses.replace(model, md5=None)
    fetch_model(unpublished, tmp_path, _quiet, server.url)
    assert hashlib.sha256(server.offer.body).hexdigest() in (tmp_path / "digests.json").read_text()
    files = {f"{NAME}/{f.relative_to(builtin)}": f.read_bytes() for f in builtin.rglob("*") if f.is_file()}
    server.offer.body = zip_of({**files, f"{NAME}/README": b"renewed"})
    with pytest.raises(ModelsError, match="not the one fetched before"):
        fetch_model(unpublished, tmp_path, _quiet, server.url)
    check_model(tmp_path / NAME)


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_refusal_is_told(server: Server, model: KnownModel, tmp_path: Path, status: int) -> None:
    server.offer.status = status
    with pytest.raises(ModelsError, match=f"answers {status}"):
        fetch_model(model, tmp_path, _quiet, server.url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x.zip", "nonsense", "http://[", "ftp://127.0.0.1/x.zip"])
def test_no_server_is_told(model: KnownModel, tmp_path: Path, url: str) -> None:
    with pytest.raises(ModelsError):
        fetch_model(model, tmp_path, _quiet, url)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"no zip at all", "damaged"),
        (b"", "damaged"),
        (zip_of({f"{NAME}/README": b"hello"}), "missing or empty"),
        (zip_of({}), "missing or empty"),
        (zip_of({"../../escaped": b"x"}), "unsafe entry"),
        (zip_of({"/absolute": b"x"}), "unsafe entry"),
        (zip_of({"a\\..\\..\\b": b"x"}), "unsafe entry"),
        (zip_of({"zeros": bytes(90 << 20)}), "too much"),
    ],
)
def test_a_bad_archive_changes_nothing(
    server: Server, model: KnownModel, tmp_path: Path, body: bytes, told: str
) -> None:
    models = tmp_path / "deep" / "models"
    models.mkdir(parents=True)
    server.offer.body = body
    with pytest.raises(ModelsError, match=told):
        fetch_model(dataclasses.replace(model, md5=None), models, _quiet, server.url)
    assert [entry.name for entry in models.iterdir()] == [".downloads"]
    assert not list((models / ".downloads").iterdir())
    assert not (tmp_path / "escaped").exists()


def test_a_truncated_archive_is_damaged(server: Server, model: KnownModel, tmp_path: Path) -> None:
    body = bytearray(server.offer.body)
    body[len(body) // 2] ^= 0xFF
    server.offer.body = bytes(body)
    with pytest.raises(ModelsError, match="damaged"):
        fetch_model(dataclasses.replace(model, md5=None), tmp_path, _quiet, server.url)
    assert not (tmp_path / NAME).exists()


def test_a_link_in_the_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("out")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "linked.zip", "w") as opened:
        opened.writestr(link, "/etc/passwd")
    (tmp_path / "into").mkdir()
    with pytest.raises(ModelsError, match="unsafe entry"):
        unpack(tmp_path / "linked.zip", tmp_path / "into")


def test_a_full_disk_is_told_before_the_download(
    server: Server, model: KnownModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nearly:
        free = 1000

    monkeypatch.setattr("shutil.disk_usage", lambda folder: Nearly)
    with pytest.raises(ModelsError, match="are free"):
        fetch_model(model, tmp_path, _quiet, server.url)


def test_a_disk_that_fills_up_on_the_way_is_told(server: Server, tmp_path: Path) -> None:
    part = tmp_path / "model.zip.part"
    part.symlink_to("/dev/full")
    with pytest.raises(ModelsError, match="No space left"):
        download(server.url, part, _quiet)


def test_a_models_folder_that_is_a_file_is_told(server: Server, model: KnownModel, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("")
    with pytest.raises(ModelsError, match="cannot be made"):
        fetch_model(model, tmp_path / "models", _quiet, server.url)


def test_a_damaged_folder_is_replaced(server: Server, model: KnownModel, tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "half").write_text("x")
    check_model(fetch_model(model, tmp_path, _quiet, server.url))
    assert not (tmp_path / NAME / "half").exists()
