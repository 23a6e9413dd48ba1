"""Level replay: every output byte follows from the source and the edits on record."""

import gzip
import io
import json
import random
from typing import Any

import pytest

from cleanse.canonical import encode
from cleanse.digests import digest_bytes
from cleanse.verification import verify
from cleanse.verification.compressed import inflated
from cleanse.verification.findings import MismatchError
from cleanse.verification.images import known_codec

from .conftest import NEAR, NEARLY, pair


def blob(data: bytes) -> dict[str, Any]:
    return {"len": len(data), "sha256": digest_bytes(data)}


def at(records: list[dict[str, Any]], path: str, row: int = 0) -> dict[str, Any]:
    return next(record for record in records if record["path"] == path and record.get("row", 0) == row)


def found(folder: Any) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in folder.verify().findings if finding.code != "W_OPAQUE"]


@pytest.mark.parametrize(
    ("path", "row", "edit"),
    [
        ("a/crlf.txt", 0, [2, 1, "", 3]),
        ("a/crlf.txt", 0, [4, 1, "", 3]),
        ("a/quote.txt", 0, [1, 3, "-", 4]),
        ("a/latin.txt", 0, [7, 1, "", [2, 4]]),
        ("pack.txt.gz", 0, [0, 1, "", 3]),
        ("rows.jsonl", 1, [4, 1, "", 3]),
        ("rows2.jsonl.gz", 1, [4, 1, "", 3]),
    ],
)
def test_an_edit_moved(folder: Any, path: str, row: int, edit: list[Any]) -> None:
    folder.forge(lambda records: at(records, path, row)["e"].__setitem__(0, edit))
    assert folder.codes("books") | folder.codes("hashes") == set()
    assert found(folder) == [("E_REPLAY", path)]
    assert folder.verify().status == 1


def test_an_edit_beyond_a_source_whose_image_only_decoding_tells(folder: Any) -> None:
    """The lengths balance, so the books are content; the image turns out shorter."""
    output = b"nineteen characters"
    (folder.out / "a/latin.txt").write_bytes(output)

    def change(records: list[dict[str, Any]]) -> None:
        record = at(records, "a/latin.txt")
        record["e"] = [[5, 1, "", [2, 4]], [3, 40, "", 4]]
        record["out"].update(blob(output))

    folder.forge(change)
    folder.relist()
    assert folder.codes("books") | folder.codes("hashes") == set()
    assert found(folder) == [("E_REPLAY", "a/latin.txt")]


def test_an_edit_that_cuts_a_character(folder: Any) -> None:
    """Two halves that make a whole again: the bytes are right, the cut is not."""
    source, output = "éèé\n".encode(), "éé\n".encode()
    (folder.src / "a/quote.txt").write_bytes(source)
    (folder.out / "a/quote.txt").write_bytes(output)

    def change(edits: list[Any]) -> Any:
        def forge(records: list[dict[str, Any]]) -> None:
            at(records, "a/quote.txt").update(
                {"in": blob(source), "out": blob(output) | {"path": "a/quote.txt"}, "e": edits}
            )

        return forge

    folder.forge(change([[2, 2, "", 4]]))
    folder.relist()
    assert found(folder) == []
    folder.forge(change([[1, 2, "", 4]]))
    assert found(folder) == [("E_REPLAY", "a/quote.txt")]
    folder.forge(change([[3, 2, "", 4]]))
    assert found(folder) == [("E_REPLAY", "a/quote.txt")]


@pytest.mark.parametrize(
    ("segments", "sound"),
    [
        ([[14, "cp1252"]], True),
        ([[3, "utf-8"], [1, "latin-1"], [10, "utf-8"]], True),
        ([[14, "utf-8"]], False),
        ([[14, "cp1251"]], False),
        ([[14, "zlib"]], False),
        ([[14, "unicode_escape"]], False),
        ([[14, "no-such-codec"]], False),
        ([[14, "os.path"]], False),
        ([[14, "utf-16-le"]], False),
        ([[14, "rot13"]], False),
    ],
)
def test_how_a_source_was_decoded(folder: Any, segments: list[Any], sound: bool) -> None:
    folder.forge(lambda records: at(records, "a/latin.txt").update(t=[["decode", segments]]))
    assert found(folder) == ([] if sound else [("E_REPLAY", "a/latin.txt")])


def test_a_codec_must_give_its_bytes_back(builder: Any) -> None:
    # The mark that sets the byte order is swallowed in reading, so it cannot come back.
    source = "\ufeffa".encode("utf-16-be")
    builder.edited("a.txt", source, [], b"a", t=[["decode", [[4, "utf-16"]]]])
    assert found(builder.finish()) == [("E_REPLAY", "a.txt")]


def test_a_source_that_is_not_utf8_needs_a_codec(builder: Any) -> None:
    builder.edited("a.txt", b"a\xffb  c\n", [[3, 1, "", 4]], b"a\xffb c\n")
    assert found(builder.finish()) == [("E_REPLAY", "a.txt")]


def test_codecs_are_charsets() -> None:
    assert all(
        map(
            known_codec,
            ["utf-8", "UTF-16-LE", "latin-1", "iso8859-15", "cp1252", "koi8-r", "shift_jis", "mac-roman", "gb18030"],
        )
    )
    assert not any(
        map(known_codec, ["hex", "base64", "idna", "punycode", "", "mbcs", "../x", "é", "undefined", "aliases"])
    )


@pytest.mark.parametrize(
    ("drop", "path"),
    [
        ({"of": ["near/zwei.txt"]}, "near/two.txt"),
        ({"of": ["near/two.txt"]}, "near/two.txt"),
        ({"of": ["nowhere.txt"]}, "near/two.txt"),
        ({"of": ["near/one.txt", 1]}, "near/two.txt"),
        ({"of": ["z.bin"]}, "near/two.txt"),
        ({"of": ["rows.jsonl"]}, "near/two.txt"),
        ({"by": 0}, "near/two.txt"),
        ({"by": 0, "kind": "exact", "both": 14, "either": 14}, "near/two.txt"),
        ({"by": 0, "kind": "bytes", "both": 14, "either": 14}, "near/two.txt"),
        ({"kind": "exact"}, "near/zwei.txt"),
        ({"kind": "page"}, "near/zwei.txt"),
        ({"by": 1}, "near/zwei.txt"),
        ({"both": 13, "either": 13, "sizes": [13, 13], "of": ["nowhere.txt"]}, "near/zwei.txt"),
        ({"both": 13, "either": 15}, "near/two.txt"),
    ],
)
def test_false_witnesses_are_seen_in_the_books_where_they_can_be(folder: Any, drop: dict[str, Any], path: str) -> None:
    seen = drop != {"both": 13, "either": 15}
    folder.forge(lambda records: at(records, path)["drop"].update(drop))
    assert folder.codes("books") == folder.codes("hashes") == ({"E_WITNESS"} if seen else set())
    assert found(folder) == [("E_WITNESS", path)]


@pytest.mark.parametrize(
    ("drop", "path"),
    [
        ({"both": 13, "either": 15}, "near/two.txt"),
        ({"both": 12, "either": 15, "sizes": [13, 14]}, "near/two.txt"),
        ({"both": 12, "either": 16, "sizes": [13, 15]}, "near/two.txt"),
        ({"of": ["b.txt"]}, "near/two.txt"),
        ({"of": ["rows.jsonl", 1]}, "near/two.txt"),
        ({"kind": "folded", "both": 14, "either": 14}, "near/two.txt"),
        ({"both": 13, "either": 13, "sizes": [13, 13]}, "near/zwei.txt"),
    ],
)
def test_false_witnesses_that_only_the_texts_belie(folder: Any, drop: dict[str, Any], path: str) -> None:
    folder.configure({}, f"dedup/{drop.get('kind', 'near')}")
    folder.forge(lambda records: at(records, path)["drop"].update(drop))
    assert folder.codes("books") | folder.codes("hashes") == set()
    assert found(folder) == [("E_WITNESS", path)]


def test_words_in_another_order_are_not_folded(builder: Any) -> None:
    # The same set of shingles, for the texts are as short as that; the words are not the same.
    builder.same("near/one.txt", b"one two one two one two one two one two\n")
    builder.dropped("near/two.txt", b"Two one two one two one two one two one\n", pair("folded", 2, 2, 2))
    builder.dropped("near/zwei.txt", b"ONE, two one two one two one two one two\n", pair("folded", 2, 2, 2))
    made = builder.finish()
    made.configure({}, "dedup/folded")
    assert made.codes("books") == set()
    assert found(made) == [("E_WITNESS", "near/two.txt")]


def test_the_settings_say_what_a_pair_must_reach(folder: Any) -> None:
    folder.configure({"similarity_ppm": 750_000})
    assert folder.codes("books") == set()
    # 12 of 16 are no more than three quarters.
    folder.configure({"similarity_ppm": 750_001})
    assert folder.codes("books") == {"E_WITNESS"}


def test_the_settings_say_what_an_excerpt_must_reach(builder: Any) -> None:
    builder.same("near/one.txt", NEAR)
    builder.dropped("near/two.txt", NEAR[:67], pair("contained", 9, 9, 14))
    builder.dropped("near/zwei.txt", NEARLY[:80], pair("contained", 12, 13, 14))
    made = builder.finish()
    for threshold, codes in [(900_000, set()), (930_000, {"E_WITNESS"}), (0, {"E_WITNESS"})]:
        made.configure({"similarity_ppm": 800_000, "contained_ppm": threshold}, "dedup/contained", 0)
        made.forge(lambda records: [record["drop"].update(by=0) for record in records if "drop" in record])
        assert made.codes("books") == codes
    made.configure({"contained_ppm": 900_000})
    assert found(made) == []


def test_a_pair_that_is_marked_is_checked_as_well(folder: Any) -> None:
    fact = {key: value for key, value in pair("near", 12, 14, 14).items() if key != "by"}
    facts = [
        (fact, set()),
        (fact | {"both": 11}, {"E_WITNESS"}),
        (fact | {"sizes": [14]}, {"E_WITNESS"}),
        (fact | {"kind": "folded"}, {"E_WITNESS"}),
        ({"kind": "near"}, {"E_WITNESS"}),
        (fact | {"of": ["nowhere.txt"]}, {"E_WITNESS"}),
    ]
    for evidence, codes in facts:
        folder.forge(lambda records, slot=evidence: at(records, "b.txt").update(facts={"dedup/near": slot}))
        assert folder.codes("books") == codes
    # The texts of b.txt and near/one.txt share nothing.
    folder.forge(lambda records: at(records, "b.txt").update(facts={"dedup/near": fact}))
    assert ("E_WITNESS", "b.txt") in found(folder)


@pytest.mark.parametrize("path", ["rows.jsonl", "rows2.jsonl.gz"])
def test_false_witnesses_of_rows(folder: Any, path: str) -> None:
    folder.forge(lambda records: at(records, path, 5)["drop"].update(of=[path, 1]))
    assert found(folder) == [("E_WITNESS", path)]


def test_a_text_that_was_not_the_one_judged(folder: Any) -> None:
    folder.forge(lambda records: at(records, "near/two.txt").update(text=blob(b"x" * 90)))
    assert found(folder) == [("E_REPLAY", "near/two.txt")]


def test_opaque_documents_are_checked_by_digest_and_counted(folder: Any) -> None:
    report = folder.verify()
    assert [finding.code for finding in report.findings] == ["W_OPAQUE"]
    assert (report.checked["opaque"], report.status) == (1, 0)
    (folder.out / "a/opaque.html").write_bytes(b"Good night..\n")
    assert found(folder) == [("E_HASH", "a/opaque.html")]


def test_a_pair_with_an_opaque_kept_document_is_checked_by_its_output(folder: Any) -> None:
    witness = pair("page", 1, 1, 1) | {"of": ["a/opaque.html"]}
    (folder.src / "near/two.txt").write_bytes(b"Good morning\n")

    def change(records: list[dict[str, Any]]) -> None:
        same = blob(b"Good morning\n")
        at(records, "near/two.txt").update({"in": same, "text": same, "drop": witness})

    folder.forge(change)
    assert found(folder) == []
    assert folder.verify().checked["witnesses"] == 4


# --- containers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (1, {"at": [19, 11]}),
        (1, {"at": [0, 44]}),
        (1, {"at": [10**6, 12]}),
        (3, {"at": [18, 12]}),
        (4, {"at": [84, 14]}),
        (4, {"at": [85, 14]}),
        (4, {"in": blob(b"this is no jsoN")}),
        (3, {"in": blob(b"left alonf"), "out": blob(b"left alonf")}),
        (1, {"out": blob(b"one\nTwo")}),
    ],
)
def test_rows_that_are_not_as_on_record(folder: Any, row: int, change: dict[str, Any]) -> None:
    folder.forge(lambda records: at(records, "rows.jsonl", row).update(change))
    # Row 5 was dropped for row 3, so what is wrong with the one may be wrong with the pair.
    assert folder.codes("books") <= {"E_WITNESS"}
    assert set(found(folder)) - {("E_WITNESS", "rows.jsonl")} == {("E_REPLAY", "rows.jsonl")}


def test_a_row_on_another_line(folder: Any) -> None:
    folder.forge(lambda records: at(records, "rows.jsonl", 1).update(row=2))
    assert ("E_REPLAY", "rows.jsonl") in found(folder)


def test_a_row_hidden_from_the_manifest(folder: Any) -> None:
    def change(records: list[dict[str, Any]]) -> None:
        records.remove(at(records, "rows.jsonl", 4))
        at(records, "rows.jsonl")["rows"] = 3

    folder.forge(change)
    assert folder.codes("books") | folder.codes("hashes") == set()
    assert found(folder) == [("E_EXTRA_INPUT", "rows.jsonl")]


@pytest.mark.parametrize(
    "change",
    [lambda data: data.replace(b'"n": 1e400', b'"n": 1e401'), lambda data: data[:-40], lambda data: data + b"\n"],
)
def test_an_output_container_with_other_fields(folder: Any, change: Any) -> None:
    path = folder.out / "rows.jsonl"
    path.write_bytes(change(path.read_bytes()))
    folder.forge(lambda records: at(records, "rows.jsonl").update(out=blob(path.read_bytes()) | {"path": "rows.jsonl"}))
    folder.relist()
    assert folder.codes("hashes") == set()
    assert found(folder) == [("E_REPLAY", "rows.jsonl")]


def test_a_container_of_which_nothing_stays(builder: Any) -> None:
    line = b'{"text": ""}'
    empty = {"st": "dropped", "in": blob(b""), "text": blob(b""), "drop": {"by": 0, "kind": "empty"}}
    builder.jsonl("a.jsonl", b"\n" + line + b"\n", None, [{"row": 2, "at": [10, 2], **empty}])
    folder = builder.finish()
    assert found(folder) == []
    assert not list(folder.out.glob("*"))[1:]


def test_a_byte_order_mark_belongs_to_the_file(builder: Any) -> None:
    mark = b"\xef\xbb\xbf"
    source = mark + b'{"text":"x"}\n{"text":"y"}'
    dropped = {
        "st": "dropped",
        "in": blob(b"x"),
        "text": blob(b"x"),
        "drop": {"by": 0, "kind": "language", "tag": "de"},
    }
    same = {"st": "same", "in": blob(b"y"), "out": blob(b"y")}
    builder.jsonl(
        "a.jsonl",
        source,
        mark + b'{"text":"y"}',
        [{"row": 1, "at": [11, 3], **dropped}, {"row": 2, "at": [24, 3], **same}],
    )
    assert found(builder.finish()) == []


def test_lines_longer_than_a_read(builder: Any) -> None:
    long, text = b"#" * 3_000_000, "wide " * 500_000
    source = long + b"\r\n" + b'{"text":"' + text.encode() + b'"}\n' + long
    kept = b'{"text":"' + text.encode() + b'"}\n'
    rows = [
        {"row": 1, "at": [0, len(long)], "st": "skipped", "in": blob(long), "why": ["too-large", "too large."]},
        {
            "row": 2,
            "at": [len(long) + 10, len(text) + 2],
            "st": "same",
            "in": blob(text.encode()),
            "out": blob(text.encode()),
        },
        {
            "row": 3,
            "at": [len(source) - len(long), len(long)],
            "st": "skipped",
            "in": blob(long),
            "why": ["too-large", "too large."],
        },
    ]
    builder.jsonl("a.jsonl", source, kept, rows)
    folder = builder.finish()
    assert found(folder) == []
    folder.forge(lambda records: at(records, "a.jsonl", 3)["at"].__setitem__(0, 1))
    assert found(folder) == [("E_REPLAY", "a.jsonl")]


def test_a_sample_of_rows(builder: Any) -> None:
    builder.scope = {"sample": 1}
    source = b'{"text":"x"}\n{"text":"y"}\n'
    builder.jsonl(
        "a.jsonl", source, source[13:], [{"row": 2, "at": [21, 3], "st": "same", "in": blob(b"y"), "out": blob(b"y")}]
    )
    assert found(builder.finish()) == []


def test_many_rows_in_one_pass(builder: Any) -> None:
    chance = random.Random(7)
    source, output, rows = bytearray(), bytearray(), []
    for number in range(1, 2001):
        text = "naïve\r\n" if chance.random() < 0.5 else "fine"
        clean = text.replace("\r", "")
        head = f'{{"id": {number}, "text": '.encode()
        literal = json.dumps(text, ensure_ascii=chance.random() < 0.5).encode()
        rows.append(
            {
                "row": number,
                "at": [len(source) + len(head), len(literal)],
                "in": blob(text.encode()),
                "out": blob(clean.encode()),
            }
        )
        rows[-1] |= {"st": "edited", "e": [[6, 1, "", 3]]} if clean != text else {"st": "same"}
        source += head + literal + b"}\n"
        output += head + (literal if clean == text else json.dumps(clean, ensure_ascii=False).encode()) + b"}\n"
    builder.jsonl("a.jsonl", bytes(source), bytes(output), rows)
    assert found(builder.finish()) == []


# --- packed files ---------------------------------------------------------------------------------


def test_members_and_padding_are_read_damage_is_told() -> None:
    data = gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two") + b"\x00" * 7
    for step in (1, 5, 1000):
        chunks = [data[low : low + step] for low in range(0, len(data), step)]
        assert b"".join(inflated(chunks, 100)) == b"one two" == gzip.GzipFile(fileobj=io.BytesIO(data)).read()
    for broken in (data[:-12], b"", b"no gzip", data + b"x", data[:10]):
        with pytest.raises(MismatchError):
            list(inflated([broken], 100))


def test_a_bomb_is_not_unpacked(builder: Any) -> None:
    bomb = gzip.compress(b"\x00" * 200_000_000, 9, mtime=0)
    builder.packed("a.txt.gz", b"one\r\n", [[3, 1, "", 3]], b"one\n")
    folder = builder.finish()
    (folder.src / "a.txt.gz").write_bytes(bomb)
    (folder.out / "a.txt.gz").write_bytes(bomb)

    def change(records: list[dict[str, Any]]) -> None:
        record = at(records, "a.txt.gz")
        record["in"].update(blob(bomb))
        record["out"].update(blob(bomb))

    folder.forge(change)
    folder.relist()
    assert set(found(folder)) == {("E_HASH", "a.txt.gz"), ("E_SOURCE_HASH", "a.txt.gz")}
    assert sum(map(len, inflated([bomb], 100))) <= 2 * 2**20


# --- levels ---------------------------------------------------------------------------------------


def test_the_level_follows_from_what_is_given(folder: Any) -> None:
    assert verify(folder.out).level == "hashes"
    assert verify(folder.out, folder.src).level == "replay"
    assert verify(folder.out, folder.src, "books").level == "books"


def test_replay_without_sources_is_not_checked_and_not_passed(folder: Any) -> None:
    report = verify(folder.out, level="replay")
    assert ([finding.code for finding in report.findings], report.status, report.level) == (
        ["I_NO_SOURCE"],
        5,
        "hashes",
    )
    (folder.out / "b.txt").write_bytes(b"")
    assert verify(folder.out, level="replay").status == 1


def test_all_failures_are_collected(folder: Any) -> None:
    (folder.out / "b.txt").unlink()
    (folder.out / "a/crlf.txt").write_bytes(b"")
    (folder.out / "extra").write_bytes(b"")
    (folder.src / "z.bin").write_bytes(b"")
    (folder.src / "new.txt").write_bytes(b"")
    assert folder.codes() == {"E_MISSING", "E_HASH", "E_EXTRA", "E_SOURCE_HASH", "E_EXTRA_INPUT", "W_OPAQUE"}
    lines = folder.lines()
    folder.write([*lines[:-1], encode(json.loads(lines[-1]) | {"records_root": digest_bytes(b"")})])
    assert folder.verify().status == 6
    assert folder.codes() >= {"E_ROOT", "E_MISSING", "E_HASH", "E_EXTRA"}
