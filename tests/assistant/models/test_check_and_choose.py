"""A damaged model is a sentence, never a dead process; and the best usable one is taken."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.models import check as check_module
from assistant.models.catalogue import BUILTIN_NAME, KNOWN_MODELS, recommended
from assistant.models.check import check_model
from assistant.models.choose import choose_model, present_models
from assistant.ports import RecognizerError


def _truncate(folder: Path) -> None:
    file = folder / "am" / "final.mdl"
    file.write_bytes(file.read_bytes()[:200_000])


def _random_bytes(folder: Path) -> None:
    (folder / "am" / "final.mdl").write_bytes(random.Random(1).randbytes(100_000))


def _random_graph(folder: Path) -> None:
    (folder / "graph" / "HCLr.fst").write_bytes(random.Random(2).randbytes(30_000))


def _text_model(folder: Path) -> None:
    (folder / "am" / "final.mdl").write_text("<TransitionModel> " * 100)


def _wrong_options(folder: Path) -> None:
    (folder / "conf" / "mfcc.conf").write_text("--no-such-option=1\n")


def _no_words(folder: Path) -> None:
    (folder / "graph" / "words.txt").unlink()


def _no_graph(folder: Path) -> None:
    (folder / "graph" / "Gr.fst").unlink()


def _empty_model(folder: Path) -> None:
    (folder / "am" / "final.mdl").write_bytes(b"")


def _empty_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _half_an_ivector_extractor(folder: Path) -> None:
    (folder / "ivector").mkdir()
    (folder / "ivector" / "final.ie").write_bytes(b"x")


@pytest.mark.parametrize(
    "damage",
    [
        _truncate, _random_bytes, _random_graph, _text_model, _wrong_options, _no_words, _no_graph, _empty_model,
        _empty_folder, _half_an_ivector_extractor,
    ],
)  # fmt: skip
def test_damage_is_told_and_the_process_lives(damage: Callable[[Path], None], builtin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(builtin, folder)
    damage(folder)
    with pytest.raises(RecognizerError, match="model") as told:
        check_model(folder)
    assert "\n" not in str(told.value)
    assert "xiaoan models fetch" in str(told.value)


def test_a_good_verdict_is_kept_until_a_file_changes(
    builtin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(builtin, folder)
    check_model(folder, tmp_path)
    loads: list[Path] = []
    monkeypatch.setattr(check_module, "_try_load", loads.append)
    check_model(folder, tmp_path)
    assert loads == []
    (folder / "am" / "final.mdl").write_bytes((folder / "am" / "final.mdl").read_bytes()[:-1])
    check_model(folder, tmp_path)
    assert loads == [folder]


def test_a_spoilt_record_of_verdicts_does_no_harm(builtin: Path, tmp_path: Path) -> None:
    (tmp_path / ".checked.json").write_text("[not json")
    check_model(builtin, tmp_path)


def test_alone_the_builtin_model_is_chosen_and_said_to_be(tmp_path: Path) -> None:
    chosen = choose_model("auto", "zh", tmp_path)
    assert (chosen.name, chosen.builtin, chosen.passed_over) == (BUILTIN_NAME, True, ())


def test_a_fetched_model_is_preferred(builtin: Path, tmp_path: Path) -> None:
    shutil.copytree(builtin, tmp_path / "vosk-model-small-cn-0.22")
    chosen = choose_model("auto", "zh", tmp_path)
    assert (chosen.name, chosen.builtin) == ("vosk-model-small-cn-0.22", False)
    assert [model.name for model in present_models("zh", tmp_path)] == ["vosk-model-small-cn-0.22", BUILTIN_NAME]


def test_a_damaged_fetched_model_is_passed_over_aloud(tmp_path: Path) -> None:
    (tmp_path / "vosk-model-small-cn-0.22").mkdir()
    chosen = choose_model("auto", "zh", tmp_path)
    assert chosen.builtin
    assert "vosk-model-small-cn-0.22" in chosen.passed_over[0]


def test_a_damaged_model_asked_for_by_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "vosk-model-small-cn-0.22").mkdir()
    with pytest.raises(RecognizerError, match="missing or empty"):
        choose_model("vosk-model-small-cn-0.22", "zh", tmp_path)


def test_a_model_not_fetched_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match=r"xiaoan models fetch vosk-model-cn-0\.22"):
        choose_model("vosk-model-cn-0.22", "zh", tmp_path)


def test_without_an_english_model_the_message_names_one(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match=r"xiaoan models fetch vosk-model-small-en-us-0\.15"):
        choose_model("auto", "en", tmp_path)


def test_a_folder_may_be_given(builtin: Path, tmp_path: Path) -> None:
    shutil.copytree(builtin, tmp_path / "mine")
    assert choose_model(str(tmp_path / "mine"), "zh", tmp_path / "models").folder == tmp_path / "mine"
    assert choose_model("mine", "zh", tmp_path).folder == tmp_path / "mine"
    with pytest.raises(RecognizerError, match="no such folder"):
        choose_model(str(tmp_path / "nowhere"), "zh", tmp_path)


def test_the_catalogue_is_sound() -> None:
    assert len({model.name for model in KNOWN_MODELS}) == len(KNOWN_MODELS)
    assert recommended("zh").name == "vosk-model-small-cn-0.22"
    for model in KNOWN_MODELS:
        assert model.builtin == (model.url == "")
        assert model.md5 is None or len(model.md5) == 32
