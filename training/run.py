"""All steps in their order; the composition root of the training."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.voice.normalize import normalize
from assistant.voice.pinyin import to_pinyin
from training.corpus.build import Corpus, build_corpus
from training.network.layers import LAYERS
from training.settings import Settings
from training.sound.prepare_all import prepare_all
from training.speech.casting import cast, cast_as
from training.speech.espeak import Espeak, Manner
from training.speech.invented import invented_voices
from training.speech.synthesize import synthesize
from training.speech.voice_data import with_voices
from training.syllables import all_syllables
from training.trial import TrialFigures, TrialSound, hear_trial, trial_sounds
from training.vosk_model.acoustic_model import acoustic_model
from training.vosk_model.files import Decoding, write_model, write_words
from training.vosk_model.phone_set import PhoneSet
from training.work_folder import WorkFolder, code_of

Progress = Callable[[str, float, str], None]
"""Called with the step's name, the share that is done and words."""

HERE = Path(__file__).resolve().parent
_DATA = "espeak-ng-data"
_HELD_BACK_SHARDS = 2
_SCALES, _UNKNOWN_COSTS = (0.25, 0.35, 0.5), (3.0, 4.0, 5.0)


@dataclass(frozen=True)
class Trained:
    """The finished model's folder, and what the trial said."""

    folder: Path
    words: int
    sentences: int
    voices: int
    decoding: Decoding
    figures: TrialFigures


def read_pinyin(text: str) -> str:
    """As the product's own voice reads it."""
    return to_pinyin(normalize(text))


def train(root: Path, settings_file: Path, settings: Settings, work: WorkFolder, progress: Progress) -> Trained:
    """Makes the model from the project under `root`. Goes on where an interrupted run stopped. Raises TrainingError."""
    progress("corpus", 0.0, "reading the intents' examples")
    corpus = build_corpus(root, settings.corpus, settings.seed, read_pinyin)
    progress("corpus", 1.0, f"{len(corpus.vocabulary.words)} words, {len(corpus.spoken)} sentences")
    lines = [read_pinyin(text) for text in corpus.spoken] + list(corpus.unknown)
    random.Random(settings.seed).shuffle(lines)
    espeak, data = Espeak(), (work.root / _DATA).resolve()
    with_voices(espeak.data, data, invented_voices(settings.voices.invented, settings.seed))
    said = cast(lines, settings.voices, espeak.variants(), settings.seed)
    spoken = _speak(said, "speech", data, settings, work, progress)
    features = _features(spoken, settings_file, settings, work, progress)
    phones = PhoneSet(settings.network.tones)
    am = _network(features, phones, settings, work, progress)
    sounds = _trial_sounds(corpus, data, settings, work, progress)
    folder, decoding, figures = _choose(am, corpus, phones, sounds, settings, work, progress)
    voices = len({manner.variant for _, manner in said})
    return Trained(folder, len(corpus.vocabulary.words), len(said), voices, decoding, figures)


def _speak(
    lines: Sequence[tuple[str, Manner]],
    name: str,
    data: Path,
    settings: Settings,
    work: WorkFolder,
    progress: Progress,
) -> list[Path]:
    made_of = (repr(lines), repr(settings.synthesis), str(settings.network.tones), code_of(HERE / "speech"))
    folder, tones = work.step(name, *made_of), settings.network.tones
    return synthesize(lines, folder, data, settings.synthesis, tones, _shards_told(progress, name))


def _features(
    spoken: Sequence[Path], settings_file: Path, settings: Settings, work: WorkFolder, progress: Progress
) -> list[Path]:
    made_of = (repr(settings.augment), str(settings.seed), code_of(HERE / "sound"), _stamp_of(spoken[0].parent))
    folder = work.step("features", *made_of)
    processes = settings.synthesis.processes
    return prepare_all(spoken, folder, settings_file, settings.seed, processes, _shards_told(progress, "features"))


def _network(
    features: Sequence[Path], phones: PhoneSet, settings: Settings, work: WorkFolder, progress: Progress
) -> bytes:
    """The acoustic model's file."""
    from training.network.batches import FeatureStore
    from training.network.fit import fit

    made_of = (repr(settings.network), repr(LAYERS), code_of(HERE / "network"), _stamp_of(features[0].parent))
    folder = work.step("network", *made_of)
    finished = folder / "final.mdl"
    if not finished.exists():
        progress("network", 0.0, "reading the features")
        held_back = FeatureStore(features[-_HELD_BACK_SHARDS:])
        store = FeatureStore(features[:-_HELD_BACK_SHARDS] or features)
        densities = phones.density_count()
        network = fit(
            store,
            held_back,
            densities,
            settings.network,
            settings.seed,
            folder / "checkpoint.pt",
            lambda share, words: progress("network", share, words),
        )
        finished.write_bytes(acoustic_model(phones, network.folded(), store.counts(densities)))
    progress("network", 1.0, f"{finished.stat().st_size / 1e6:.1f} MB")
    return finished.read_bytes()


def _trial_sounds(
    corpus: Corpus, data: Path, settings: Settings, work: WorkFolder, progress: Progress
) -> list[TrialSound]:
    texts: list[str | None] = [*corpus.trial]
    foreign = random.Random(settings.seed).sample(corpus.trial_unknown, min(120, len(corpus.trial_unknown)))
    lines = [read_pinyin(text) for text in (*corpus.trial, *foreign)]
    manners = cast_as(lines, settings.voices.trial, settings.voices, settings.seed)
    shards = _speak(manners, "trial", data, settings, work, progress)
    return trial_sounds(shards, texts + [None] * len(foreign), settings.synthesis.shard, settings.seed)


def _choose(
    am: bytes,
    corpus: Corpus,
    phones: PhoneSet,
    sounds: Sequence[TrialSound],
    settings: Settings,
    work: WorkFolder,
    progress: Progress,
) -> tuple[Path, Decoding, TrialFigures]:
    """Tries the decoder's settings: the best model's folder, and why."""
    tried: list[tuple[float, Path, Decoding, TrialFigures]] = []
    root = work.root / "models"
    shutil.rmtree(root, ignore_errors=True)
    choices = [Decoding(*each) for each in itertools.product(_SCALES, _UNKNOWN_COSTS)]
    with ProcessPoolExecutor(settings.synthesis.processes) as pool:
        running = []
        for decoding in choices:
            folder = root / f"{decoding.acoustic_scale}-{decoding.unknown_cost}"
            write_model(folder, am, decoding)
            _words_for(folder, decoding, corpus, phones, settings, root)
            running.append((folder, decoding, pool.submit(hear_trial, folder, sounds)))
        for number, (folder, decoding, each) in enumerate(running, 1):
            figures = each.result()
            tried.append((figures.score, folder, decoding, figures))
            progress("trial", number / len(running), f"{decoding}: {figures}")
    _, folder, decoding, figures = max(tried, key=lambda each: each[0])
    (work.root / "trial.json").write_text(
        json.dumps([{**asdict(each[2]), **asdict(each[3])} for each in tried], indent=1)
    )
    return folder, decoding, figures


def _words_for(
    folder: Path, decoding: Decoding, corpus: Corpus, phones: PhoneSet, settings: Settings, root: Path
) -> None:
    """The graph depends on the unknown word's cost only: copied where it was made before."""
    same = next(root.glob(f"*-{decoding.unknown_cost}/graph/words.txt"), None)
    if same is not None:
        shutil.copytree(same.parent, folder / "graph", dirs_exist_ok=True)
        return
    write_words(
        folder, corpus.model_text, corpus.readings, all_syllables(), phones, settings.graph, decoding.unknown_cost
    )


def _shards_told(progress: Progress, name: str) -> Callable[[int, int], None]:
    return lambda done, of: progress(name, done / max(1, of), f"{done} of {of} shards")


def _stamp_of(folder: Path) -> str:
    return (folder / "made-of.txt").read_text()
