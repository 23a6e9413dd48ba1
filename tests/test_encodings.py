"""Names of encodings, and encodings that settings force."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleanse
from cleanse.cli import command
from cleanse.config import Settings
from cleanse.encodings import codec_of, forced, known_labels, label_in
from cleanse.verification.images import known_codec

# Labels of the WHATWG's Encoding Standard that Python has no codec for, or another one.
WHATWG = {
    "latin1": "cp1252", "ascii": "cp1252", "iso-8859-1": "cp1252", "iso-8859-9": "cp1254", "l5": "cp1254",
    "tis-620": "cp874", "dos-874": "cp874", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "csgb2312": "gb18030",
    "ks_c_5601-1989": "cp949", "windows-949": "cp949", "x-sjis": "cp932", "ms_kanji": "cp932", "x-euc-jp": "euc_jp",
    "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs", "koi": "koi8-r", "koi8-ru": "koi8-u", "x-cp1251": "cp1251",
    "x-mac-roman": "mac-roman", "x-mac-ukrainian": "mac-cyrillic", "logical": "iso8859-8", "visual": "iso8859-8",
    "sun_eu_greek": "iso8859-7", "unicode-1-1-utf-8": "utf-8", "x-unicode20utf8": "utf-8", "ucs-2": "utf-16-le",
    "utf-16": "utf-16-le", "unicodefffe": "utf-16-be", "iso885915": "iso8859-15", "csisolatin9": "iso8859-15",
}  # fmt: skip


def test_labels_of_the_web_mean_what_the_web_means() -> None:
    assert {label: codec_of(label) for label in WHATWG} == WHATWG
    assert codec_of("x-user-defined") is codec_of("replacement") is codec_of("rot13") is codec_of("utf-7") is None


def test_every_known_label_has_a_codec_that_knows_itself() -> None:
    labels = known_labels()
    assert {"cp1251", "windows-1251", "x-sjis"} <= set(labels)
    for label in labels:
        codec = codec_of(label)
        assert codec is not None
        assert codecs.lookup(codec).name == codec
        assert codec_of(codec) == codec
        assert known_codec(codec)


@given(st.text(max_size=60))
def test_no_label_raises(text: str) -> None:
    codec = codec_of(text)
    assert codec is None or codecs.lookup(codec)
    assert len(label_in(text)) <= 60


def test_a_header_says_its_charset() -> None:
    assert label_in('text/html;charset="windows-1251"') == "windows-1251"
    assert label_in("application/json") == ""
    raw = "Крик чайки".encode("koi8-r")
    assert cleanse.decode(raw, "text/plain; charset=koi8-r").text == "Крик чайки"
    # It is weighed: what it says cannot be.
    russian = "Паром на остров отходит каждое утро, а зимой только по субботам. " * 3
    assert cleanse.decode(russian.encode("koi8-r"), "text/html; charset=iso-8859-1").text == russian


def test_the_most_specific_glob_counts_whatever_the_order() -> None:
    table = {"**": "utf-8", "legacy/**": "cp1251", "legacy/*.htm": "koi8-r", "**/old.txt": "cp866"}
    backwards = dict(reversed(table.items()))
    for path, codec in (
        ("a.txt", "utf-8"),
        ("legacy/a/b.txt", "cp1251"),
        ("legacy/a.htm", "koi8-r"),
        ("x/old.txt", "cp866"),
    ):
        assert forced(path, table) == forced(path, backwards) == codec
    assert forced("a.txt", {"legacy/**": "cp1251"}) == ""
    assert forced("a.txt", {}) == ""


def test_forced_means_forced() -> None:
    raw = "Grüße".encode()
    found = cleanse.decode(raw, encoding="latin-1")
    assert (found.text, found.encoding, found.evidence) == ("GrÃ¼ÃŸe", "cp1252", {"how": "forced"})
    marked = cleanse.decode("Größe und Weite, ".encode("cp1252") * 3, encoding="utf-8")
    assert marked.text == "Gr\ufffde und Weite, " * 3
    assert marked.evidence["invalid_runs"] == 3
    assert cleanse.decode(b"\xef\xbb\xbfa", encoding="utf-8").text == "a"


def test_what_the_forced_codec_cannot_read_fails() -> None:
    with pytest.raises(cleanse.DocumentError) as caught:
        cleanse.decode(b"\xe3\xff\xff\xff" * 9, encoding="utf-32")
    assert caught.value.code == "undecodable"
    with pytest.raises(cleanse.DocumentError) as caught:
        cleanse.decode(b"\x89PNG\r\n\x1a\n\0\0", encoding="cp1251")
    assert caught.value.code == "binary"
    with pytest.raises(LookupError):
        cleanse.decode(b"", encoding="cp12510")


@given(st.binary(max_size=80), st.sampled_from(sorted({codec_of(label) or "" for label in known_labels()})))
def test_any_bytes_in_any_codec_are_decoded_or_refused(raw: bytes, codec: str) -> None:
    try:
        found = cleanse.decode(raw, encoding=codec)
    except cleanse.DocumentError as refused:
        assert refused.code in {"binary", "undecodable"}  # noqa: PT017 - the law is that nothing else is raised
        return
    place = 0
    for size, name in found.segments:
        piece = raw[place : place + size]
        assert piece.decode(name).encode(name) == piece
        place += size
    assert place == len(raw) or not found.segments


def test_settings_refuse_a_name_with_its_neighbour() -> None:
    with pytest.raises(cleanse.SettingsError, match="there is no encoding 'cp12511'") as caught:
        Settings(encodings={"**": "cp12511"})
    assert caught.value.hint == 'Write "cp1251".'
    with pytest.raises(cleanse.SettingsError) as caught:
        Settings(encodings={"**": "quite something else"})
    assert "as Python or the WHATWG does" in caught.value.hint


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The same bytes at three places."""
    folder = tmp_path / "in"
    raw = "Паром на остров отходит каждое утро.\n".encode("cp1251")
    for name in ("a.txt", "legacy/a.txt", "legacy/rows.jsonl"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw if name.endswith("txt") else b'{"text": "' + raw.strip() + b'"}\n')
    return folder


@pytest.mark.parametrize("jobs", [0, 1])
def test_a_run_forces_by_glob_and_says_so(sources: Path, tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "out"
    settings = Settings(rules=("text/newlines",), encodings={"legacy/**": "koi8-r"}, duplicates="off")
    cleanse.run([str(sources)], out, settings, jobs=jobs)
    garbled = "Паром на остров отходит каждое утро.".encode("cp1251").decode("koi8-r")
    assert (out / "a.txt").read_text(encoding="utf-8") == "Паром на остров отходит каждое утро.\n"
    assert (out / "legacy/a.txt").read_text(encoding="utf-8").strip() == garbled
    assert garbled in (out / "legacy/rows.jsonl").read_text(encoding="utf-8")
    with cleanse.Manifest.open(out) as manifest:
        assert manifest.header["pipeline"]["config"]["encodings"] == {"legacy/**": "koi8-r"}
        found = {record["path"]: record for record in manifest if "box" not in record}
    assert found["legacy/a.txt"]["facts"]["text/decode"] == {"encoding": "koi8-r", "how": "forced"}
    assert found["legacy/rows.jsonl"]["codec"] == "koi8-r"
    assert found["a.txt"]["facts"]["text/decode"]["how"] == "detected"
    report = cleanse.verify(out, source=str(sources))
    assert report.ok, report.findings
    assert report.level == "replay"


def test_what_is_forced_is_part_of_the_fingerprint(sources: Path, tmp_path: Path) -> None:
    digests = set()
    for number, table in enumerate(({}, {"**": "cp1251"}, {"**": "koi8-r"}, {"legacy/**": "cp1251"})):
        out = tmp_path / str(number)
        cleanse.run([str(sources)], out, Settings(encodings=table))
        with cleanse.Manifest.open(out) as manifest:
            digests.add(manifest.header["pipeline"]["sha256"])
    assert len(digests) == 4


def test_the_option_goes_before_the_file(sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cleanse.toml"
    file.write_text('[encodings]\n"legacy/**" = "koi8-r"\n', encoding="utf-8")
    given = ["--config", str(file), "--encoding", "a.txt=cp1251", "--encoding", "utf-16"]
    assert command(["config", *given, "--json"]) == 0
    assert '"encodings": {"value": {"a.txt": "cp1251", "**": "utf-16"}, "from": ["option"]}' in capsys.readouterr().out
    assert command(["check", str(sources), "--encoding", "nonsense"]) == 2
    assert "there is no encoding 'nonsense'" in capsys.readouterr().err


def test_explain_tells_how_it_was_found(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = tmp_path / "out"
    cleanse.run([str(sources)], out, Settings(preset="encoding", duplicates="off"))
    assert command(["explain", str(out), "a.txt", "--source", str(sources)]) == 0
    told = next(line for line in capsys.readouterr().out.split("\n") if line.startswith("encoding"))
    assert told.startswith("encoding  cp1251  by its looks, ")
    assert "; else " in told
    with cleanse.Manifest.open(out) as manifest:
        record = next(record for record in manifest if record["path"] == "a.txt")
    evidence: dict[str, Any] = record["facts"]["text/decode"]
    assert 1 <= len(evidence["alternatives"]) <= 4
    scores = [score for _, score in evidence["alternatives"]]
    assert scores == sorted(scores, reverse=True)
    assert all(type(score) is int and 0 < score <= 1_000_000 for score in scores)


def test_a_row_put_on_record_in_a_false_codec_is_found_out(sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    cleanse.run([str(sources)], out, Settings(preset="encoding", encodings={"**": "cp1251"}, duplicates="off"))
    manifest = out / ".cleanse/manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes().replace(b'"codec":"cp1251"', b'"codec":"koi8-r"'))
    report = cleanse.verify(out, source=str(sources))
    assert "E_REPLAY" in {finding.code for finding in report.findings}
