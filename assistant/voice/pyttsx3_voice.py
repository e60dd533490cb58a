"""pyttsx3 in a warm helper process that is started again when it dies, stalls or has spoken long enough."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.ports import SynthesisError
from assistant.voice.front_end import Script, script_for
from assistant.voice.worker_process import WorkerError, WorkerProcess
from config.settings import Language
from hardware.ports import DeviceError, Sound
from hardware.sound_file import decode_sound

READY_WITHIN_S = 10.0
ANSWER_MARGIN_S = 1.0  # the helper gives up first and says why
UTTERANCES_PER_WORKER = 1000  # espeak-ng in one process crashed between 4,000 and 7,000


class Pyttsx3Voice:
    """SpeechSynthesizer over pyttsx3's save_to_file. Thread-safe, one utterance at a time. `close` ends the helper."""

    def __init__(
        self, language: Language, scratch: Path, command: Sequence[str] | None = None, timeout_s: float = 3.0
    ) -> None:
        """`scratch` holds the wav file between the two processes, and nothing afterwards."""
        self._language = language
        self._scratch = scratch
        self._command = command or (sys.executable, "-I", str(Path(__file__).with_name("pyttsx3_worker.py")))
        self._timeout_s = timeout_s
        self._worker: WorkerProcess | None = None
        self._spoken = 0
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return f"pyttsx3-{self._language}"

    def synthesize(self, text: str, rate: float) -> Sound:
        script = script_for(text, self._language, rate)
        with self._lock, self._own_errors():
            return decode_sound(self._wav(script), "pyttsx3")

    def close(self) -> None:
        """Ends the helper; the next utterance starts a new one."""
        with self._lock:
            self._let_go()

    @contextlib.contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except WorkerError as error:
            self._let_go()
            raise SynthesisError(f"pyttsx3's helper process {error}") from error
        except DeviceError as error:
            raise SynthesisError(str(error)) from error
        except OSError as error:
            raise SynthesisError(f"pyttsx3's file could not be kept ({error.strerror})") from error

    def _wav(self, script: Script) -> bytes:
        """The bytes of the file pyttsx3 wrote; empty when it wrote none."""
        worker = self._warm()
        self._spoken += 1
        self._scratch.mkdir(parents=True, exist_ok=True)
        within_s = self._timeout_s + script.units * 0.01
        with tempfile.TemporaryDirectory(dir=self._scratch, prefix="say-") as folder:
            file = Path(folder, "say.wav")
            order = {
                "text": script.text,
                "voice": script.voice,
                "words_per_minute": script.words_per_minute,
                "file": str(file),
                "within_s": within_s,
            }
            worker.write_line(json.dumps(order))
            answer = worker.read_line(within_s + ANSWER_MARGIN_S)
            if answer != "ok":
                raise WorkerError(f"said: {answer[:200]}")
            with contextlib.suppress(FileNotFoundError):
                return file.read_bytes()
            return b""

    def _warm(self) -> WorkerProcess:
        if self._spoken >= UTTERANCES_PER_WORKER or (self._worker is not None and not self._worker.alive):
            self._let_go()
        if self._worker is None:
            self._worker = WorkerProcess(self._command)
            self._spoken = 0
            self._worker.read_line(READY_WITHIN_S)
        return self._worker

    def _let_go(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None
