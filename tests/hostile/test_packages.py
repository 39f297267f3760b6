"""Workbooks made to break the reader: refused or read, in a process of their own that neither
aborts nor costs much."""

from __future__ import annotations

import io
import json
import random
import re
import time
import zipfile
from pathlib import Path

import pytest

from parkeval_xl.checks.audit_cells import normal
from parkeval_xl.checks.calls import called, mentioned
from parkeval_xl.checks.finding import ERROR
from parkeval_xl.review import review
from parkeval_xl.workbook.exchange import to_json
from parkeval_xl.workbook.package import Package
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.refs import cell_name
from tests import store
from tests.campaign import first, times
from tests.hostile.calls import call
from tests.store import LEAN

SHEET = "xl/worksheets/sheet2.xml"
WORKBOOK = "xl/workbook.xml"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a filled workbook."""
    path = store.copy(LEAN, tmp_path_factory.mktemp("good") / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], path: Path) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(out.getvalue())
    return path


def with_row(good: dict[str, bytes], row: bytes) -> dict[str, bytes]:
    return good | {SHEET: good[SHEET].replace(b"</sheetData>", row + b"</sheetData>")}


def formula(text: bytes) -> bytes:
    return b'<row r="900"><c r="A900"><f>' + text + b"</f><v>1</v></c></row>"


REFUSED: dict[str, tuple[bytes, str]] = {
    "16 letters": (b'<row r="900"><c r="AAAAAAAAAAAAAAAA1"><v>1</v></c></row>', "不存在的单元格"),
    "16 letters, quoted otherwise": (
        b"<row r='900'><c r = 'AAAAAAAAAAAAAAAA1'><v>1</v></c></row>",
        "不存在的单元格",
    ),
    "far columns in small letters": (b'<row r="5000"><c r="zzz5000"><v>1</v></c></row>', "很远处"),
    "far row inside a near one": (
        b'<row r="900"><c r="A1048576"><v>1</v></c><c r="ZZ900"><v>1</v></c></row>',
        "很远处",
    ),
    "row beyond the last": (b'<row r="900"><c r="A9999999"><v>1</v></c></row>', "很远处"),
    "row of 11 digits": (b'<row r="99999999999"><c r="A99999999999"/></row>', "不存在的单元格"),
    "shared string of 5 000 digits": (
        b'<row r="900"><c r="A900" t="s"><v>' + b"9" * 5000 + b"</v></c></row>",
        "共享字符串",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_cell_that_breaks_readers_is_one_line(
    good: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    row, says = REFUSED[name]
    done = call("check", zipped(with_row(good, row), tmp_path / "a.xlsx"))
    assert done.refused and says in done.told, done


def test_a_name_that_leads_nowhere_is_a_finding(good: dict[str, bytes], tmp_path: Path) -> None:
    """Row 0 is none; the part is found by its headers."""
    workbook = re.sub(
        '(<definedName name="台账_区域"[^>]*>)[^<]*'.encode(),
        rb"\1" + "封面!$A$0".encode(),
        good[WORKBOOK],
    )
    assert workbook != good[WORKBOOK]
    loaded = load(zipped(good | {WORKBOOK: workbook}, tmp_path / "a.xlsx"))
    assert "NAME_MISSING" in {r.code for r in loaded.remarks}
    assert loaded.inputs["ledger.enterprise"][0] == "示例机械一厂"


def test_names_that_all_lead_nowhere_are_one_line(good: dict[str, bytes], tmp_path: Path) -> None:
    workbook = re.sub(rb"(<definedName [^>]*>)[^<]*", rb"\1" + "封面!$A$0".encode(), good[WORKBOOK])
    assert call("check", zipped(good | {WORKBOOK: workbook}, tmp_path / "a.xlsx")).refused


@pytest.mark.parametrize("unit", ['"', "'", "[", "(", " ", "A", '"a', "x'", "_x0041_", "a ", '"" '])
def test_long_formulas_are_judged_at_once(unit: str) -> None:
    """In CPU time of this process, of 90 kB: what is quadratic takes minutes."""
    text = (unit * 90_000)[:90_001]
    start = time.process_time()
    for judge in (called, mentioned, normal):
        judge(text)
    assert time.process_time() - start < 5


def test_a_formula_of_quotes_is_read_in_time(good: dict[str, bytes], tmp_path: Path) -> None:
    shared = b'<f t="shared" ref="A900:A901" si="0">' + b'"' * 90_001 + b"</f>"
    row = (
        b'<row r="900"><c r="A900">' + shared + b"<v>1</v></c></row>"
        b'<row r="901"><c r="A901"><f t="shared" si="0"/><v>1</v></c></row>'
    )
    for line in (row, formula(b"&quot;" * 90_001), formula(b"A" * 90_000)):
        done = call("check", zipped(with_row(good, line), tmp_path / "a.xlsx"))
        assert done.sound, done


# ---- drawn ---------------------------------------------------------------------------------------
PIECES = (
    b"", b"<", b">", b'"', b"&x;", b"&#0;", b"\xff", b"-1", b"1e999", b"9" * 5000, b"A" * 40,
    b"$A$0", b"<c r='ZZZZ1'/>", b"</row>", b"<row/>", b'r="0"', b"#REF!", b" ", b"\n",
)  # fmt: skip


def drawn(good: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """A workbook with a few values of attributes, texts or tags changed to anything."""
    parts = dict(good)
    for _ in range(rng.randint(1, 3)):
        name = rng.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        places = list(re.finditer(rb'"[^"]*"|>[^<>]+<|<[a-zA-Z]+', parts[name]))
        if not places:
            continue
        hit = rng.choice(places)
        keep = hit[0][:1], hit[0][-1:] if hit[0][:1] in b'">' else b""
        parts[name] = (
            parts[name][: hit.start()]
            + keep[0]
            + rng.choice(PIECES)
            + keep[1]
            + parts[name][hit.end() :]
        )
    return parts


@pytest.mark.parametrize("command", first(1, ["refresh", "check", "convert"]))
def test_drawn_workbooks_are_read_or_refused(
    good: dict[str, bytes], tmp_path: Path, command: str
) -> None:
    for seed in range(times(2)):
        path = zipped(drawn(good, random.Random(f"{command} {seed}")), tmp_path / f"{seed}.xlsx")
        more = ["-o", tmp_path / f"{seed}.xlsm"] if command == "convert" else []
        done = call(command, path, *more)
        assert done.sound, (seed, done)
        assert Package.open(path) if command == "refresh" and done.code == 0 else True


@pytest.mark.parametrize("number", ["1e400", "Infinity", "-INF", "nan"])
def test_a_figure_that_is_none_is_an_error_in_words(
    good: dict[str, bytes], tmp_path: Path, number: str
) -> None:
    path = zipped(good, tmp_path / "a.xlsx")
    loaded = load(path)
    place = loaded.layout.places["ledger.utilised"]
    part = loaded.package.worksheet(place.sheet).part
    at = cell_name(*place.at(0)).encode()
    cell = rb'<c r="' + at + rb'"[^>]*?(?:/>|>.*?</c>)'
    other = b'<c r="' + at + b'"><v>' + number.encode() + b"</v></c>"
    changed = re.sub(cell, other, good[part], count=1)
    assert changed != good[part]
    findings = review(zipped(good | {part: changed}, path)).findings
    wrong = [f for f in findings if f.severity == ERROR and f.cell == at.decode()]
    assert {f.code for f in wrong} <= {"ERROR_VALUE", "TEXT_FOR_NUMBER"} and wrong
    assert json.loads(json.dumps(to_json(load(path)), allow_nan=False))  # and what is exported
