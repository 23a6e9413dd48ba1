"""Garbled text, repaired by ftfy, as edits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, ClassVar, Literal

from cleanse.document import Document, Fact
from cleanse.rule import RuleInfo
from cleanse.spans import Edit
from cleanse.transforms.alignment import changes
from cleanse.transforms.ftfy_proof import READ, Proof, prove

if TYPE_CHECKING:
    from ftfy import TextFixerConfig


@dataclass(frozen=True, slots=True)
class FtfyRepair:
    """Gives what ``ftfy.fix_text`` gives with the same settings, in small edits.

    ftfy decides line by line (a line longer than a million characters in pieces of that length), so only lines
    that it may change are shown to it; `cleanse.transforms.ftfy_proof` says which these are. The options are
    those of ``ftfy.TextFixerConfig``. By default wrong decoding is undone, and nothing that is a matter of taste.

    Attributes:
        unescape_html: decode HTML entities. ftfy's ``"auto"`` is not offered: with it the first ``<`` switches
            decoding off for the rest of the text, so a line would mean something else after every edit above it.
        remove_terminal_escapes: remove escape sequences that colour a terminal.
        fix_encoding: undo wrong decoding. The next four do nothing without it.
        restore_byte_a0: take a space for a no-break space where that makes a character.
        replace_lossy_sequences: make U+FFFD of characters of which a byte is lost.
        decode_inconsistent_utf8: repair single places in a line that cannot be repaired as a whole.
        fix_c1_controls: read C1 controls as windows-1252 does; also without `fix_encoding`.
        fix_latin_ligatures: take ligatures such as U+FB01 apart.
        fix_character_width: make full-width and half-width forms those of usual width.
        uncurl_quotes: make curly quotation marks straight.
        fix_line_breaks: make every line break a line feed.
        fix_surrogates: join surrogate pairs.
        remove_control_chars: remove control characters without effect on the text.
        normalization: the Unicode normal form to bring lines into; left out for none.

    >>> from cleanse.spans import apply
    >>> text = "The cafÃ© isnâ€™t open.\\n"
    >>> list(FtfyRepair().edits(Document(text)))[0]
    Edit(start=7, end=9, insert='é', by='text/ftfy')
    >>> apply(text, FtfyRepair(uncurl_quotes=True).edits(Document(text)))
    "The café isn't open.\\n"
    """

    unescape_html: bool = False
    remove_terminal_escapes: bool = True
    fix_encoding: bool = True
    restore_byte_a0: bool = True
    replace_lossy_sequences: bool = True
    decode_inconsistent_utf8: bool = True
    fix_c1_controls: bool = True
    fix_latin_ligatures: bool = False
    fix_character_width: bool = False
    uncurl_quotes: bool = False
    fix_line_breaks: bool = False
    fix_surrogates: bool = False
    remove_control_chars: bool = False
    normalization: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = None

    info: ClassVar[RuleInfo] = RuleInfo(
        "text/ftfy", f"2.0.0+ftfy.{version('ftfy')}", "Text that was decoded with the wrong encoding is repaired."
    )

    def config(self) -> TextFixerConfig:
        """The options as ftfy takes them."""
        import ftfy

        # Without explanations ftfy forgets the settings of its encoding repair on the way there (6.3.1, `fix_and_explain`).
        heeded = self.restore_byte_a0 and self.replace_lossy_sequences
        heeded = heeded and self.decode_inconsistent_utf8 and self.fix_c1_controls
        options = {field.name: getattr(self, field.name) for field in fields(self)}
        return ftfy.TextFixerConfig(**options, explain=not heeded)

    def edits(self, document: Document) -> Iterator[Edit]:
        """Edits inside the lines that ftfy changes."""
        text = document.text
        if _KNOWN and text.isascii() and "\x1b" not in text and self == _DEFAULT:
            return  # only escape sequences are looked for in ASCII: ftfy need not be loaded
        fix, proof = _library(self)
        for start, end in proof.suspects(text):
            line = text[start:end]
            found = proof.simple(line)
            for first, last, insert in changes(line, fix(line)) if found is None else found:
                yield Edit(start + first, start + last, insert, self.info.id)

    def facts(self, document: Document) -> dict[str, Fact]:
        """Why nothing could be proved about the installed ftfy, when that is so: the rule is slow then, and right."""
        if _KNOWN and document.text.isascii():
            return {}
        _, proof = _library(self)
        return {"unproved": proof.refused} if proof.refused else {}


_DEFAULT = FtfyRepair()
_KNOWN = version("ftfy") in READ


@cache
def _library(rule: FtfyRepair) -> tuple[Callable[[str], str], Proof]:
    import ftfy

    config = rule.config()

    def fix(line: str) -> str:
        fixed: str = ftfy.fix_text(line, config)
        return fixed

    return fix, prove(config)
