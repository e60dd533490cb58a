"""A speaker with a microphone and a loudspeaker: a spoken wav goes in, the answer is played; no broker, no Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from config.settings import HearingSettings
from hardware.ports import SAMPLE_RATE_HZ, Sound
from tests.end_to_end.lone_speaker import LoneSpeaker
from tests.end_to_end.running_stage import until
from tests.pulse import PrivatePulse, pulse_or_skip
from xiaoan.demo.voice import DemonstrationVoice

pytestmark = pytest.mark.sound

AUDIBLE_RMS = 200.0


@pytest.fixture(scope="module")
def pulse() -> Iterator[PrivatePulse]:
    with pulse_or_skip() as running:
        yield running


@pytest.fixture(scope="module")
def speaker(pulse: PrivatePulse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoneSpeaker]:
    with LoneSpeaker(tmp_path_factory.mktemp("speaker"), pulse) as running:
        until("the microphone to be open", pulse.listened_to)
        yield running


def spoken(text: str, folder: Path, silence_s: float = 0.5) -> Path:
    """A file with the sentence and a silence after it."""
    sound: Sound = DemonstrationVoice().say(text)
    file = folder / "spoken.wav"
    soundfile.write(
        str(file), np.pad(sound.pcm, (8000, round(silence_s * SAMPLE_RATE_HZ))), SAMPLE_RATE_HZ, subtype="PCM_16"
    )
    return file


def loudness(sound: Sound) -> float:
    """The root mean square of what is not silence."""
    voiced = sound.pcm[np.abs(sound.pcm.astype(np.int32)) > 100].astype(np.float64)
    return float(np.sqrt(np.mean(voiced**2))) if len(voiced) else 0.0


def test_the_answer_is_played(pulse: PrivatePulse, speaker: LoneSpeaker, tmp_path: Path) -> None:
    heard_before, said_before = len(speaker.lines("heard")), len(speaker.lines("said"))
    with pulse.recorder() as recorder:
        pulse.speak(spoken("小安小安现在几点", tmp_path))
        answer = recorder.wait_for_sound(60)
    assert loudness(answer) > AUDIBLE_RMS
    assert [line.replace(" ", "") for line in speaker.lines("heard")[heard_before:]] == ["小安小安现在几点"]
    said = speaker.lines("said")[said_before:]
    assert len(said) == 1
    assert said[0].startswith("现在是")
    assert speaker.alerts() == []
    assert speaker.sounds_kept() <= {("home", "voice"), ("home", "media")}  # its own lines, and the music
    assert "几点" not in speaker.log()


def test_a_cry_is_written_and_answered_aloud(pulse: PrivatePulse, speaker: LoneSpeaker, tmp_path: Path) -> None:
    speaker.quiet()
    said_before = len(speaker.lines("said"))
    with pulse.recorder() as recorder:
        pulse.speak(spoken("救命救命", tmp_path))
        until("an alert on disk", speaker.alerts)
        answer = recorder.wait_for_sound(60)
    assert loudness(answer) > AUDIBLE_RMS
    assert "叫人" in speaker.lines("said")[said_before]
    alert = speaker.alerts()[0]
    assert (alert["kind"], alert["urgency"], len(speaker.alerts())) == ("cry", "emergency", 1)
    assert "救命" in alert["said"].replace(" ", "")


def test_what_is_not_meant_for_it_is_left_alone(pulse: PrivatePulse, speaker: LoneSpeaker, tmp_path: Path) -> None:
    speaker.quiet()
    heard_before, partials = len(speaker.lines("heard")), len(speaker.lines("partial"))
    pulse.speak(spoken("今天天气怎么样", tmp_path, HearingSettings().endpoint_unfinished_s + 1))
    until("the words to be understood", lambda: len(speaker.lines("partial")) > partials)
    pulse.speak(spoken("小安小安现在几点", tmp_path))
    until("the next request", lambda: len(speaker.lines("heard")) > heard_before)
    assert [line.replace(" ", "") for line in speaker.lines("heard")[heard_before:]] == ["小安小安现在几点"]
