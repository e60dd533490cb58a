"""Fills a new home's music folder with the sample pieces of the package."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import structlog

SOUND_FILES = (".flac", ".ogg", ".mp3")


def install_samples(folder: Path) -> None:
    """Only into a folder that does not exist yet: what a family removed stays removed."""
    if folder.exists():
        return
    try:
        folder.mkdir(parents=True)
        for piece in resources.files("assistant").joinpath("samples").iterdir():
            if piece.name.endswith(SOUND_FILES):
                with resources.as_file(piece) as file:
                    shutil.copy(file, folder / piece.name)
    except OSError as error:
        structlog.get_logger().error("the sample pieces could not be copied", reason=str(error))
