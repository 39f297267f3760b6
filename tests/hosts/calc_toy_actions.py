"""A table of actions that shows what the LiveBook of Calc can do; run in the child process of
Calc's menu."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from parkeval_xl.core.values import CellError

HERE = Path(os.environ.get("PARKEVAL_UNATTENDED", "x")).parent


def look(book: Any) -> None:
    book.tell(repr((book.name, book.folder and book.folder.name, book.read_only, book.active_cell)))


def copy(book: Any) -> None:
    book.save_copy(HERE / f"copy{Path(book.name).suffix}")


def write(book: Any) -> None:
    with book.undisturbed():
        book.progress("写入……")
        book.write(
            {
                "园区信息": {(0, 40): "=1+1", (1, 40): 2.5, (2, 40): "007", (3, 40): CellError.NA},
                "封面": {(60, 1): "1-2"},
            }
        )
        book.set_heights({"园区信息": {50: 33.0}})
    book.select("园区信息", 1, 40)


def refuse(book: Any) -> None:
    try:
        book.write({"园区信息": {(0, 41): 1.0}, "没有": {(0, 0): 1.0}})
    except Exception as error:
        book.tell(str(error), failed=True)


def write_free(book: Any) -> None:
    book.write({"园区信息": {(1, 40): 2.5}})


def write_locked(book: Any) -> None:
    try:
        book.write({"封面": {(60, 1): "other"}, "物料台账": {(60, 1): "1-2"}})
    except Exception as error:
        book.tell(str(error), failed=True)


def ask(book: Any) -> None:
    folder = book.ask_folder("选文件夹")
    book.show_text("长文", f"{folder} {book.confirm('可以吗')}")


def pdf(book: Any) -> None:
    book.save_copy(HERE / "for_pdf.xlsx")
    book.export_pdf(HERE / "for_pdf.xlsx", HERE / "out.pdf")


def fail(book: Any) -> None:
    with book.undisturbed():
        raise ZeroDivisionError("toy")


def die(book: Any) -> None:
    with book.undisturbed():
        time.sleep(0.1)
        os._exit(7)


ACTIONS = {
    f.__name__: SimpleNamespace(label_zh=f"试 {f.__name__}", tip_zh="", image="", function=f)
    for f in (look, copy, write, refuse, write_free, write_locked, ask, pdf, fail, die)
}
