"""The models that ship are those of the card, small, and made again from the same lines as the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

import cleanse.mojibake as home
from cleanse.mojibake.gate import Gate
from cleanse.mojibake.model import Model
from cleanse.mojibake.voices import Voices, voices
from training import characters, pairs
from training import texts as training_texts
from training import voices as training_voices
from training.texts import Line

FOLDER = Path(home.__file__).parent
FILES = sorted(FOLDER.glob("*.bin"))
CARD = Path(__file__).parents[2] / "docs" / "models" / "mojibake.md"
LINES = [
    Line(True, "fr", "Les pêcheurs ont réparé l’écluse près du château, dit-il : « enfin »."),
    Line(True, "ru", "Паромщик изменил расписание и добавил ещё одну лодку."),
    Line(False, "dan", "Færgen sejler hver morgen, når vandet er højt nok."),
    Line(False, "abc", "Na këto e di të vjetër, por shkruajmë përsëri."),
    Line(True, "ja", "渡し船の船頭は時刻表を変えて、来週から船を出す。"),
] * 3


def test_the_card_names_what_ships() -> None:
    assert [path.name for path in FILES] == ["characters.bin", "gate.bin", "languages.bin"]
    card = CARD.read_text(encoding="utf-8")
    for path in FILES:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in card
    together = hashlib.sha256(b"".join(path.read_bytes() for path in FILES)).hexdigest()
    assert together == home.DIGEST


def test_they_are_small() -> None:
    assert sum(path.stat().st_size for path in FILES) <= 2_000_000


@pytest.mark.parametrize("kind", [Model, Gate, Voices])
def test_other_bytes_are_refused(kind: type[Model | Gate | Voices]) -> None:
    with pytest.raises(ValueError, match="no "):
        kind(b"something else")


def test_the_same_lines_give_the_same_bytes() -> None:
    clean = [line.text for line in LINES]
    assert characters.train(clean) == characters.train(clean)
    assert training_voices.train(LINES) == training_voices.train(LINES)
    first = pairs.train(LINES)
    assert first == pairs.train(LINES)
    assert Gate(first).suspects("écluse\ncafÃ©\n") != []


def test_a_trained_model_prefers_what_it_has_seen() -> None:
    model = Model(characters.train([line.text for line in LINES]))
    assert model.weight("réparé") > model.weight("rÃ©parÃ©")
    found = Voices(training_voices.train(LINES))
    assert found.language("Паромщик добавил лодку") == "ru"
    assert found.language("Færgen sejler højt") == "dan"


def test_languages_are_told_apart() -> None:
    assert voices().language("Převozník přeložil jízdní řád.") == "cs"
    assert voices().best("più grande") > voices().best("piñ grande")


def test_only_free_texts_are_taken(tmp_path: Path) -> None:
    data = tmp_path / "rows.jsonl.gz"
    rows = [
        {"set": "clean_ud_sentences", "lang": "el", "clean": "Δεν είναι ελεύθερο."},
        {"set": "clean_ud_sentences", "lang": "fr", "clean": "Libre.\nAussi libre."},
        {"set": "clean_udhr", "lang": "ell_monotonic", "clean": "Ελεύθερο."},
        {"set": "single_cp1252", "lang": "fr", "clean": "Pas pour apprendre."},
    ]
    with gzip.open(data, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    assert [line.text for line in training_texts.lines([data])] == ["Libre.", "Aussi libre.", "Ελεύθερο."]
    assert len(training_texts.lines([data], everything=True)) == 4
