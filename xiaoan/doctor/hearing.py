"""What the speaker hears with and sounds through."""

from __future__ import annotations

import json
import sys

from assistant.hearing.house_words import words_of_settings
from assistant.hearing.own_words import can_be_put_right
from assistant.hearing.vocabulary import Reach, reach
from assistant.hearing.vosk_recognizer import VoskRecognizer
from assistant.models.choose import choose_model
from assistant.ports import RecognizerError
from config.phrases import Phrases
from config.settings import Settings
from xiaoan.doctor.finding import Finding, Words, printed

SOUND_TIMEOUT_S = 20.0
ECHO_FREE = "xiaoan_microphone"  # what deploy/echo-cancel.sh makes
# In a program of its own: ALSA writes to the terminal, and a broken driver may hang or crash.
LIST_SOUND = (
    "import json, sounddevice as s; d = [c for c in s.query_devices()]; "
    "print(json.dumps([[c['name'] for c in d if c[f'max_{k}_channels'] > 0] for k in ('input', 'output')]))"
)


def speech_model(settings: Settings, phrases: Phrases) -> Finding:
    """Loads the model that the speaker would take."""
    words = Words("speech_model", phrases)
    try:
        chosen = choose_model(settings.speaker.hearing.model, settings.home.language, settings.data_dir / "models")
    except RecognizerError as error:
        return words.failed("bad", reason=error)
    if chosen.passed_over:
        return words.warning("bad", reason=" ".join(chosen.passed_over))
    return words.warning("builtin") if chosen.builtin else words.ok(model=chosen.name)


def own_words(settings: Settings, phrases: Phrases) -> Finding:
    """Which of the words in the settings the speech model has, and which it can only be helped with."""
    words = Words("own_words", phrases)
    own = words_of_settings(settings.speaker.hearing.words, settings.home.residents)
    texts = list(dict.fromkeys(word.text for word in own))
    try:
        chosen = choose_model(settings.speaker.hearing.model, settings.home.language, settings.data_dir / "models")
        recognizer = VoskRecognizer(chosen)
    except RecognizerError as error:
        return words.warning("unknown", reason=error)
    reached = {text: reach(text, recognizer.knows) for text in texts}

    def listed(*kinds: Reach) -> str:
        return phrases("xiaoan.doctor.own_words.between").join(t for t in texts if reached[t] in kinds) or "–"

    lost = [text for text in texts if reached[text] is Reach.SOUND and not can_be_put_right(text)]
    if lost:
        return words.warning("lost", words=phrases("xiaoan.doctor.own_words.between").join(lost))
    return words.ok(whole=listed(Reach.WHOLE), pieces=listed(Reach.PIECES), sound=listed(Reach.SOUND))


def sound_card(settings: Settings, phrases: Phrases) -> Finding:
    words = Words("sound_card", phrases)
    wanted = {settings.speaker.hearing.microphone, settings.speaker.voice.output}
    if wanted == {"none"}:
        return words.ok("unneeded")
    listed, reason = printed([sys.executable, "-P", "-c", LIST_SOUND], SOUND_TIMEOUT_S)
    inputs, outputs = json.loads(listed) if not reason else ([], [])
    if inputs and outputs:
        return words.ok(inputs=", ".join(inputs), outputs=", ".join(outputs))
    return words.failed("none") if "sounddevice" in wanted else words.warning("none")


def echo_cancellation(settings: Settings, phrases: Phrases) -> Finding:
    """Whether the microphone that is heard has the loudspeaker taken out; deploy/echo-cancel.sh turns that on."""
    words = Words("echo_cancellation", phrases)
    if settings.speaker.hearing.microphone == "none":
        return words.ok("unneeded")
    source, reason = printed(["pactl", "get-default-source"], SOUND_TIMEOUT_S)
    if reason:
        return words.ok("no_server")
    heard = settings.speaker.hearing.device or source
    if heard in ("pulse", "default", "pipewire"):
        heard = source
    on = heard == ECHO_FREE or "echo-cancel" in heard or "echo_cancel" in heard
    return words.ok(microphone=heard) if on else words.warning("off", microphone=heard)
