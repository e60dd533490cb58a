"""The bench's speakers: variants of espeak-ng. A process for each utterance."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from hardware.ports import Pcm
from xiaoan.bench.hear.plan import VOICES, Spoken
from xiaoan.demo.voice import DemonstrationVoice
from xiaoan.errors import XiaoanError

_AT_ONCE = 2
_BATCH = 32


def require_voices(variants: Sequence[str] = VOICES) -> None:
    """Raises XiaoanError when espeak-ng or one of the variants is missing: espeak-ng itself would not say so."""
    try:
        done = subprocess.run(["espeak-ng", "--voices=variant"], capture_output=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError) as error:
        raise XiaoanError(f"espeak-ng cannot speak ({error}). Install it: apt install espeak-ng") from error
    files = {word.rpartition("/")[2] for word in done.stdout.decode("utf-8", "replace").split() if "!v/" in word}
    missing = [variant for variant in variants if variant not in files]
    if missing:
        raise XiaoanError(f"espeak-ng lacks the voices {', '.join(missing)}. Install espeak-ng-data 1.51 or newer.")


def spoken_aloud(spoken: Sequence[Spoken]) -> Iterator[tuple[Spoken, Pcm]]:
    """Each utterance with its clean sound, in order; few are held at a time. Raises XiaoanError."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start in range(0, len(spoken), _BATCH):
            batch = spoken[start : start + _BATCH]
            yield from zip(batch, pool.map(_say, batch), strict=True)


def background_talk(texts: Sequence[str]) -> dict[str, Pcm]:
    """Every voice saying these texts without end, at 16 kHz. Raises XiaoanError."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        said = pool.map(lambda voice: DemonstrationVoice(voice, 1.0).say("，".join(texts)).pcm, VOICES)
        return dict(zip(VOICES, said, strict=True))


def _say(one: Spoken) -> Pcm:
    return DemonstrationVoice(one.voice, one.rate, one.pitch).say(one.text).pcm
