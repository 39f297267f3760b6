"""Install and uninstall for Excel on Windows: one line of xlwings.conf, and a trusted location
where it was asked for.

What was there before is kept in a record beside the settings, so that uninstalling gives it back.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import PureWindowsPath

from ..hosts.excel_book import SHOWN
from . import conf, trust
from .answer import FAULT, NATIVE, Refused, Text, refusal
from .excel_facts import excel
from .machine import WINDOWS, Machine
from .python_checks import damaged, path_can_be_told

ONLY_WINDOWS: Text = (
    "Excel 中的函数单元格和按钮只能在 Windows 上运行 Python",
    "cells and buttons run Python in Excel for Windows only",
)


@dataclass
class Record:
    """What installing changed: the settings file before (None where there was none) and as written,
    keys of the registry."""

    before: str | None = None
    written: str = ""
    interpreter: str = ""
    trusted: list[str] = field(default_factory=list)


def record_path(home: str) -> str:
    """Where the record is kept."""
    return str(PureWindowsPath(conf.folder(home)) / "parkeval.json")


def install(machine: Machine, folder: str | None = None) -> list[Text]:
    """Tell Excel of this Python, and trust `folder` where one is given; what was done. Raises
    Refused, and then nothing is done."""
    _refuse_machine(machine)
    path, record_file = conf.path(machine.home), record_path(machine.home)
    record, kept = _record(machine) or Record(), machine.read(record_file)
    current = machine.read(path)
    before = _before(machine, current, record)
    interpreter = machine.interpreter.encode(machine.code_page)
    written = _changed(machine, before or b"", interpreter)
    key = None if folder is None else trust.place(machine, folder)
    record = Record(
        _text(before),
        written.decode("latin-1"),
        interpreter.decode("latin-1"),
        record.trusted + ([key] if key else []),
    )
    try:
        machine.write(record_file, json.dumps(asdict(record), indent=1).encode())
        machine.write(path, written)
        if key is not None and folder is not None:
            trust.trust(machine, key, folder)
    except OSError as error:
        for file, content in ((path, current), (record_file, kept)):
            _put_back(machine, file, content)
        raise Refused(
            f"无法写入设置（{error}），没有改动；请检查 {path} 和所在文件夹的权限",
            (
                f"the settings cannot be written ({error}), nothing was changed; see the "
                f"permissions of {path}"
            ),
        ) from None
    done: list[Text] = [
        (
            f"已写入 {path}：Excel 将使用 {machine.interpreter}",
            f"Wrote {path}: Excel will use {machine.interpreter}",
        )
    ]
    return (
        [
            *done,
            (
                f"已设受信任位置 {folder}（不含子文件夹）",
                f"Trusted {folder} (not the folders in it)",
            ),
        ]
        if key
        else done
    )


def _refuse_machine(machine: Machine) -> None:
    """Raises Refused where Excel could not start this Python."""
    if machine.system != WINDOWS:
        raise refusal(ONLY_WINDOWS, NATIVE)
    if excel(machine) is None:
        raise refusal(("本机没有 Excel", "there is no Excel on this machine"), NATIVE)
    checked = path_can_be_told(machine)
    if checked.state == FAULT:
        raise refusal(checked.what, checked.mend)


def uninstall(machine: Machine) -> list[Text]:
    """Give back what was there before; what was done, nothing where nothing was installed. Raises
    Refused."""
    if machine.system != WINDOWS:
        return []
    cleared, record = _clear_shown(machine), _record(machine)
    if record is None:
        return cleared
    path = conf.path(machine.home)
    current = machine.read(path)
    before = _before(machine, current, record)
    try:
        if before is None and current is not None:
            machine.remove(path)
        elif before is not None and before != current:
            machine.write(path, before)
        done: list[Text] = [(f"已恢复 {path}", f"Restored {path}")]
        removed = [key for key in record.trusted if trust.untrust(machine, key)]
        done += [
            (f"已取消受信任位置 {key}", f"Removed the trusted location {key}") for key in removed
        ]
        machine.remove(record_path(machine.home))
        machine.remove_folder(conf.folder(machine.home))
    except OSError as error:
        raise Refused(
            f"未能全部恢复（{error}）；排除原因后请再运行 uninstall",
            f"not all could be restored ({error}); mend that and run uninstall again",
        ) from None
    return done + cleared


def _clear_shown(machine: Machine) -> list[Text]:
    """Remove the texts that buttons have shown: they hold data of parks. One that is being read
    stays."""
    done: list[Text] = []
    for temporary in dict.fromkeys(
        filter(None, (machine.environment.get(n, "") for n in ("TMPDIR", "TEMP", "TMP")))
    ):
        folder = str(PureWindowsPath(temporary) / SHOWN)
        texts = [name for name in machine.files_in(folder) if name.lower().endswith(".txt")]
        for name in texts:
            with suppress(OSError):
                machine.remove(str(PureWindowsPath(folder) / name))
        if machine.remove_folder(folder) and texts:
            done.append((f"已删去 {folder}", f"Removed {folder}"))
    return done


def _before(machine: Machine, current: bytes | None, record: Record) -> bytes | None:
    """The settings file without what an earlier install has put into it; None where it is not to be
    there."""
    own = record.interpreter.encode("latin-1")
    if current is None or not own:
        return current
    before = None if record.before is None else record.before.encode("latin-1")
    if current == record.written.encode("latin-1"):
        return before
    try:
        rest = conf.without_interpreter(current, own, before or b"")
    except conf.Damaged as error:
        raise refusal(*damaged(conf.path(machine.home), error.line)) from None
    return None if before is None and not rest else rest


def _changed(machine: Machine, content: bytes, interpreter: bytes) -> bytes:
    try:
        return conf.with_interpreter(content, interpreter)
    except conf.Damaged as error:
        raise refusal(*damaged(conf.path(machine.home), error.line)) from None


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("latin-1")  # any bytes, back without loss


def _record(machine: Machine) -> Record | None:
    """The record of an earlier install; one that is damaged counts as none."""
    try:
        record = Record(**json.loads(machine.read(record_path(machine.home)) or b""))
    except (ValueError, TypeError):
        return None
    texts = [record.written, record.interpreter, record.before or "", *record.trusted]
    return record if all(isinstance(t, str) for t in texts) else None


def _put_back(machine: Machine, file: str, content: bytes | None) -> None:
    """After a failed write: the file as it was."""
    with suppress(OSError):
        if machine.read(file) == content:
            return
        if content is None:
            machine.remove(file)
            machine.remove_folder(conf.folder(machine.home))
        else:
            machine.write(file, content)
