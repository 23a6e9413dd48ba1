"""Broken plug-ins: named in one sentence before a run, and at most a document's cost while it goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanse.assemble import assemble
from cleanse.config import Settings
from cleanse.errors import SettingsError
from cleanse.registry import problems
from cleanse.runner import run
from cleanse.verification import verify

LayOut = Callable[..., Path]

HEAD = """
from dataclasses import dataclass, replace
from typing import ClassVar
from cleanse import Document, DocumentError, Edit, Language, RuleInfo
from cleanse.document import Piece
from cleanse.formats.plain import Plain, whole
"""

RULE = (
    HEAD
    + """
@dataclass(frozen=True)
class Part:
    times: int = 1
    info: ClassVar[RuleInfo] = RuleInfo("acme/part", "1.0.0", "A rule of a test.")
    def edits(self, document):
        {body}
"""
)

FORMAT = (
    HEAD
    + """
@dataclass(frozen=True)
class Part:
    info: ClassVar[RuleInfo] = RuleInfo("acme/lst", "1.0.0", "A format of a test.")
    name: ClassVar[str] = "lst"
    suffixes: ClassVar[tuple[str, ...]] = (".lst",)
    output_suffix: ClassVar[str] = ".txt"
    container: ClassVar[bool] = False
    def pieces(self, stream, limit):
        {pieces}
    def read(self, piece):
        {read}
    def write(self, piece, text):
        {write}
"""
)

DETECTOR = (
    HEAD
    + """
@dataclass(frozen=True)
class Part:
    info: ClassVar[RuleInfo] = RuleInfo("acme/part", "1.0.0", "A detector of a test.")
    def detect(self, text):
        {body}
"""
)


def rule(lay_out: LayOut, module: str, code: str, id: str = "acme/part", name: str = "Part") -> None:
    lay_out(f"dist-{module.replace('_', '-')}", module, code, {"rules": {id: f"{module}:{name}"}})


def refused(**settings: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        assemble(Settings(**settings))
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("module", "code", "says"),
    [
        ("p_raises", "raise ValueError('no luck')", "cannot be imported: ValueError: no luck."),
        ("p_leaves", "import sys\nsys.exit(3)", "cannot be imported: SystemExit: 3."),
        ("p_lacks", "", "cannot be imported: AttributeError"),
        ("p_number", "Part = 7", "is no frozen dataclass."),
        ("p_class", "class Part: pass", "is no frozen dataclass."),
        ("p_thawed", RULE.replace("(frozen=True)", "").format(body="return []"), "is no frozen dataclass."),
        ("p_edits", RULE.replace("def edits", "def other").format(body="return []"), "is no rule."),
        ("p_info", RULE.replace("info:", "note:").format(body="return []"), "is no rule."),
        (
            "p_text",
            RULE.replace("RuleInfo(", "str((").replace('test.")', 'test."))').format(body="return []"),
            "has no info.",
        ),
        ("p_api", RULE.replace('test.")', 'test.", api=2)').format(body="return []"), "version 2 of the contracts"),
        ("p_named", RULE.replace("acme/part", "acme/other").format(body="return []"), "calls itself 'acme/other'"),
        ("p_version", RULE.replace("1.0.0", "").format(body="return []"), "lacks an id like"),
        (
            "p_parts",
            RULE.replace('test.")', 'test.", parts=(RuleInfo("text/c1", "1", "x"),))').format(body="return []"),
            "the id 'text/c1' of dist-p-parts 1.0 is one of cleanse.",
        ),
        (
            "p_pack",
            RULE.replace('test.")', 'test.", parts=(RuleInfo("ads/mark", "1", "x"),))').format(body="return []"),
            "the id 'ads/mark' belongs to two: the pack 'ads' and dist-p-pack 1.0.",
        ),
    ],
)
def test_a_broken_rule_is_named_before_the_run(lay_out: LayOut, module: str, code: str, says: str) -> None:
    rule(lay_out, module, code)
    said = refused(rules=("ads", "acme/part"))
    assert says in said
    assert f"dist-{module.replace('_', '-')} 1.0" in said


def test_its_module_is_left_alone_until_it_is_named(lay_out: LayOut) -> None:
    rule(lay_out, "p_sleeping", "raise SystemExit('imported')")
    assert assemble(Settings(rules=("text/newlines", "ads"))).pipeline.rules
    assert "there is no rule or pack 'acme/prt'. Write \"acme/part\"." in refused(rules=("acme/prt",))


def test_options_come_from_the_table(lay_out: LayOut) -> None:
    rule(lay_out, "p_options", RULE.format(body="return []"))
    made = assemble(Settings(rules=("acme/part",), options={"acme/part": {"times": 3}}))
    assert made.pipeline.rules[0].rule.times == 3  # type: ignore[attr-defined]
    assert 'there is no key "tims". Write "times".' in refused(rules=("acme/part",), options={"acme/part": {"tims": 3}})
    assert "must be a whole number" in refused(rules=("acme/part",), options={"acme/part": {"times": "3"}})


def test_a_class_may_refuse_its_options(lay_out: LayOut) -> None:
    code = RULE.format(body="return []") + "    def __post_init__(self):\n        raise ValueError('times is odd')\n"
    rule(lay_out, "p_refuses", code)
    assert "options.acme/part: ValueError: times is odd." in refused(rules=("acme/part",))


def test_two_that_offer_one_name(lay_out: LayOut) -> None:
    rule(lay_out, "p_first", RULE.format(body="return []"))
    rule(lay_out, "p_second", RULE.format(body="return []"))
    assert "dist-p-first 1.0 has the name of one of dist-p-second 1.0" in refused(rules=("acme/part",))
    assert len(problems()) == 2


def test_a_built_in_name_stays_what_it_is(lay_out: LayOut) -> None:
    code = RULE.format(body="return []")
    lay_out("dist-thief", "p_thief", code, {"rules": {"text/c1": "p_thief:Part", "acme/part": "p_thief:Part"}})
    assert "C1Controls" in repr(assemble(Settings(rules=("text/c1",))).pipeline.rules)
    said = refused(rules=("acme/part",))
    assert "the rule 'text/c1' of dist-thief 1.0 has a name that is built in." in said
    assert problems() == (said,)


def test_a_pack_that_is_not_there_or_broken(lay_out: LayOut) -> None:
    site = lay_out("dist-pack", "p_packs", "", {"packs": {"one": "q_packs:one.toml", "two": "q_packs:two.toml"}})
    assert "the pack 'one' of dist-pack 1.0 is not at 'q_packs:one.toml'." in refused(rules=("one",))
    (site / "q_packs").mkdir()
    (site / "q_packs" / "one.toml").write_text("version =", encoding="utf-8")
    assert "the pack 'one' of dist-pack 1.0: not valid TOML" in refused(rules=("one",))


@pytest.mark.parametrize("value", ["q_away:../secret.toml", "q_away:/etc/one.toml", "q_away", "q_away:one.txt"])
def test_a_pack_lies_inside_its_package(lay_out: LayOut, value: str) -> None:
    site = lay_out("dist-away", "p_away", "", {"packs": {"one": value}})
    (site / "q_away").mkdir()
    (site / "secret.toml").write_text("", encoding="utf-8")
    assert "is not at" in refused(rules=("one",))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise KeyError('tide\\ud800\\n')", "rule acme/part raised KeyError"),
        ("raise SystemExit(4)", "raised SystemExit: 4"),
        ("yield Edit(0, 1, '', 'acme/part'); 1 / 0", "raised ZeroDivisionError"),
        ("yield Edit(0, len(document.text) + 1, '', 'acme/part')", "leaves the text"),
        ("yield Edit(-1, 1, '', 'acme/part')", "leaves the text"),
        ("yield Edit(0, 3, '', 'acme/part'); yield Edit(2, 4, '', 'acme/part')", "overlaps"),
        ("yield Edit(0, 1, '', 'text/c1')", "in the name of 'text/c1'"),
        ("yield Edit(0, 1, '', ['a'])", "raised TypeError"),
        ("yield Edit(0, 1, '\\ud800', 'acme/part')", "UTF-8 cannot hold"),
        ("yield Edit(0, 1, None, 'acme/part')", "UTF-8 cannot hold"),
        ("yield Edit(0.0, 1, '', 'acme/part')", "no Edit with whole numbers"),
        ("yield (0, 1, '', 'acme/part')", "no Edit with whole numbers"),
        ("return None", "raised TypeError"),
        ("yield Edit(0, 0, 'x', 'acme/part')", "disagree after 4 rounds"),
        ("raise DocumentError('ok', 'skip me', skipped=True)", "raised DocumentError: skip me"),
    ],
)
def test_a_rule_that_misbehaves_costs_the_document(lay_out: LayOut, tmp_path: Path, body: str, says: str) -> None:
    # Only the document that names the tide is touched.
    module = f"m_{abs(hash(body)):x}"
    guard = "if 'tide' not in document.text: return ()\n        "
    rule(lay_out, module, RULE.format(body=guard + "; ".join([body])))
    records = cleaned(
        tmp_path, {"a.txt": b"The tide was low.\n", "b.txt": b"Share\n\nNobody came.\n"}, add=("acme/part",)
    )
    assert records["a.txt"]["st"] == "failed"
    assert records["a.txt"]["why"][0] in {"rule", "unsettled"}
    assert says in records["a.txt"]["why"][1]
    assert records["b.txt"]["st"] == "edited"


FACTS = (
    RULE.format(body="return [Edit(0, 1, '', 'acme/part', how='at low tide')] if document.text[:1] == '~' else []")
    + """
    def facts(self, document):
        {body}
"""
)


def test_a_rule_may_say_what_it_saw(lay_out: LayOut, tmp_path: Path) -> None:
    rule(lay_out, "m_saw", FACTS.replace("{body}", "return {'boats': document.text.count('boat')}"))
    records = cleaned(tmp_path, {"a.txt": b"~One boat and a boat.\n"}, add=("acme/part",))
    assert records["a.txt"]["facts"]["acme/part"] == {"boats": 2, "plans": {"at low tide": 1}}


def test_a_rule_without_facts_says_nothing(lay_out: LayOut, tmp_path: Path) -> None:
    rule(lay_out, "m_mute", RULE.format(body="return ()"))
    assert "acme/part" not in cleaned(tmp_path, {"a.txt": b"A boat.\n"}, add=("acme/part",))["a.txt"].get("facts", {})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise KeyError('tide')", "raised KeyError"),
        ("raise SystemExit(4)", "raised SystemExit: 4"),
        ("return None", "gave a NoneType for facts"),
        ("return [('boats', 2)]", "gave a list for facts"),
        ("return {'boats': 0.5}", "no record can hold"),
        ("return {'boats': 2 ** 60}", "no record can hold"),
        ("return {'boats': {1, 2}}", "no record can hold"),
        ("return {2: 'boats'}", "no record can hold"),
        ("return {'boats': '\\ud800'}", "UTF-8 cannot hold"),
        ("a = []; a.append(a); return {'boats': a}", "no record can hold"),
        ("return {'plans': {}}", "facts named plans"),
    ],
)
def test_facts_that_no_record_can_hold_cost_the_document(lay_out: LayOut, tmp_path: Path, body: str, says: str) -> None:
    module = f"f_{abs(hash(body)):x}"
    guard = "if 'tide' not in document.text: return {}\n        "
    rule(lay_out, module, FACTS.replace("{body}", guard + body))
    records = cleaned(tmp_path, {"a.txt": b"The tide was low.\n", "b.txt": b"Nobody came.\n"}, add=("acme/part",))
    assert records["a.txt"]["st"] == "failed"
    assert records["a.txt"]["why"][0] == "rule"
    assert says in records["a.txt"]["why"][1]
    assert records["b.txt"]["st"] == "same"


def cleaned(tmp_path: Path, files: dict[str, bytes], **settings: Any) -> dict[str, dict[str, Any]]:
    """Records of a run by path; its manifest holds."""
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    for name, data in files.items():
        (source / name).write_bytes(data)
    run([str(source)], out, Settings(**settings), jobs=0)
    report = verify(out, source=source)
    assert report.ok, report.findings
    lines = (out / ".cleanse" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()[1:-1]
    return {record["path"]: record for record in map(json.loads, lines)}


WHOLE = "yield whole(stream, limit)"
PLAIN = "return Plain().read(piece)"
TEXT = "return text.encode()"


@pytest.mark.parametrize(
    ("pieces", "read", "write", "says"),
    [
        ("return iter(())", PLAIN, TEXT, "does not give a file as one piece"),
        ("yield Piece(b'x', size=1)", PLAIN, TEXT, "does not give a file as one piece"),
        ("stream.read(2); yield whole(stream, limit)", PLAIN, TEXT, "does not give a file as one piece"),
        ("yield whole(stream, limit); yield Piece(b'')", PLAIN, TEXT, "does not give a file as one piece"),
        ("raise KeyError('tide')", PLAIN, TEXT, "raised KeyError"),
        ("yield 7", PLAIN, TEXT, "does not give a file as one piece"),
        (WHOLE, "raise KeyError('tide')", TEXT, "raised KeyError"),
        (WHOLE, "raise DocumentError('own', 'not a list')", TEXT, "not a list"),
        (WHOLE, "return None", TEXT, "no Document"),
        (WHOLE, "return Document('another text')", TEXT, "do not lead back"),
        (WHOLE, "return Document(piece.data.decode(), segments=((3, 'utf-8'),))", TEXT, "do not lead back"),
        (WHOLE, "return Document(piece.data.decode(), segments=((3, 'no-such'),))", TEXT, "cannot be understood"),
        (WHOLE, "return Document('x', opaque='text/c1')", TEXT, "do not lead back"),
        (WHOLE, "return Document('\\ud800', opaque='acme/lst')", TEXT, "surrogate"),
        (WHOLE, "return Document(b'x', opaque='acme/lst')", TEXT, "gave a bytes"),
        (WHOLE, "return Document('x', opaque='acme/lst', facts={'acme/lst': 1.5})", TEXT, "facts"),
        (WHOLE, "return Document('x', opaque='acme/lst', facts={'dedup/near': 1})", TEXT, "facts"),
        (WHOLE, "return Document('x', opaque='acme/lst', facts=3)", TEXT, "facts"),
        (WHOLE, "return replace(Plain().read(piece), edits=(Edit(0, 99, '', 'acme/lst'),))", TEXT, "leaves the text"),
        (WHOLE, "return replace(Plain().read(piece), edits=(Edit(0, 1, '', 'ads/mark'),))", TEXT, "in the name of"),
        (WHOLE, PLAIN, "return text.encode('utf-16')", "writes other bytes"),
        (WHOLE, PLAIN, "return None", "writes other bytes"),
        (WHOLE, PLAIN, "raise KeyError('tide')", "raised KeyError"),
    ],
)
def test_a_format_that_misbehaves_costs_the_document(
    lay_out: LayOut, tmp_path: Path, pieces: str, read: str, write: str, says: str
) -> None:
    module = f"f_{abs(hash((pieces, read, write))):x}"
    code = FORMAT.format(pieces=pieces, read=read, write=write)
    lay_out("dist-list", module, code, {"formats": {"lst": f"{module}:Part"}})
    records = cleaned(tmp_path, {"a.lst": b"The tide was low.\n", "b.txt": b"Nobody came.\n"}, formats=("lst",))
    assert records["a.lst"]["st"] == "failed"
    assert says in records["a.lst"]["why"][1]
    assert records["b.txt"]["st"] == "same"


def test_a_file_too_large_is_skipped(lay_out: LayOut, tmp_path: Path) -> None:
    code = FORMAT.format(pieces=WHOLE, read=PLAIN, write=TEXT)
    lay_out("dist-list", "f_large", code, {"formats": {"lst": "f_large:Part"}})
    records = cleaned(tmp_path, {"a.lst": b"tide\n" * 9, "b.lst": b"x\n"}, formats=("lst",), max_document_bytes=20)
    assert records["a.lst"]["why"][0] == "too-large"
    assert records["b.lst"]["st"] == "same"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('(".lst",)', '(".txt",)', "both read .txt"),
        ('(".lst",)', '("lst",)', "has the suffixes"),
        ('(".lst",)', '(".gz",)', "has the suffixes"),
        ("bool] = False", "bool] = True", "holds many documents"),
        ('"lst"', '"list"', "calls itself 'list'"),
        ('test.")', 'test.", api=9)', "version 9"),
        ("def read", "def red", "is no format"),
        ('".txt"', '"/../x"', "output suffix"),
    ],
)
def test_a_broken_format_is_named_before_the_run(lay_out: LayOut, old: str, new: str, says: str) -> None:
    module = f"g_{abs(hash((old, new))):x}"
    code = FORMAT.format(pieces=WHOLE, read=PLAIN, write=TEXT).replace(old, new)
    lay_out("dist-list", module, code, {"formats": {"lst": f"{module}:Part"}})
    said = refused(formats=("lst",))
    assert says in said
    assert "dist-list 1.0" in said


def test_a_format_nobody_offers() -> None:
    assert "there is no format 'lst'." in refused(formats=("lst",))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise KeyError('tide')", "raised KeyError"),
        ("return 'en'", "no Language"),
        ("return Language('en', 0.5)", "no Language"),
        ("return Language('\\ud800')", "no Language"),
        ("return Language('en', 2_000_000)", "no Language"),
    ],
)
def test_a_detector_that_misbehaves_costs_the_document(lay_out: LayOut, tmp_path: Path, body: str, says: str) -> None:
    module = f"d_{abs(hash(body)):x}"
    lay_out("dist-detect", module, DETECTOR.format(body=body), {"detectors": {"acme/part": f"{module}:Part"}})
    records = cleaned(tmp_path, {"a.txt": b"The tide was low.\n"}, detector="acme/part")
    assert records["a.txt"]["why"][0] == "detector"
    assert says in records["a.txt"]["why"][1]


def test_a_detector_works(lay_out: LayOut, tmp_path: Path) -> None:
    code = DETECTOR.format(body="return Language('fy', 900_000) if 'tij' in text else Language('und', 0, 'no tide')")
    lay_out("dist-detect", "d_works", code, {"detectors": {"acme/part": "d_works:Part"}})
    files = {"a.txt": b"It tij is leech.\n", "b.txt": b"The boats came in.\n"}
    records = cleaned(tmp_path, files, detector="acme/part", languages=("fy",))
    assert records["a.txt"]["facts"] == {"acme/part": {"score": 900_000, "tag": "fy"}}
    assert records["b.txt"]["drop"]["tag"] == "und"
