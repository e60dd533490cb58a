"""Fixtures that several rooms use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.rasa_server import RasaServer, RasaServerError

WHOLE_HOMES = ("tests/end_to_end/", "tests/xiaoan/test_up_for_real.py", "tests/xiaoan/test_understanding.py")

# A slow machine is no failure, and a run tries what every other run tries; `--hypothesis-profile=wide` looks further.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wide", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: of several processes none is left alone with one of them at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(WHOLE_HOMES))


@pytest.fixture(scope="session", autouse=True)
def _this_machine_without_a_proxy() -> Iterator[None]:
    """Where packages come through a proxy, the servers that the tests start must still be reached directly."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("no_proxy", "NO_PROXY"):
            others = os.environ.get(name)
            patch.setenv(name, ",".join(filter(None, ("localhost,127.0.0.1,::1", others))))
        yield


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
