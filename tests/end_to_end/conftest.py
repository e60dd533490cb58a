"""One home and station with all real parts, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.running_stage import RunningStage


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStage]:
    """Broker, Rasa, speaker, bridge and station, started for a file and ended with its last test."""
    with RunningStage(tmp_path_factory.mktemp("stage")) as running:
        yield running


@pytest.fixture
def stage(everything: RunningStage) -> Iterator[RunningStage]:
    """The shared stage, without open alerts before and after each test. It may still be saying its last words."""
    everything.close_alerts()
    yield everything
    everything.close_alerts()
