"""A conversation with the real server over recording skills."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.actions.server import create_action_app
from assistant.dialogue.rasa_client import RasaDialogue
from tests.assistant.dialogue.recording import Home
from tests.assistant.dialogue.story_home import Dwelling, StoryHome
from tests.rasa_server import RasaServer, served

SHANGHAI = ZoneInfo("Asia/Shanghai")


class FixedClock:
    """Half past eight in the morning in Shanghai."""

    trusted = True

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


@pytest.fixture
async def home(rasa_server: RasaServer) -> AsyncIterator[Home]:
    """Recording skills, served where the Rasa server looks for them."""
    made = Home()
    app = create_action_app(tuple(made.skills.values()), (made.form,), FixedClock(), SHANGHAI, lambda: "wang")
    async with served(app, rasa_server.settings.actions_port):
        yield made


@pytest.fixture
async def dialogue(rasa_server: RasaServer) -> AsyncIterator[RasaDialogue]:
    client = RasaDialogue(rasa_server.url, rasa_server.settings.timeout_s)
    yield client
    await client.close()


@pytest.fixture
async def dwelling(rasa_server: RasaServer, dialogue: RasaDialogue, tmp_path: Path) -> AsyncIterator[Dwelling]:
    """A home with its real skills and reminder table, served where the Rasa server looks for them."""
    made = Dwelling(tmp_path, dialogue)
    made.start()
    async with served(made, rasa_server.settings.actions_port):
        yield made
    made.power_fails()


@pytest.fixture
def story(dwelling: Dwelling) -> StoryHome:
    """The speaker of a home whose power does not fail."""
    return dwelling.home
