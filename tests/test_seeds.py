"""Facts about the seed files themselves; what cleaning makes of them is the goldens' business."""

import gzip
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
CORPUS = SEEDS / "corpus"

# Codec, the name the table gives it, and a phrase that only the right codec yields.
LEGACY = {
    "chinese/shiqiao-gbk.txt": ("gbk", "GBK", "水泥太硬，桥会疼"),
    "french/foire-cp1252.txt": ("cp1252", "windows-1252", "l’œil"),
    "german/barfuss-cp1252.html": ("cp1252", "windows-1252", "„ebenfalls barfuß“"),
    "greek/faros-cp1253.txt": ("cp1253", "windows-1253", "Ύστερα από είκοσι έξι"),
    "japanese/eki-sjis.txt": ("shift_jis", "Shift_JIS", "読みかけのまま列車に乗り"),
    "legacy/wind-cp1252.txt": ("cp1252", "windows-1252", "chandler’s shop"),
    "polish/flisacy-iso8859-2.txt": ("iso8859-2", "ISO-8859-2", "Świętosław Gąsior"),
    "russian/pekarnya-koi8-r.txt": ("koi8-r", "KOI8-R", "Агриппина Лаптева"),
}
OTHERS = ("czech/knofliky-utf16.txt", "legacy/swing-bridge-bad-bytes.txt")


def plain(name: str) -> bytes:
    """The bytes of a seed, unpacked where it is packed."""
    data = (CORPUS / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def on_disk() -> list[str]:
    return sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())


def table() -> dict[str, list[str]]:
    """Name -> the other cells of its row in the README."""
    rows = {}
    for line in (SEEDS / "README.md").read_text(encoding="utf-8").split("\n"):
        if line.startswith("| `"):
            name, *cells = (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])
            assert name.strip("`") not in rows, f"{name} has two rows"
            rows[name.strip("`")] = cells
    return rows


CLEAN = sorted(name for name, cells in table().items() if cells[3] == "nothing")


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def jaccard(one: str, other: str) -> float:
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b)


def ungarbled(text: str) -> str:
    """Undo one reading of UTF-8 as windows-1252, strictly."""
    return b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else "cp1252") for c in text).decode("utf-8")


def test_every_file_has_a_row_and_every_row_a_file() -> None:
    assert sorted(table()) == on_disk()
    assert all(len(cells) == 5 and all(cells) for cells in table().values())


def test_licence_and_line_ends_are_looked_after() -> None:
    assert "Apache-2.0" in (SEEDS / "README.md").read_text(encoding="utf-8")
    assert "seeds/** -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8").split("\n")


def test_the_corpus_is_broad() -> None:
    languages = [cells[0] for cells in table().values()]
    assert len({language for cell in languages for language in cell.split(", ")}) >= 12
    assert 0.4 <= sum("English" in cell for cell in languages) / len(languages) <= 0.7
    for suffix in (".txt", ".md", ".html", ".htm", ".jsonl", ".txt.gz", ".md.gz", ".html.gz", ".jsonl.gz"):
        assert any(name.endswith(suffix) for name in on_disk()), suffix


def test_names_are_safe_and_nfc() -> None:
    names = on_disk()
    assert all(unicodedata.normalize("NFC", name) == name for name in names)
    assert all(name == name.lower() for name in names)
    assert sum(" " in name for name in names) >= 3
    assert sum(not name.isascii() for name in names) == 1


@pytest.mark.parametrize("name", on_disk())
def test_sizes_are_small(name: str) -> None:
    least = 1 if name == "local/lost mitten.txt" else 1000
    assert least <= len(plain(name)) <= 4096


@pytest.mark.parametrize("name", LEGACY)
def test_legacy_files_are_in_their_encoding_and_not_in_utf8(name: str) -> None:
    codec, label, phrase = LEGACY[name]
    data = plain(name)
    assert len(data) >= 1500
    text = data.decode(codec)
    assert phrase in text
    assert text.encode(codec) == data
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert label in table()[name][1]


@pytest.mark.parametrize("name", [name for name in on_disk() if name not in LEGACY and name not in OTHERS])
def test_all_others_are_utf8(name: str) -> None:
    assert "UTF-8" in table()[name][1]
    assert "\ufffd" not in plain(name).decode("utf-8")


def test_byte_order_marks() -> None:
    czech = plain("czech/knofliky-utf16.txt")
    assert czech.startswith(b"\xff\xfe")
    assert "Květoslava Žďárská" in czech.decode("utf-16")
    assert plain("turkish/hamam-bom.txt").startswith("\ufeffEski".encode())
    assert [name for name in on_disk() if plain(name).startswith(b"\xef\xbb\xbf")] == ["turkish/hamam-bom.txt"]


def test_two_bytes_are_invalid() -> None:
    data = plain("legacy/swing-bridge-bad-bytes.txt")
    text = data.decode("utf-8", errors="surrogateescape")
    assert [c for c in text if "\udc80" <= c <= "\udcff"] == ["\udce2", "\udc92"]


@pytest.mark.parametrize("name", [name for name in on_disk() if name.endswith(".gz")])
def test_packed_files_carry_no_time_and_no_name(name: str) -> None:
    data = (CORPUS / name).read_bytes()
    assert data[:4] == b"\x1f\x8b\x08\x00"  # deflate; no flags, so no name
    assert data[4:8] == b"\0\0\0\0"
    assert gzip.decompress(data)


def test_the_script_makes_what_is_committed(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(SEEDS / "make_seeds.py"), str(tmp_path)], check=True)
    made = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert set(LEGACY) | set(OTHERS) < set(made)
    for name in made:
        data = (tmp_path / name).read_bytes()
        assert (gzip.decompress(data) if name.endswith(".gz") else data) == plain(name), name


def test_clean_files_are_many() -> None:
    assert len(CLEAN) >= 10


@pytest.mark.parametrize("name", [*CLEAN, "science/eel-run.txt", "science/eel-run-second-edition.txt"])
def test_clean_files_are_clean(name: str) -> None:
    text = plain(name).decode("utf-8")
    assert unicodedata.normalize("NFC", text) == text
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}]
    assert text == text.strip() + "\n"
    assert "\n\n\n\n" not in text
    for line in text.split("\n"):
        spaces = len(line) - len(line.rstrip())
        assert spaces == 0 or (spaces == 2 and ".md" in name), line
        assert not line or line.strip(), "a line of white space"


def test_hard_breaks_are_there() -> None:
    assert sum(line.endswith("  ") for line in plain("docs/feed-config.md").decode().split("\n")) == 3
    assert sum(line.endswith("  ") for line in plain("docs/changes.md.gz").decode().split("\n")) == 1


@pytest.mark.parametrize(
    ("name", "letters"), [("romanian/afis-iarmaroc.txt", "Â"), ("vietnamese/thong-bao-le-hoi.txt", "ÂÃ")]
)
def test_capitals_with_genuine_circumflexes(name: str, letters: str) -> None:
    text = plain(name).decode("utf-8")
    assert text.isupper()
    assert all(text.count(letter) >= 3 for letter in letters)


def test_near_duplicates() -> None:
    one, other = (plain(f"science/eel-run{end}.txt").decode() for end in ("", "-second-edition"))
    assert min(len(one.split()), len(other.split())) >= 400
    assert 0.8 <= jaccard(one, other) < 1
    rows = {row["id"]: row["text"] for row in map(json.loads, filter(str.strip, jsonl("data/harbour-wire.jsonl")))}
    assert 0.8 <= jaccard(rows["hw-0005"], rows["hw-0006"]) < 1


def test_no_other_pair_is_near() -> None:
    known = {"science/eel-run.txt", "science/eel-run-second-edition.txt", "mirror/ferry-returns.txt"}
    known |= {"news/ferry-returns.txt", "wire/quay-monitor-0315.txt"}
    names = [name for name in on_disk() if name.endswith(".txt") and name not in known and name not in OTHERS]
    texts = [(n, plain(n).decode(LEGACY[n][0] if n in LEGACY else "utf-8")) for n in names]
    for i, (name, text) in enumerate(texts):
        for other, more in texts[i + 1 :]:
            assert jaccard(text, more) < 0.1, (name, other)


def test_exact_duplicates_before_and_after_cleaning() -> None:
    news, wire = "news/ferry-returns.txt", "wire/quay-monitor-0315.txt"
    assert plain(news) == plain("mirror/ferry-returns.txt")
    one, other = plain(news).decode(), plain(wire).decode()
    assert jaccard(one, other) < 1

    def story(text: str, furniture: str) -> list[str]:
        return [p for p in text.replace("Â\n", "\n").strip().split("\n\n") if not re.match(furniture, p)]

    left = story(one, r"\d\d/\d\d/\d{4} |- AP$")
    assert left == story(other, r"(Share|Advertisement|Source: AFP)$|GMT ")
    assert len(left) == 7  # the headline and six paragraphs


def jsonl(name: str) -> list[str]:
    return plain(name).decode("utf-8").split("\n")


def test_rows_are_a_trial_for_whoever_rewrites_them() -> None:
    lines = jsonl("data/harbour-wire.jsonl")
    assert [i for i, line in enumerate(lines) if not line] == [6, 8 + 1]  # a blank line within, and the end
    raw = "\n".join(lines)
    for piece in (
        "12345678901234567890",
        "1.0,",
        "2.50",
        "3e2",
        "\\u00c3",
        "\\ud83d\\udea2",
        '"id": 3, "id": "hw-0003"',
    ):
        assert piece in raw
    rows = [json.loads(line) for line in lines if line]
    assert [row["id"] for row in rows] == [f"hw-{n:04}" for n in range(1, 9)]
    assert next(iter(rows[0])) == "text"
    assert list(rows[1])[-1] == "text"
    packed = [json.loads(line) for line in jsonl("wire/gazette.jsonl.gz") if line]
    assert packed[3]["text"] == packed[4]["text"]
    assert len({row["text"] for row in packed}) == len(packed) - 1


def test_pages_declare_rightly_and_wrongly() -> None:
    wrong = plain("web/phare-du-sel.htm")
    assert b"charset=iso-8859-1" in wrong
    assert "Port-Vérane" in wrong.decode("utf-8")
    assert b"charset=windows-1252" in plain("german/barfuss-cp1252.html")
    for name in on_disk():
        if ".htm" in name:
            assert b"<script" in plain(name)
            assert re.search(rb"cookie", plain(name), re.IGNORECASE)


def test_line_ends() -> None:
    crlf, mac = plain("mail/rowers-crlf.txt"), plain("mail/wilhelmina-mac.txt")
    assert crlf.count(b"\r\n") == crlf.count(b"\n") == crlf.count(b"\r") > 20
    assert mac.count(b"\r") > 10
    assert b"\n" not in mac
    assert [n for n in on_disk() if b"\r" in plain(n) and n != "czech/knofliky-utf16.txt"] == [
        "mail/rowers-crlf.txt",
        "mail/wilhelmina-mac.txt",
    ]


def test_noise_is_there() -> None:
    text = plain("noise/signal-cabin.txt").decode("utf-8")
    for sign in ("\x1b[32m", "\x1b[0m", "\x00", "\x07", "\x0b", "\xad", "\u200b", "\u2060", "\ufeff"):
        assert sign in text, ascii(sign)
    notices = plain("local/village notices.txt").decode("utf-8")
    assert "\n\n\n\n" in notices
    assert re.search(r"[ \t]\n", notices)


def test_mojibake_can_be_undone() -> None:
    mixed = plain("mojibake/blackboard.txt").decode("utf-8").strip().split("\n\n")
    assert [ungarbled(mixed[i])[:8] for i in (0, 1, 3, 4)] == ["The café", "When the", "A crème ", "Economis"]
    for i in (2, 5):  # sound paragraphs beside garbled ones
        assert not mixed[i].isascii()
        with pytest.raises(UnicodeDecodeError):
            ungarbled(mixed[i])
    twice = ungarbled(ungarbled(plain("mojibake/sans-cloche-twice.txt").decode("utf-8")))
    assert twice.startswith("Une école sans cloche\n\nÀ l’école")
    lone = plain("mojibake/skating.txt").decode("utf-8")
    assert lone.count("Â\n") == 4
    assert lone.count(".Â ") == 1
