"""Rules about the whole tree that no other tool checks."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 350
# Built here in pieces, so that this file does not name them itself.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("pypi", "python", "org"), ("mirrors", "aliyun", "com"),
        ("pypi", "tuna", "tsinghua"), ("mirrors", "tuna"), ("pypi", "douban"), ("registry", "npmjs"),
        ("proxy", "golang", "org"), ("deb", "debian", "org"), ("conda", "anaconda", "org"),
    )
)  # fmt: skip
DEVELOPER_PATHS = tuple("/" + name + "/" for name in ("wo" + "rk", "ro" + "ot", "opt/" + "pypi"))
BROAD_EXCEPT_ALLOWED = {Path("xiaoan/supervisor.py")}


def tracked() -> list[Path]:
    """The files that belong to the project: known to git, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    files = (Path(name) for name in listed.stdout.split("\0") if name)
    return sorted(file for file in files if (ROOT / file).is_file())


FILES = tracked()
PYTHON = [file for file in FILES if file.suffix == ".py"]


def text_of(file: Path) -> str:
    """The text; empty for a file that is not text."""
    content = (ROOT / file).read_bytes()
    return "" if b"\0" in content[:8192] else content.decode("utf-8", errors="replace")


def test_there_is_a_tree_to_look_at() -> None:
    assert len(PYTHON) > 50


def test_no_registry_host_is_named() -> None:
    found = [f"{file}: {host}" for file in FILES for host in REGISTRY_HOSTS if host in text_of(file)]
    assert found == []


def test_no_path_of_a_developers_machine_is_named() -> None:
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(path)}" for path in DEVELOPER_PATHS))
    found = [f"{file}: {match[0]}" for file in FILES if (match := pattern.search(text_of(file)))]
    assert found == []


def test_no_python_file_is_long() -> None:
    found = [(str(file), count) for file in PYTHON if (count := len(text_of(file).splitlines())) > MOST_LINES]
    assert found == []


def test_no_second_lock_file() -> None:
    assert [file for file in FILES if file.name in {"uv.lock", "poetry.lock", "Pipfile.lock"}] == []


def test_no_broad_except() -> None:
    """A bare except, or one of Exception or BaseException, alone or in a tuple."""
    found = [
        f"{file}:{node.lineno}"
        for file in PYTHON
        if file not in BROAD_EXCEPT_ALLOWED
        for node in ast.walk(ast.parse(text_of(file), str(file)))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    assert found == []


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names)


@pytest.mark.parametrize("code", ["except:", "except Exception:", "except (OSError, BaseException) as e:"])
def test_a_broad_except_would_be_found(code: str) -> None:
    tree = ast.parse(f"try:\n    pass\n{code}\n    pass")
    assert [_is_broad(node.type) for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)] == [True]


def wanted(name: str) -> set[str]:
    """The packages that a requirements .in file asks for, with the files it includes."""
    found = set()
    for row in text_of(Path(f"requirements/{name}.in")).splitlines():
        if match := re.match(r"-r (\w+)\.in", row):
            found |= wanted(match[1])
        elif match := re.match(r"[A-Za-z0-9._-]+", row):
            found.add(normal(match[0]))
    return found


def normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def pinned(name: str) -> set[str]:
    rows = text_of(Path(f"requirements/{name}.txt")).splitlines()
    return {normal(row.split("==")[0]) for row in rows if re.match(r"[A-Za-z0-9._-]+==", row)}


@pytest.mark.parametrize("name", ["runtime", "dev", "rasa", "tools"])
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    assert wanted(name)
    assert wanted(name) - pinned(name) == set()
    rows = text_of(Path(f"requirements/{name}.txt"))
    entries = re.split(r"\n(?=[A-Za-z0-9])", rows.strip())
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_test_environment_holds_the_same_versions_as_the_runtime() -> None:
    runtime, dev = (
        dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", text_of(Path(f"requirements/{name}.txt")), re.MULTILINE))
        for name in ("runtime", "dev")
    )
    assert {name: version for name, version in runtime.items() if dev.get(name) != version} == {}


def test_every_room_has_its_words_in_both_languages() -> None:
    words = {
        language: {file.name for file in FILES if file.parent == Path("config/words") / language}
        for language in ("zh", "en")
    }
    assert words["zh"] == words["en"]
    assert {"assistant.toml", "bridge.toml", "skills.toml", "station.toml", "xiaoan.toml"} <= words["zh"]


def test_the_command_and_the_versions_of_python_are_as_promised() -> None:
    project = tomllib.loads(text_of(Path("pyproject.toml")))["project"]
    assert project["scripts"] == {"xiaoan": "xiaoan.cli:main"}
    assert project["requires-python"] == ">=3.11,<3.14"


def test_the_licence_is_apaches() -> None:
    text = text_of(Path("LICENSE"))
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert len(text.splitlines()) > 200


def test_continuous_integration_runs_make_test() -> None:
    assert "make test" in text_of(Path(".ci/run"))
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
