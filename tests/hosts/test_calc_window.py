"""A person at Calc: opens the sample, types a figure, reads a finding, exports the report, saves. PARKEVAL_PICTURES names a
folder for pictures of it."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest

from parkeval_xl.demo import sample
from parkeval_xl.graph import UDF
from parkeval_xl.live.actions import ACTIONS
from parkeval_xl.workbook.exchange import from_json, to_json
from parkeval_xl.workbook.read import load
from parkeval_xl.workbook.refs import cell_name
from parkeval_xl.workbook.save import save

from .calc_people import Desk
from .calc_window import Screen, missing, settle

CHINESE = (("Office.Linguistic/General", "UILocale", "zh-CN"), ("Setup/L10N", "ooSetupSystemLocale", "zh-CN"))
TITLE = "^园区评价$"
MAIN = "LibreOffice Calc$"
TYPED = {("intake", 2): "5530", ("disposed", 2): "1810", ("evidence", 2): "E104", ("intake", 3): "22950.5"}  # into the ledger


@pytest.mark.skipif(bool(missing()) and not os.environ.get("CI"), reason=f"a screen without a monitor needs {', '.join(missing())}")
def test_a_person_fills_checks_exports_and_saves(soffice: None, tmp_path: Path) -> None:
    declared, inputs, raw = from_json(sample())
    file = save(declared, UDF, tmp_path / "park.xlsm", inputs, None, raw)
    places = load(file).layout.places
    desk = Desk(tmp_path / "desk").install()
    settle(desk.profile, *CHINESE)  # without the Chinese language package the office speaks English: the keys are the same
    pictures = Path(os.environ.get("PARKEVAL_PICTURES") or tmp_path)
    with Screen(desk.profile, file) as screen:
        screen.wait(lambda: screen.shows("警告|Warning"))  # of the macros, which stay disabled
        screen.keys("Return")
        screen.wait(lambda: screen.shows(MAIN))
        screen.go("ledger_enterprise")
        for (field, row), text in TYPED.items():
            screen.go(cell_name(*places[f"ledger.{field}"].at(row)))
            screen.type(text)
        screen.menu(1)
        screen.picture(pictures / "calc-menu.png")
        screen.keys("Return")
        screen.wait(lambda: screen.shows(TITLE))
        screen.picture(pictures / "calc-finding.png")
        screen.keys("Return")
        screen.wait(lambda: not screen.shows(TITLE))
        screen.menu(list(ACTIONS).index("export_report") + 1)
        screen.keys("Return")
        screen.wait(lambda: screen.shows(TITLE))
        screen.picture(pictures / "calc-report.png")
        screen.keys("Return")
        screen.wait(lambda: not screen.shows(TITLE))
        screen.go("verdict_rates")
        screen.menu(list(ACTIONS).index("explain_cell") + 1)
        screen.keys("Return")
        screen.wait(lambda: screen.shows(TITLE))
        screen.keys("alt+y")
        screen.wait(lambda: screen.shows("^单元格说明$"))
        screen.picture(pictures / "calc-explain.png")
        screen.keys("Return")
        screen.wait(lambda: not screen.shows("^单元格说明$"))
        before = file.stat().st_mtime_ns
        screen.keys("ctrl+s")
        screen.wait(lambda: file.stat().st_mtime_ns != before or screen.shows("格式|Format"))
        screen.keys("Return")  # keep the format
        screen.wait(lambda: file.stat().st_mtime_ns != before)
    reports = {p.suffix for p in tmp_path.iterdir() if p.is_file() and p != file and not p.name.startswith(".")}
    assert {".xlsx", ".pdf"} <= reports
    ledger = to_json(load(file))["inputs"]["ledger"]
    assert {at: str(ledger[at[1]][at[0]]).removesuffix(".0") for at in TYPED} == TYPED
    findings = [" ".join(map(str, row)) for row in openpyxl.load_workbook(file)["检查结果"].iter_rows(values_only=True)]
    assert [f for f in findings if "52600" in f and "5530 " in f and "物料台账" in f]  # more used than there was
