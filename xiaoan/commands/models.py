"""`xiaoan models list|fetch|check`: the speech models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xiaoan.context import phrases_of, settings_of

if TYPE_CHECKING:
    from assistant.models.catalogue import KnownModel
    from config.phrases import Phrases
    from config.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def list_models(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Lists the speech models: which there are, which are on this machine, which one is in use.

    With --json a line for each: {"name", "language", "mb", "builtin", "present", "in_use"}.

    Example: xiaoan models list

    Exit codes: 0 done; 2 the settings cannot be read.
    """
    from assistant.models.catalogue import KNOWN_MODELS, folder_of

    settings = settings_of(ctx)
    used = _used(settings)
    rows = [
        {
            "name": model.name,
            "language": model.language,
            "mb": round(model.archive_bytes / 1e6, 1),
            "builtin": model.builtin,
            "present": folder_of(model, _models_dir(settings)).is_dir(),
            "in_use": model.name == used,
        }
        for model in KNOWN_MODELS
    ]
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    else:
        _show(rows, settings, phrases_of(settings))


def fetch(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name of `xiaoan models list`. Default: the small one.")] = "",
    source: Annotated[str, typer.Option("--from", help="Another address of the same zip file.", metavar="URL")] = "",
    as_json: AsJson = False,
) -> None:
    """Downloads a speech model, verifies it, tries it and puts it in place. An interrupted download is resumed.

    With --json one line at the end: {"name", "folder"}.

    Example: xiaoan models fetch vosk-model-small-cn-0.22

    Exit codes: 0 in place; 2 it could not be got, and why.
    """
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from assistant.models.catalogue import recommended
    from assistant.models.fetch import fetch_model

    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    model = _known(name, phrases) if name else recommended(settings.home.language)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=as_json) as bar:
        task = bar.add_task(phrases("assistant.models.fetching", name=model.name), total=None)
        folder = fetch_model(
            model,
            _models_dir(settings),
            lambda done, total: bar.update(task, completed=done, total=total),
            source or None,
        )
    if as_json:
        print(json.dumps({"name": model.name, "folder": str(folder)}, ensure_ascii=False))
        return
    print(phrases("assistant.models.fetched", name=model.name, folder=folder))
    print(phrases("assistant.models.restart"))


def check(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A model's name or folder. Default: every one on this machine.")] = "",
    as_json: AsJson = False,
) -> None:
    """Checks the speech models on this machine by loading each in a process of its own.

    With --json a line for each: {"name", "folder", "ok", "reason"}.

    Example: xiaoan models check

    Exit codes: 0 all are good; 1 one is not; 2 it could not start.
    """
    from assistant.models.check import check_model
    from assistant.ports import RecognizerError

    settings = settings_of(ctx)
    phrases = phrases_of(settings)
    all_good = True
    for label, folder in _to_check(name, settings):
        reason = ""
        try:
            check_model(folder)
        except RecognizerError as error:
            reason, all_good = str(error), False
        if as_json:
            row = {"name": label, "folder": str(folder), "ok": not reason, "reason": reason}
            print(json.dumps(row, ensure_ascii=False))
        else:
            key = "bad" if reason else "good"
            print(phrases(f"assistant.models.{key}", name=label, folder=folder, reason=reason))
    if not all_good:
        raise typer.Exit(1)


def _models_dir(settings: Settings) -> Path:
    return settings.data_dir / "models"


def _used(settings: Settings) -> str:
    """The name the settings lead to, without trying it."""
    from assistant.models.choose import AUTO, present_models

    setting = settings.speaker.hearing.model
    if setting != AUTO:
        return setting
    present = present_models(settings.home.language, _models_dir(settings))
    return present[0].name if present else ""


def _known(name: str, phrases: Phrases) -> KnownModel:
    from assistant.models.catalogue import KNOWN_MODELS, known_model
    from assistant.models.errors import ModelsError

    model = known_model(name)
    if model is None:
        names = ", ".join(one.name for one in KNOWN_MODELS if not one.builtin)
        raise ModelsError(phrases("assistant.models.unknown", name=name, names=names))
    return model


def _to_check(name: str, settings: Settings) -> list[tuple[str, Path]]:
    from assistant.models.catalogue import KNOWN_MODELS, folder_of, known_model

    models_dir = _models_dir(settings)
    if not name:
        folders = [(model.name, folder_of(model, models_dir)) for model in KNOWN_MODELS]
        return [(label, folder) for label, folder in folders if folder.is_dir()]
    model = known_model(name)
    return [(name, folder_of(model, models_dir) if model else Path(name).expanduser())]


def _show(rows: list[dict[str, object]], settings: Settings, phrases: Phrases) -> None:
    from rich.console import Console
    from rich.table import Table

    from assistant.models.catalogue import recommended

    table = Table(title=phrases("assistant.models.title"))
    for column in ("name", "language", "size", "state"):
        table.add_column(phrases(f"assistant.models.column_{column}"), overflow="fold")
    for row in rows:
        kind = "builtin" if row["builtin"] else "present" if row["present"] else "absent"
        state = phrases(f"assistant.models.state_{kind}")
        if row["in_use"]:
            state = phrases("assistant.models.in_use", state=state)
        size = phrases("assistant.models.megabytes", count=row["mb"])
        table.add_row(str(row["name"]), str(row["language"]), size, state)
    console = Console()
    console.print(table)
    if not any(row["present"] and not row["builtin"] and row["language"] == settings.home.language for row in rows):
        console.print(phrases("assistant.models.advice", name=recommended(settings.home.language).name))
