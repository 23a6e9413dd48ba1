"""Counting, profiles and the rule that a profile is."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanse import Document
from cleanse.corpusrules import (
    Counts,
    Learned,
    LearnedLines,
    Observation,
    Profile,
    Repeats,
    Sketch,
    changes,
    load_profile,
    observe,
    profile_of,
    read_profile,
)
from cleanse.corpusrules.folding import fold
from cleanse.corpusrules.notes import read_notes, write_note
from cleanse.errors import ProfileError
from cleanse.rule import CorpusRule
from cleanse.spans import apply, ordered

STORIES = [
    f"In the year of the {word} the harbour froze over, and no boat left the quay before the {thaw} thaw."
    for word in (
        "long winter",
        "two moons",
        "white bear",
        "broken mast",
        "lost bell",
        "silent gulls",
        "red sail",
        "iron bridge",
    )
    for thaw in ("first", "second", "last")
]
WORDS = [
    "anchor",
    "bell",
    "cargo",
    "deck",
    "ebb",
    "fog",
    "gale",
    "hull",
    "inlet",
    "jetty",
    "keel",
    "lamp",
    "mast",
    "net",
    "oar",
    "pier",
    "quay",
    "rope",
    "sail",
    "tide",
]


def _word(number: int) -> str:
    """A name for a number: lines that differ in numbers only count as one."""
    return "-".join(WORDS[int(digit, 20)] for digit in _base(number))


def _base(number: int) -> str:
    digits = "0123456789abcdefghij"
    return (_base(number // 20) if number >= 20 else "") + digits[number % 20]


MENU = ["Ahvaz", "Borel", "Cistra", "Dunmor"]
FOOT = "Vesti iz luke svakog jutra"


def _page(number: int) -> str:
    body = [
        STORIES[number % len(STORIES)],
        f"The {_word(number)} was the last to come home, with a cargo of tar and {_word(number * 7)} oil.",
    ]
    return (
        "\n".join(
            [
                *MENU,
                "",
                f"Headline of the story called {_word(number * 31)}",
                "",
                *body,
                "",
                FOOT,
                f"Strana {number} od 99",
            ]
        )
        + "\n"
    )


def _profile(texts: list[str], **options: int) -> Profile:
    observed = [observe(text, f"{place:04}.txt", "") for place, text in enumerate(texts)]
    return profile_of(_counted(observed), **options)


def _counted(observed: list[Observation]) -> Counts:
    sketch, counts = Sketch(1 << 18), Counts()
    for one in observed:
        sketch.add(one)
    for one in observed:
        counts.add(one, sketch)
    return counts


def _apply(profile: Profile, text: str) -> str:
    return apply(text, ordered(LearnedLines(profile).edits(Document(text)), len(text)))


def test_menus_and_feet_are_learned_in_any_language_and_stories_are_not() -> None:
    profile = _profile([_page(number) for number in range(12)])
    assert {line.text: line.where for line in profile.line} == {
        **{fold(word): "head" for word in MENU},
        fold(FOOT): "tail",
        "strana 0 od 0": "tail",
    }
    foot = next(line for line in profile.line if line.text == fold(FOOT))
    assert (foot.documents, foot.tail, foot.head, foot.between) == (12, 12, 0, 0)
    assert foot.examples == ("0000.txt", "0001.txt", "0002.txt")
    assert _apply(profile, _page(40)) == (
        f"Headline of the story called {_word(1240)}\n\n"
        f"{STORIES[40 % 24]}\nThe {_word(40)} was the last to come home, with a cargo of tar and {_word(280)} oil.\n"
    )


def test_too_few_documents_teach_nothing() -> None:
    assert _profile([_page(number) for number in range(4)]).line == ()
    assert _profile([_page(number) for number in range(4)], least=4).line == ()


def test_copies_of_a_document_teach_nothing() -> None:
    story = "\n".join(STORIES[:9])
    assert _profile([f"A headline of ours\n{story}\nThe end of it\n"] * 20).line == ()


def test_headings_of_a_body_are_not_learned() -> None:
    texts = [
        f"{STORIES[number]}\nIngredients\nTake six eggs, a pound of flour and the milk of a goat called {_word(number)}.\n"
        f"Method\nStir them for ten minutes with a {_word(number)}, and let them rest until the tide turns.\n"
        for number in range(20)
    ]
    assert _profile(texts).line == ()


def test_a_line_may_be_enough_for_its_site_alone() -> None:
    ours = [observe(_page(number), f"ours/{number}", "ours") for number in range(12)]
    others = [
        observe(f"{STORIES[number % 24]} {_word(number)}.\n" * 2, f"others/{number}", "others")
        for number in range(1500)
    ]
    assert fold(FOOT) in {line.text for line in profile_of(_counted([*ours, *others])).line}
    lost = [observe(_page(number), f"all/{number}", "all") for number in range(12)]
    rest = [
        observe(
            f"{STORIES[number % 24]} {_word(number)}.\nNo. {number} of the {_word(number)}\n", f"all/x{number}", "all"
        )
        for number in range(1500)
    ]
    assert fold(FOOT) not in {line.text for line in profile_of(_counted([*lost, *rest])).line}


@given(st.integers(0, 2**32), st.integers(1, 5))
def test_parts_merge_in_any_order(seed: int, parts: int) -> None:
    observed = [observe(_page(number), f"{number:04}.txt", f"site{number % 3}") for number in range(14)]
    sketch = Sketch(1 << 12)
    for one in observed:
        sketch.add(one)
    drawn = random.Random(seed)
    drawn.shuffle(observed)
    counts = [Counts() for _ in range(parts)]
    for one in observed:
        drawn.choice(counts).add(one, sketch)
    drawn.shuffle(counts)
    whole = Counts()
    for part in counts:
        whole.merge(part)
    expected = _counted([observe(_page(number), f"{number:04}.txt", f"site{number % 3}") for number in range(14)])
    assert profile_of(whole).to_toml() == profile_of(expected).to_toml()


def test_observations_come_back_from_disk(tmp_path: Path) -> None:
    written = [observe(_page(number), f"a\n{number}\udce4", "s") for number in range(3)] + [observe("", "empty", "")]
    stream = io.BytesIO()
    for one in written:
        write_note(stream, one)
    (tmp_path / "notes").write_bytes(stream.getvalue())
    for one, other in zip(written, read_notes(tmp_path / "notes"), strict=True):
        assert (one.path, one.site, one.texts) == (other.path, other.site, other.texts)
        assert one.hashes.tolist() == other.hashes.tolist()
        assert one.sizes.tolist() == other.sizes.tolist()
        assert one.marks.tolist() == other.marks.tolist()


@given(
    st.lists(
        st.sampled_from([*MENU, FOOT, "Strana 4 od 9", *STORIES[:4], "", "  ", "Unknown words", "x = {1}", "- Borel"]),
        max_size=25,
    )
)
def test_a_second_pass_finds_nothing(lines: list[str]) -> None:
    profile = _profile([_page(number) for number in range(12)])
    once = _apply(profile, "\n".join(lines))
    assert _apply(profile, once) == once
    assert [line for line in once.split("\n") if line in STORIES] == [line for line in lines if line in STORIES]


def test_a_document_of_nothing_but_learned_lines_stays() -> None:
    profile = _profile([_page(number) for number in range(12)])
    text = "\n".join([*MENU, FOOT]) + "\n"
    assert _apply(profile, text) == text


def test_no_sentence_is_cut_in_half() -> None:
    profile = Profile(line=(Learned("whoever finds this bottle is asked to write to the keeper of the", "tail"),))
    text = f"{STORIES[0]}\n\nWhoever finds this bottle is asked to write to the keeper of the\nIron Lighthouse\n"
    assert _apply(profile, text) == text
    both = Profile(line=(*profile.line, Learned("iron lighthouse", "tail")))
    assert _apply(both, text) == f"{STORIES[0]}\n"


def test_edits_name_the_line_of_the_profile() -> None:
    profile = _profile([_page(number) for number in range(12)])
    keys = {line.key for line in profile.line}
    edits = list(LearnedLines(profile).edits(Document(_page(3))))
    assert {edit.how for edit in edits} == keys
    assert {edit.by for edit in edits} == {"learned/repeats"}


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
def test_any_line_survives_the_file(text: str, seen: str) -> None:
    folded = fold(text) or "x"
    profile = Profile(documents=3, line=(Learned(folded, "tail", 9, 1, 8, 0, 0, 1, seen, (seen,)),))
    assert read_profile(profile.to_toml(), "here") == profile


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[line", "not valid TOML"),
        ('cleanse = "manifest/v1"\n', "this is no profile"),
        ("", "this is no profile"),
        ('cleanse = "profile/v1"\n[[line]]\ntext = "a b"\nwhere = "middle"\n', "where"),
        ('cleanse = "profile/v1"\n[[line]]\ntxt = "a b"\nwhere = "head"\n', "txt"),
        ('cleanse = "profile/v1"\n[[line]]\ntext = "A  b"\nwhere = "head"\n', 'Write text = "a b"'),
        ('cleanse = "profile/v1"\n[[line]]\ntext = "***"\nwhere = "head"\n', "Take it out"),
        ('cleanse = "profile/v1"\n' + '[[line]]\ntext = "a b"\nwhere = "head"\n' * 2, "there twice"),
    ],
)
def test_broken_profiles_are_refused_with_the_mend(text: str, told: str) -> None:
    with pytest.raises(ProfileError, match="here") as error:
        read_profile(text, "here")
    assert told in str(error.value)
    assert error.value.hint


def test_profiles_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="No such file"):
        load_profile(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'cleanse = "\xe4"\n')
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_profile(tmp_path / "latin.toml")


def test_what_two_profiles_do_not_share() -> None:
    old = Profile(line=(Learned("a", "head"), Learned("b", "tail"), Learned("c", "ends")))
    new = Profile(line=(Learned("b", "ends"), Learned("c", "ends"), Learned("d", "head")))
    assert {kind: [line.text for line in lines] for kind, lines in changes(old, new).items()} == {
        "gone": ["a"],
        "new": ["d"],
        "moved": ["b"],
    }


def test_repeats_has_the_shape_of_a_corpus_rule() -> None:
    rule: CorpusRule[Observation, Sketch, Counts, Profile] = Repeats(least=3)
    observed = [rule.observe(_page(number), f"{number}", "") for number in range(3)]
    sketch, counts = rule.sketch(), rule.counts()
    for one in observed:
        sketch.add(one)
    for one in observed:
        counts.add(one, sketch, 3)
    learned = rule.rule(rule.profile(counts))
    assert isinstance(learned, LearnedLines)
    assert {line.text for line in learned.profile.line} >= {fold(word) for word in MENU}
