"""Says the plan once and lets every model hear the same sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.hearing.cry import classify_cry
from assistant.hearing.vosk_recognizer import VoskRecognizer
from assistant.hearing.wake_word import after_wake_word
from assistant.models.choose import ChosenModel
from assistant.ports import Cry
from config.settings import HearingSettings
from xiaoan.bench.hear.figures import HearingFigures
from xiaoan.bench.hear.listen import listen
from xiaoan.bench.hear.plan import Plan
from xiaoan.bench.hear.recordings import hear_recordings
from xiaoan.bench.hear.rooms import Room
from xiaoan.bench.hear.voices import background_talk, require_voices, spoken_aloud

Progress = Callable[[int, int], None]  # heard so far, of how many

_NO_WORDS = frozenset({"<eps>", "[unk]", "<unk>", "<UNK>", "[UNK]", "#0", "<s>", "</s>", "!SIL", "<SPOKEN_NOISE>"})


def measure_hearing(
    models: Sequence[ChosenModel],
    plan: Plan,
    progress: Progress,
    recordings: Sequence[Path] = (),
    settings: HearingSettings | None = None,
) -> list[HearingFigures]:
    """The figures of each model, in order. Raises XiaoanError, and RecognizerError for a model that cannot be used.

    Only the recordings are heard through voice activity; of the other `settings` all take the watch for cries.
    """
    settings = settings or HearingSettings()
    require_voices()
    recognizers = [VoskRecognizer(model) for model in models]
    figures = [_figures_of(model, plan.seed) for model in models]
    room = Room(background_talk(plan.background))
    done, total = 0, (plan.heard + len(recordings)) * len(models)

    def done_one() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    if recordings:
        for recognizer, figure in zip(recognizers, figures, strict=True):
            figure.recordings = hear_recordings(recordings, recognizer, settings, done_one)
    for one, clean in spoken_aloud(plan.spoken):
        definite = classify_cry(one.text) is Cry.DEFINITE
        calls = after_wake_word(one.text) is not None
        for condition in one.conditions:
            pcm = room.heard(clean, one.voice, condition)
            for recognizer, figure in zip(recognizers, figures, strict=True):
                figure.add(one, condition.ratio_db, listen(recognizer, pcm, settings.cry_steady_s), definite, calls)
                done_one()
    return figures


def _figures_of(model: ChosenModel, seed: int) -> HearingFigures:
    size = sum(file.stat().st_size for file in model.folder.rglob("*") if file.is_file())
    return HearingFigures(model.name, str(model.folder), size / 1e6, _words(model.folder), seed)


def _words(folder: Path) -> int | None:
    try:
        lines = (folder / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return len({line.split()[0] for line in lines if line.strip()} - _NO_WORDS)
