"""Make the site: ``python docs/build_site.py OUT``.

The pages of this folder, the changelog and the pages made from the code go to a temporary folder, and Sphinx
makes HTML of them; a warning is an error. Nothing is written beside the sources, so no made page can be stale.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from made_pages import made_pages

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

CHAPTERS = (
    (
        "Guide",
        (
            "guide/corpus",
            "guide/settings",
            "guide/characters",
            "guide/choosing",
            "guide/duplicates",
            "guide/index-of-signatures",
            "guide/languages",
            "guide/troubles",
            "guide/receipt",
            "guide/ci",
            "guide/shell",
        ),
    ),
    ("Reference", ("commands", "rules/index", "reference", "manifest")),
    ("Inside", ("architecture", "plugins", "models/language", "models/mojibake", "decisions/index", "changelog")),
)
"""The order of the site; a page that is not named here goes to the end of the last chapter."""

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^):\s#]+)(?:#[^)\s]*)?\)")


def collect(folder: Path) -> None:
    """Write all sources of the site into a folder."""
    for path in sorted((*DOCS.rglob("*.md"), *DOCS.glob("_static/*"), DOCS / "conf.py")):
        target = folder / path.relative_to(DOCS)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    shutil.copyfile(ROOT / "CHANGELOG.md", folder / "changelog.md")
    pages = made_pages()
    for name, text in {**pages, "decisions/index.md": _decisions(folder)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for path in sorted(folder.rglob("*.md")):
        path.write_text(_links(path, folder), encoding="utf-8")
    index = folder / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + _contents(folder), encoding="utf-8")


def build(out: Path) -> int:
    """Make the site in a folder, which is replaced; the exit status of Sphinx."""
    from sphinx.cmd.build import main

    with tempfile.TemporaryDirectory() as place:
        sources = Path(place, "sources")
        sources.mkdir()
        collect(sources)
        shutil.rmtree(out, ignore_errors=True)
        return main(
            ["-q", "-W", "--keep-going", "-b", "html", "-d", str(Path(place, "doctrees")), str(sources), str(out)]
        )


def _contents(folder: Path) -> str:
    """The tables of contents behind the first page: chapters, with the pages that exist."""
    there = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")}
    below = {page for page in there if page.startswith(("rules/", "decisions/")) and not page.endswith("/index")}
    named = {page for _, pages in CHAPTERS for page in pages}
    rest = sorted(there - below - named - {"index"})
    chapters: list[str] = []
    for caption, pages in CHAPTERS:
        listed = [page for page in pages if page in there]
        if caption == CHAPTERS[-1][0]:
            listed += rest
        chapters.append(_toctree(listed, f":caption: {caption}\n:hidden:\n"))
    return "\n" + "\n".join(chapters)


def _decisions(folder: Path) -> str:
    pages = sorted(path.stem for path in (folder / "decisions").glob("*.md"))
    return "# Decisions\n\nWhat was decided, and why.\n\n" + _toctree(pages, ":maxdepth: 1\n")


def _toctree(pages: Sequence[str], options: str) -> str:
    return "```{toctree}\n" + options + "\n" + "\n".join(pages) + "\n```\n"


def _links(path: Path, folder: Path) -> str:
    """A page's text, with links to files that are not on the site told as words."""

    def told(match: re.Match[str]) -> str:
        label, target = match[1], match[2]
        if (path.parent / target).resolve().is_relative_to(folder.resolve()) and (path.parent / target).is_file():
            return match[0]
        place = target.lstrip("./")
        return f"{label} (in the repository)" if label.strip("`") == place else f"{label} (`{place}` in the repository)"

    parts = re.split(r"(^```.*?^```)", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return "".join(part if part.startswith("```") else _LINK.sub(told, part) for part in parts)


if __name__ == "__main__":
    raise SystemExit(build(Path(sys.argv[1])))
