"""Piper kept warm: a line of text in, the path of a wav file out, with rhasspy/piper and piper1-gpl alike."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from assistant.ports import SynthesisError
from assistant.voice.front_end import plain_english
from assistant.voice.normalize import normalize
from assistant.voice.worker_process import WorkerError, WorkerProcess
from config.settings import Language
from hardware.ports import DeviceError, Sound
from hardware.sound_file import decode_sound


def find_piper() -> str:
    """The program beside this Python, or on the path; `piper` when there is none."""
    beside = Path(sys.executable).with_name("piper")
    return str(beside) if beside.is_file() else shutil.which("piper") or "piper"


class PiperVoice:
    """SpeechSynthesizer over the program `piper`. The pace is fixed at its start, so a new rate starts it anew."""

    def __init__(
        self, language: Language, voice: Path, scratch: Path, program: str | None = None, timeout_s: float = 8.0
    ) -> None:
        """`voice` is the .onnx file with its .onnx.json beside it."""
        self._language = language
        self._voice = voice
        self._scratch = scratch
        self._program = program or find_piper()
        self._timeout_s = timeout_s
        self._worker: WorkerProcess | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._rate = 0.0
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return f"piper-{self._voice.stem}"

    def synthesize(self, text: str, rate: float) -> Sound:
        line = (normalize(text) if self._language == "zh" else plain_english(text)).strip()
        if not line:
            raise SynthesisError("there is nothing in the text that can be said")
        if not self._voice.is_file():
            raise SynthesisError(f"{self._voice}: no such Piper voice. Set speaker.voice.piper_voice to an .onnx file.")
        with self._lock:
            try:
                return decode_sound(self._wav(line, rate), "piper")
            except WorkerError as error:
                self._let_go()
                hint = "" if shutil.which(self._program) else " (is piper installed?)"
                raise SynthesisError(f"{self._program} {error}{hint}") from error
            except DeviceError as error:
                raise SynthesisError(str(error)) from error
            except OSError as error:
                raise SynthesisError(f"piper's file could not be read ({error.strerror})") from error

    def close(self) -> None:
        """Ends the program; the next utterance starts it again."""
        with self._lock:
            self._let_go()

    def _wav(self, line: str, rate: float) -> bytes:
        worker, folder = self._warm(rate)
        worker.write_line(line)
        until = time.monotonic() + self._timeout_s + len(line) * 0.1
        answer = ""
        while folder not in answer or not answer.endswith(".wav"):
            answer = worker.read_line(max(0.0, until - time.monotonic())).strip()
        file = Path(answer[answer.index(folder) :])
        data = file.read_bytes()
        file.unlink()
        return data

    def _warm(self, rate: float) -> tuple[WorkerProcess, str]:
        if rate != self._rate or (self._worker is not None and not self._worker.alive):
            self._let_go()
        if self._worker is None or self._folder is None:
            self._scratch.mkdir(parents=True, exist_ok=True)
            self._folder = tempfile.TemporaryDirectory(dir=self._scratch, prefix="piper-")
            command = [self._program, "--model", str(self._voice), "--output_dir", self._folder.name]
            self._worker = WorkerProcess([*command, "--length_scale", f"{1 / rate:.3f}"], errors_too=True)
            self._rate = rate
        return self._worker, self._folder.name

    def _let_go(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
