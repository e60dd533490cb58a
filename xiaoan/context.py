"""What every command knows: the global options, and the settings they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from config.phrases import Phrases
    from config.settings import Settings


@dataclass(frozen=True)
class Launch:
    """The global options, as given. None: from the environment, else the default."""

    config: Path | None = None
    data: Path | None = None

    def settings(self) -> Settings:
        """Raises ConfigError."""
        from config.load import load_settings

        return load_settings(self.config, self.data)


def settings_of(ctx: typer.Context) -> Settings:
    """The settings a command runs with. Raises ConfigError."""
    return launch_of(ctx).settings()


def launch_of(ctx: typer.Context) -> Launch:
    """The global options of this call."""
    found = ctx.find_object(Launch)
    return found if found is not None else Launch()


def phrases_of(settings: Settings) -> Phrases:
    """The sentences in the home's language."""
    from config.phrases import load_phrases

    return load_phrases(settings.home.language)


def log_to_stderr() -> None:
    """stdout is for the answer."""
    import sys

    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
