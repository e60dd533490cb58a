"""graph/: HCLr.fst (sounds to words) and Gr.fst (words in order), which Vosk composes as it goes.

Kept apart so that a program may give a grammar of its own at run time.
"""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.errors import TrainingError
from training.phones import phones_of
from training.vosk_model.language_model import UNKNOWN, Grammar
from training.vosk_model.phone_set import PhoneSet

_PLUGINS = "*-linux-gnu*/fst/*/olabel_lookahead-fst.so"
_SILENCE_COST, _NO_SILENCE_COST = 0.69, 0.69
_STAY_COST = 0.0  # the network knows how long a sound lasts


@dataclass
class _Trie:
    """A state of the tree of sounds: `next` by phone number, `words` that end here with their cost."""

    next: dict[int, _Trie] = field(default_factory=lambda: defaultdict(_Trie))
    words: dict[str, float] = field(default_factory=dict)


def sounds_to_words(
    readings: Mapping[str, Sequence[Sequence[str]]], unknown: Iterable[str], unknown_cost: float, phones: PhoneSet
) -> tuple[list[str], list[str]]:
    """(lines of the transducer in OpenFst's text form, the words by their numbers from 0).

    It goes from transitions to words and back to its beginning, with silence or without. Each of the syllables in
    `unknown` may be heard as [unk], at a cost.
    """
    root = _Trie()
    for word, ways in readings.items():
        for way in ways:
            _add(root, word, way, 0.0, phones)
    for syllable in unknown:
        _add(root, UNKNOWN, [syllable], unknown_cost, phones)
    words = ["<eps>", UNKNOWN, *sorted(readings)]
    number = {word: index for index, word in enumerate(words)}
    lines: list[str] = []
    silence = phones.silence
    lines.append(f"0 1 {phones.enters(silence)} 0 {_SILENCE_COST}")  # 0: between words; 1: in silence; 2: at a word
    lines.append(f"1 1 {phones.repeats(silence)} 0 {_STAY_COST}")
    lines.append("1 2 0 0 0")
    lines.append(f"0 2 0 0 {_NO_SILENCE_COST}")
    states = 3
    todo = [(root, 2)]
    while todo:
        trie, state = todo.pop()
        for phone, child in sorted(trie.next.items()):
            lines.append(f"{state} {states} {phones.enters(phone)} 0 0")
            lines.append(f"{states} {states} {phones.repeats(phone)} 0 {_STAY_COST}")
            lines += [f"{states} 0 0 {number[word]} {cost}" for word, cost in sorted(child.words.items())]
            todo.append((child, states))
            states += 1
    lines += ["0 0", "1 0"]
    return lines, words


def _add(root: _Trie, word: str, syllables: Sequence[str], cost: float, phones: PhoneSet) -> None:
    sounds = [sound for syllable in syllables for sound in phones_of(syllable, phones.tones)]
    for phone in phones.placed(sounds):
        root = root.next[phone]
    root.words[word] = min(cost, root.words.get(word, cost))


def words_in_order(grammar: Grammar, words: Sequence[str]) -> list[str]:
    """Lines of the acceptor in OpenFst's text form."""
    number = {word: index for index, word in enumerate(words)}
    arcs = sorted(grammar.arcs, key=lambda arc: arc.origin)
    labels = [number[arc.word] if arc.word else 0 for arc in arcs]
    lines = [
        f"{arc.origin} {arc.target} {label} {label} {arc.cost:.4f}" for arc, label in zip(arcs, labels, strict=True)
    ]
    return lines + [f"{state} {cost:.4f}" for state, cost in sorted(grammar.ends.items())]


def write_graph(
    sounds: Sequence[str], order: Sequence[str], words: Sequence[str], phones: PhoneSet, folder: Path
) -> None:
    """Writes HCLr.fst, Gr.fst, words.txt, disambig_tid.int and phones/word_boundary.int. Raises TrainingError.

    The look-ahead type numbers the words anew; the same pairs renumber words.txt and Gr.fst.
    """
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    pairs = folder / "pairs.txt"
    compiled = _fst(["fstcompile"], "\n".join(sounds).encode())
    sorted_out = _fst(["fstarcsort", "--sort_type=olabel"], compiled)
    looking = ["fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={pairs}"]
    (folder / "HCLr.fst").write_bytes(_fst(looking, sorted_out))
    acceptor = _fst(["fstcompile"], "\n".join(order).encode())
    renumbered = _fst(["fstrelabel", f"--relabel_ipairs={pairs}", f"--relabel_opairs={pairs}"], acceptor)
    in_order = _fst(["fstarcsort", "--sort_type=ilabel"], renumbered)
    (folder / "Gr.fst").write_bytes(_fst(["fstconvert", "--fst_type=const"], in_order))
    new_number = {int(old): int(new) for old, new in map(str.split, pairs.read_text().splitlines())}
    pairs.unlink()
    numbered = sorted((new_number.get(index, index), word) for index, word in enumerate(words))
    (folder / "words.txt").write_text("".join(f"{word} {number}\n" for number, word in numbered), encoding="utf-8")
    none_of_ours = 2 * len(phones.names) + 1  # Vosk wants a transition to leave out; this one never occurs
    (folder / "disambig_tid.int").write_text(f"{none_of_ours}\n")
    (folder / "phones" / "word_boundary.int").write_text(phones.word_boundaries())


def _fst(command: list[str], content: bytes) -> bytes:
    plugins = next((str(file.parent) for file in sorted(Path("/usr/lib").glob(_PLUGINS))), None)
    if plugins is None:
        raise TrainingError("OpenFst's look-ahead type is missing; apt install libfst-tools libfst22-plugins-base")
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, check=True, env={**os.environ, "LD_LIBRARY_PATH": plugins}
        )
    except FileNotFoundError as error:
        raise TrainingError(f"{command[0]} is missing; apt install libfst-tools") from error
    except subprocess.CalledProcessError as error:
        raise TrainingError(f"{command[0]} failed: {error.stderr.decode(errors='replace').strip()}") from error
    return done.stdout
