"""Which speech model a home hears with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.models.catalogue import KnownModel, folder_of, known_model, models_for, recommended
from assistant.models.check import check_model
from assistant.ports import RecognizerError
from config.settings import Language

AUTO = "auto"


@dataclass(frozen=True)
class ChosenModel:
    """A checked model. While `builtin`, the program must say that it understands only the demonstration voice.

    `passed_over` tells of better models that are present and damaged.
    """

    name: str
    folder: Path
    builtin: bool
    passed_over: tuple[str, ...] = ()


def choose_model(setting: str, language: Language, models_dir: Path) -> ChosenModel:
    """`setting` is settings.speaker.hearing.model: `auto`, a known name, or a folder. Blocks while a model is tried.

    `auto` takes the best usable model present for the language, in the end the built-in one. Raises RecognizerError.
    """
    if setting == AUTO:
        return _best(language, models_dir)
    model = known_model(setting)
    folder = folder_of(model, models_dir) if model else _as_folder(setting, models_dir)
    if model and not folder.is_dir():
        raise RecognizerError(
            f"Speech model {model.name}: not on this machine. Get it with `xiaoan models fetch {model.name}`."
        )
    check_model(folder, models_dir)
    return ChosenModel(model.name if model else folder.name, folder, bool(model and model.builtin))


def present_models(language: Language, models_dir: Path) -> list[KnownModel]:
    """The known models of a language that have a folder, best first."""
    return [model for model in models_for(language) if folder_of(model, models_dir).is_dir()]


def _best(language: Language, models_dir: Path) -> ChosenModel:
    damaged: list[str] = []
    for model in present_models(language, models_dir):
        folder = folder_of(model, models_dir)
        try:
            check_model(folder, models_dir)
        except RecognizerError as error:
            damaged.append(str(error))
            continue
        return ChosenModel(model.name, folder, model.builtin, tuple(damaged))
    advice = f"Get one with `xiaoan models fetch {recommended(language).name}`."
    told = " ".join(damaged) if damaged else f"No speech model for language '{language}' is on this machine. {advice}"
    raise RecognizerError(told)


def _as_folder(setting: str, models_dir: Path) -> Path:
    """A folder as given, or one beside the fetched models."""
    given = Path(setting).expanduser()
    return given if given.is_absolute() or given.is_dir() else models_dir / setting
