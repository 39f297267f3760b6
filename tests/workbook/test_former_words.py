"""Files made when labels had other words are read and checked as those of today."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from parkeval_xl import evaluate
from parkeval_xl.workbook.style import FORMER, header_label
from tests import store


def in_former_words(workbook: bytes) -> tuple[bytes, set[str]]:
    """A workbook with the labels of before, and which former words stand in it."""
    out, used = io.BytesIO(), set()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/sharedStrings.xml":
                text = part.decode("utf-8")
                for former, now in FORMER.items():
                    for head in (f">{now}<", f">{now}\n"):  # whole labels, not words of a sentence
                        if head in text:
                            used.add(former)
                            text = text.replace(head, head.replace(now, former))
                part = text.encode("utf-8")
            new.writestr(old.getinfo(name), part)
    return out.getvalue(), used


def test_a_file_with_former_words_gives_the_same_values_and_findings(tmp_path: Path) -> None:
    today = store.saved(store.SAMPLE)
    before, used = in_former_words(today)
    assert {"角色", "环节", "结论的由来", "再上一级须", "灯色"} <= used
    found = []
    for name, content in (("现.xlsx", today), ("前.xlsx", before)):
        (tmp_path / name).write_bytes(content)
        found.append(evaluate(tmp_path / name).to_dict())
    assert found[0] == found[1]


def test_labels_of_before_are_those_of_today() -> None:
    assert header_label("最弱维度·4起") == header_label("短板指标·4起")
    assert header_label("角色\n基准线、项目、泄漏") == "类别"
    assert header_label("环节与项目") == "环节与项目"  # a label of today that begins like a former
    assert [header_label(now) for now in FORMER.values()] == list(FORMER.values())
