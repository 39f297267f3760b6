"""What is said to and asked of the person before Calc.

Where nobody sits before it, as in a test, PARKEVAL_UNATTENDED names a file: what would be said is
written there, one JSON line each, every question is answered with yes, and the folder asked for is
that of the file.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

import uno
from com.sun.star.awt.MessageBoxButtons import BUTTONS_OK, BUTTONS_YES_NO
from com.sun.star.awt.MessageBoxResults import YES
from com.sun.star.awt.MessageBoxType import ERRORBOX, INFOBOX, QUERYBOX

TITLE = "园区评价"
DANGER, WARNING = 3, 2  # com.sun.star.frame.InfobarType
WORDS = {
    "no_interpreter": "单元格公式没有重新计算，显示的是文件中保存的数值："
    "Python 解释器（{python}）没有应答。"
    "请在终端重新运行 parkeval-xl install --host calc，然后重新打开本文件。{detail}",
    "other_version": "扩展是 parkeval-xl {version} 的，本机 Python 中安装的是 {detail}。"
    "请在终端重新运行 parkeval-xl install --host calc。",
    "macros": "在 Calc 中新增或改动的宏（{detail}）没有存入本文件："
    "文件保留原有的宏，供 Excel 使用。"
    "关闭前请把它们的文字复制出来，到 Excel 中再加入；其余内容已经保存。",
}


def note(text: str, **more: Any) -> bool:
    """Writes for whoever reads later; False where a person sits before the office."""
    path = os.environ.get("PARKEVAL_UNATTENDED")
    if not path:
        return False
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps({"text": text, **more}, ensure_ascii=False) + "\n")
    return True


def warn(document: Any, code: str, detail: str) -> None:
    """A line above the sheet that stays until it is closed."""
    from . import settings

    found = {"python": "?", "version": "?"}
    with suppress(OSError, ValueError):
        found.update(settings.settings())
    if code == "no_interpreter" and detail:
        detail = f"（{detail}）"
    text = WORDS[code].format(detail=detail, python=found["python"], version=found["version"])
    kind, bar, controller = (
        DANGER if code == "no_interpreter" else WARNING,
        f"parkeval.{code}",
        document.CurrentController,
    )
    if controller.hasInfobar(bar):
        controller.removeInfobar(bar)
    controller.appendInfobar(bar, TITLE, text, kind, (), True)
    note(text, code=code)


class Person:
    """The person before a document, through the window it is shown in."""

    def __init__(self, context: Any, document: Any) -> None:
        self.context, self.document = context, document
        self.status: Any = None

    def _service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    @property
    def _frame(self) -> Any:
        return self.document.CurrentController.Frame

    def _box(self, kind: Any, buttons: int, text: str) -> int:
        toolkit = self._service("com.sun.star.awt.Toolkit")
        return toolkit.createMessageBox(
            self._frame.ContainerWindow, kind, buttons, TITLE, text
        ).execute()

    def tell(self, text: str, failed: bool) -> None:
        if not note(text, failed=failed):
            self._box(ERRORBOX if failed else INFOBOX, BUTTONS_OK, text)

    def confirm(self, text: str) -> bool:
        if note(text, question=True):
            return True
        return self._box(QUERYBOX, BUTTONS_YES_NO, text) == YES

    def ask_folder(self, title: str) -> str:
        """The path chosen; empty where they cancel."""
        if note(title, folder=True):
            return os.path.dirname(os.path.abspath(os.environ["PARKEVAL_UNATTENDED"]))
        picker = self._service("com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        return uno.fileUrlToSystemPath(picker.getDirectory()) if picker.execute() == 1 else ""

    def progress(self, text: str) -> None:
        """In the status bar, until `calm`."""
        if self.status is None:
            self.status = self._frame.createStatusIndicator()
            self.status.start(text, 0)
        self.status.setText(text)

    def calm(self) -> None:
        if self.status is not None:
            self.status.end()
            self.status = None

    def show_text(self, title: str, text: str) -> None:
        """A dialog whose text scrolls and can be copied."""
        if note(text, title=title):
            return
        model = self._service("com.sun.star.awt.UnoControlDialogModel")
        model.Title, model.Width, model.Height, model.Moveable, model.Sizeable = (
            title,
            340,
            240,
            True,
            False,
        )
        model.PositionX, model.PositionY = 60, 40
        for kind, name, place, more in (
            (
                "Edit",
                "text",
                (6, 6, 328, 206),
                {"MultiLine": True, "ReadOnly": True, "VScroll": True, "Text": text},
            ),
            (
                "Button",
                "close",
                (284, 218, 50, 16),
                {"Label": "关闭", "PushButtonType": 1, "DefaultButton": True},
            ),
        ):
            part = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
            part.PositionX, part.PositionY, part.Width, part.Height = place
            for key, value in more.items():
                if isinstance(value, int) and not isinstance(
                    value, bool
                ):  # a short; a number of Python's would come as long
                    uno.invoke(part, "setPropertyValue", (key, uno.Any("short", value)))
                else:
                    part.setPropertyValue(key, value)
            model.insertByName(name, part)
        dialog = self._service("com.sun.star.awt.UnoControlDialog")
        dialog.setModel(model)
        dialog.createPeer(self._service("com.sun.star.awt.Toolkit"), self._frame.ContainerWindow)
        dialog.execute()
        dialog.dispose()
