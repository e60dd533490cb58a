"""Fixtures that several rooms use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.rasa_server import RasaServer, RasaServerError


@pytest.fixture(scope="session")
def rasa_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaServer]:
    """A real Rasa server with the trained model, started once for the whole run. Without a model the test fails."""
    server = RasaServer(tmp_path_factory.mktemp("rasa") / "rasa.log")
    try:
        server.start()
    except RasaServerError as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.stop()
