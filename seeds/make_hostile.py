"""Write seeds/hostile: bad input as it lies in real folders, one trouble a file.

    python seeds/make_hostile.py [FOLDER]

What no repository can hold (links, pipes, names with line feeds) is made by the tests.
"""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

GOOD = b'{"id": 1, "text": "The tide was low at noon, and nobody had seen the like."}'
PROSE = "The harbour office closes at four, said the clerk, and opens when the fog has gone.\n"


def packed(data: bytes) -> bytes:
    """Gzip that is the same each time."""
    buffer = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, buffer, mtime=0) as stream:
        stream.write(data)
    return buffer.getvalue()


FILES: dict[str, bytes] = {
    "empty.txt": b"",
    "only-blank.txt": b" \n\t\n\n",
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "program.txt": b"\x7fELF\x02\x01\x01" + bytes(120),
    "archive.md": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(64)) * 3,
    "letter.pdf": b"%PDF-1.7\n1 0 obj\n",
    "no-suffix": PROSE.encode(),
    "odd-utf16.txt": b"\xff\xfe" + PROSE.encode("utf-16-le") + b"\x00",
    "overlong.txt": PROSE.encode() * 3 + b"a\xc0\xafb and \xe0\x80\xafc\n" + PROSE.encode() * 3,
    "surrogates.txt": PROSE.encode() * 3 + b"face \xed\xa0\xbd\xed\xb8\x80 here\n" + PROSE.encode() * 3,
    "two-sources.txt": "Straße, Größe, Tür\n".encode() + "Müller zählt Fässer\n".encode("cp1252") + PROSE.encode(),
    "java.txt": PROSE.encode() + b"before\xc0\x80after \xed\xa0\xbc\xed\xbc\x8a\n",
    "half-surrogate.txt": PROSE.encode() * 3 + b"half \xed\xa0\xbd here\n",
    "bom-inside.txt": b"\xef\xbb\xbf" + PROSE.encode() + b"\xef\xbb\xbf" + PROSE.encode().replace(b"four", b"five"),
    "line-ends.txt": b"one and two\r\nthree\rfour and five\n\rsix\r\r\n" + PROSE.encode(),
    "emoji.txt": "\U0001f6a2\u26f5\U0001f30a\U0001f1f5\U0001f1f9 \U0001f469\u200d\U0001f692\n".encode() * 5,
    "digits.txt": b"0123456789 42 1999\n" * 5,
    "cut-character.txt": (PROSE * 3 + "caf").encode() + b"\xc3",
    "nul-inside.txt": PROSE.encode() + b"a\x00b\n" + PROSE.encode(),
    "escapes.txt": b"\x1b[31mred\x1b[0m \x1b]0;title\x07 bell\x07\n" + PROSE.encode(),
    "annotations.txt": b"::error file=a.py,line=1::not ours%0A\n</testcase><failure>\n" + PROSE.encode(),
    "bidi.txt": "if access \u202e\u2066// check\u2069 \u2066{\n".encode() + PROSE.encode(),
    "only-boilerplate.txt": b"Share\n\nAdvertisement\n\nShare\n",
    "long-word.txt": b"x" * 300_000 + b"\n",
    "cut.txt.gz": packed(PROSE.encode() * 200)[:60],
    "not-gzip.txt.gz": b"this is not gzip\n",
    "empty.txt.gz": b"",
    "bad-checksum.txt.gz": packed(PROSE.encode())[:-8] + b"\x00\x00\x00\x00" + packed(PROSE.encode())[-4:],
    "trailing-garbage.txt.gz": packed(PROSE.encode()) + b"garbage behind the end",
    "cut.jsonl.gz": packed((GOOD + b"\n") * 200)[:70],
    "rows.jsonl": b"\n".join(
        (
            GOOD,
            b"",
            b"not json at all",
            b'{"id": 2, "text": "cut off',
            b'{"id": 3, "body": "no text field"}',
            b'{"id": 4, "text": 12345678901234567890}',
            b'{"id": 5, "text": null}',
            b'{"id": 6, "text": "half a pair \\ud83d"}',
            b'{"id": 7, "text": "\xff\xfe"}',
            b'["text"]',
            b'{"id": 8, "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "deep"}',
            b'{"id": 9, "text": ""}',
            '{"id": 10, "text": "Les élèves répétaient à l’église, près de la forêt."}'.encode("cp1252"),
            b'{"id": 11, "text": "The harbour caf\xc3 was closed, and the clerk had gone home."}',
            b'{"id": 12, "name": "caf\xc3", "text": "Only another field is damaged here."}',
            GOOD.replace(b"noon", b"dusk"),
        )
    )
    + b"\n",
    "empty.html": b"",
    "no-body.html": b"<!doctype html><html><head><title>Nothing</title></head></html>",
    "nested.html": b"<div>" * 20_000 + b"deep" + b"</div>" * 20_000,
    "unclosed.html": b"<html><body><p>" + PROSE.encode() * 3 + b"<p " + b"a='" * 500,
    "script.html": b"<html><body><script>" + b"alert('x');" * 500 + b"</script></body></html>",
    "good.txt": PROSE.encode(),
}


def main() -> None:
    """Write the files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "hostile"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
