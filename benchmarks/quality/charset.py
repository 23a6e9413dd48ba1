"""How often bytes become the right text, beside other detectors on the same bytes, and what it costs.

    python benchmarks/quality/charset.py ITEMS.jsonl.gz [--only NAME ...]
    python benchmarks/quality/charset.py --growth [--mb 1 4 16]

ITEMS has one ``{"set": str, "enc": [codec, ...], "b64": str}`` a line; the first codec gives the right text. An
answer is right when decoding with it gives that text; cleanse is held to the same, though it gives the text
itself. The others are run when they are installed:

    pip install charset-normalizer faust-cchardet resiliparse chardetng-py

Items of no tool's own test files are the fairer ones: chardet was made with ``files_chardet`` at hand. With
``--growth`` the cost of a MB is taken at several sizes, for files of usual kinds and for the worst there are.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from cleanse.encodings import codec_of
from cleanse.errors import DocumentError
from cleanse.formats.decode import decode

Detector = Callable[[bytes], str | None]
GROUPS: Mapping[str, str] = {
    "files_": "real files",
    "syn_html": "HTML",
    "syn_damaged": "damaged UTF-8",
    "syn_utf16": "UTF-16, no mark",
    "syn_": "synthetic",
}
"""Sets by the beginning of their names; the first that fits."""

ASCII = "The harbour office closes at four, said the clerk, and opens when the fog has gone.\n"
GERMAN = "Über dem Fluß liegt Nebel, und nur die Möwen hören zu, wenn Müller die Fässer zählt.\n"
RUSSIAN = "Паром на остров отходит каждое утро в половине десятого, а зимой только по субботам.\n"
CASES: Mapping[str, bytes] = {
    "ASCII": ASCII.encode(),
    "UTF-8": RUSSIAN.encode(),
    "windows-1251": RUSSIAN.encode("cp1251"),
    "GB 18030": "开往岛上的渡船每天早上九点半出发，冬天只有星期六才有。\n".encode("gb18030"),
    "UTF-16, no mark": RUSSIAN.encode("utf-16-le"),
    "UTF-8, a byte lost in each line": RUSSIAN.encode()[1:],
    "lines of two encodings in turn": GERMAN.encode() + GERMAN.encode("cp1252"),
    "one line": RUSSIAN.strip().encode("cp1251"),
    "one line of UTF-8 and bytes that are none": "ü".encode() * 40 + b"\xff",
    "two encodings in each line": GERMAN.strip().encode() + b";" + GERMAN.encode("cp1252"),
    "surrogates in UTF-8": b"\xed\xa0\xbd\xed\xba\xa2",
    "no text": b"\xff\xfe\x81\x8d\n",
}
"""What is repeated to make a large file."""


def peers() -> Iterator[tuple[str, Detector]]:
    """The other detectors that are installed; says how to get those that are not."""
    for name, load in _PEERS.items():
        try:
            yield f"{name} {metadata.version(name)}", load()
        except (ImportError, metadata.PackageNotFoundError):
            print(f"not installed: {name} (pip install {name})")


def _chardet() -> Detector:
    import chardet

    return lambda raw: chardet.detect(raw)["encoding"]


def _charset_normalizer() -> Detector:
    import charset_normalizer

    def answer(raw: bytes) -> str | None:
        best = charset_normalizer.from_bytes(raw).best()
        return best.encoding if best is not None else None

    return answer


def _cchardet() -> Detector:
    import cchardet

    return lambda raw: cchardet.detect(raw)["encoding"]


def _resiliparse() -> Detector:
    from resiliparse.parse.encoding import detect_encoding

    found: Detector = detect_encoding
    return found


def _chardetng() -> Detector:
    import chardetng_py

    return lambda raw: chardetng_py.detect(raw, allow_utf8=True)


_PEERS: Mapping[str, Callable[[], Detector]] = {
    "chardet": _chardet,
    "charset-normalizer": _charset_normalizer,
    "faust-cchardet": _cchardet,
    "resiliparse": _resiliparse,
    "chardetng-py": _chardetng,
}


def _cleanse(raw: bytes) -> str | None:
    try:
        return decode(raw).encoding
    except DocumentError:
        return None


def compare(path: Path, only: Sequence[str] = ()) -> None:
    """Accuracy by set and CPU time, one column a tool."""
    tools: list[tuple[str, Detector]] = [("cleanse", _cleanse), *peers()]
    tools = [(name, detect) for name, detect in tools if not only or name.split(" ", 1)[0] in only]
    right: dict[str, Counter[str]] = {name: Counter() for name, _ in tools}
    seconds: dict[str, float] = defaultdict(float)
    items: Counter[str] = Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            raw, kind = base64.b64decode(item["b64"]), item["set"]
            group = next((name for start, name in GROUPS.items() if kind.startswith(start)), kind)
            expected = right_text(raw, item["enc"][0])
            items.update((kind, f"* {group}"))
            for name, detect in tools:
                start = time.process_time()
                try:
                    label = detect(raw)
                except Exception:  # noqa: BLE001 - a detector that raises has no answer
                    label = None
                seconds[name] += time.process_time() - start
                if label and reads(raw, label, expected):
                    right[name].update((kind, f"* {group}"))
    width = max(len(kind) for kind in items)
    print(" " * width + "  items" + "".join(f"{name.split(' ', 1)[0]:>20}" for name, _ in tools))
    print(" " * width + "       " + "".join(f"{name.partition(' ')[2]:>20}" for name, _ in tools))
    for kind in sorted(items):
        shares = "".join(f"{right[name][kind] / items[kind]:20.1%}" for name, _ in tools)
        print(f"{kind:{width}}{items[kind]:7}{shares}")
    total = sum(count for kind, count in items.items() if not kind.startswith("*"))
    each = {name: 1000 * seconds[name] / total for name, _ in tools}
    print(f"{'ms an item':{width}}       " + "".join(f"{each[name]:20.2f}" for name, _ in tools))
    first = each[tools[0][0]] or 1
    print(f"{'times the first':{width}}       " + "".join(f"{each[name] / first:20.2f}" for name, _ in tools))


def reads(raw: bytes, label: str, expected: str) -> bool:
    """Whether decoding by the label, read as the larger encoding it stands for, gives the text."""
    codec = "utf-8" if label.lower() == "ascii" else codec_of(label)
    return codec is not None and raw.decode(codec, "replace").lstrip("\ufeff") == expected


def right_text(raw: bytes, label: str) -> str:
    """The text by the true codec, read as the larger encoding that pages under its label hold."""
    codec = "utf-8" if label == "ascii" else codec_of(label) or codecs.lookup(label).name
    if label.lower() in {"utf-16", "utf-32"}:
        codec = label
    return raw.decode(codec, "replace").lstrip("\ufeff")


def growth(sizes: Sequence[float]) -> None:
    """CPU time of a MB at several sizes; the last column is that of the largest over that of the smallest."""
    print(f"{'ms a MB':44}" + "".join(f"{size:>9g} MB" for size in sizes) + f"{'growth':>9}")
    floor = [_cost(lambda raw: raw.decode(), _sized(CASES["UTF-8"], size)) / size for size in sizes]
    print(f"{'bytes.decode, UTF-8':44}" + "".join(f"{1000 * cost:12.2f}" for cost in floor) + f"{_ratio(floor):9.2f}")
    for name, piece in CASES.items():
        costs = [_cost(_cleanse, _sized(piece, size)) / size for size in sizes]
        print(f"{name:44}" + "".join(f"{1000 * cost:12.2f}" for cost in costs) + f"{_ratio(costs):9.2f}")


def _sized(piece: bytes, mb: float) -> bytes:
    return piece * int(mb * 1_000_000 / len(piece))


def _cost(work: Callable[[bytes], object], raw: bytes) -> float:
    """The least CPU seconds of some calls, since what disturbs only adds: three, or one that takes long."""
    found: list[float] = []
    while len(found) < 3 and sum(found) < 1:
        start = time.process_time()
        work(raw)
        found.append(time.process_time() - start)
    return min(found)


def _ratio(costs: Sequence[float]) -> float:
    return costs[-1] / max(costs[0], 1e-6)


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("items", type=Path, nargs="?")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="cleanse, chardet, ...")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--mb", type=float, nargs="*", default=[1.0, 4.0, 16.0])
    given = parser.parse_args()
    if given.growth:
        growth(given.mb)
    elif given.items is None:
        parser.error("name ITEMS.jsonl.gz, or --growth")
    else:
        compare(given.items, given.only)


if __name__ == "__main__":
    main()
