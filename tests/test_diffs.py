"""Diffs made from a tiling say what `patch` needs to make the output."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanse.diffs import unified
from cleanse.spans import Edit, apply, ordered
from cleanse.tiling import from_edits

LINES = st.lists(st.sampled_from(("one", "two", "three", "", "four five", "Share")), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(LINES, st.data())
def test_a_diff_makes_the_output(lines: list[str], data: st.DataObject) -> None:
    source = "\n".join(lines) + "\n"
    chosen = data.draw(st.sets(st.integers(0, len(lines) - 1), max_size=4))
    edits, place = [], 0
    for number, line in enumerate(lines):
        if number in chosen:
            insert = data.draw(st.sampled_from(("", "other\n", "a\nb\n")))
            # The whole line, or something inside it.
            whole = not line or data.draw(st.booleans())
            end = place + len(line) + 1 if whole else place + 1
            edits.append(Edit(place, end, insert if whole else "X", f"test/{number % 2}"))
        place += len(line) + 1
    edits = [edit for edit in ordered(edits, len(source)) if source[edit.start : edit.end] != edit.insert]
    output = apply(source, edits)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "x.txt")
        file.write_text(source)
        diff = "".join(f"{line}\n" for line in unified("x.txt", source, from_edits(len(source), edits)))
        assert bool(diff) == (source != output)
        if diff:
            done = subprocess.run(["patch", "-p1"], input=diff, text=True, cwd=folder, capture_output=True, check=False)
            assert done.returncode == 0, diff + done.stdout
        # A file that `patch` empties is removed by it.
        assert (file.read_text() if file.exists() else "") == output


def test_only_the_removed_lines_are_shown_as_removed() -> None:
    source = "The tide.\n\nShare\n\nThe pier.\n"
    tiling = from_edits(len(source), [Edit(11, 18, "", "share/button")])
    assert list(unified("a\x1b.txt", source, tiling)) == [
        "--- a/a\\x1b.txt",
        "+++ b/a\\x1b.txt",
        "@@ -2,4 +2,2 @@ share/button",
        "",
        "-Share",
        "-",
        " The pier.",
    ]
