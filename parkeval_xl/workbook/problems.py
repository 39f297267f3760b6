"""What can be wrong with a file somebody hands over, in one plain line each; every message is a row
of this table."""

from __future__ import annotations

from ..language import clipped, visible

_SAVE_ZH = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿 (*.xlsx)”再用"
_SAVE_EN = "open it in Excel or WPS and save it as “Excel Workbook (*.xlsx)”"

_MESSAGES: dict[str, tuple[str, str]] = {
    "FILE_MISSING": (
        "找不到文件“{name}”，请检查路径和文件名",
        "“{name}” does not exist; check the path and the name",
    ),
    "FILE_FOLDER": (
        "“{name}”是文件夹，请指定其中的工作簿文件",
        "“{name}” is a folder; name a workbook in it",
    ),
    "FILE_NO_ACCESS": (
        "文件“{name}”打不开：没有读取权限，或正被其他程序占用",
        "“{name}” cannot be read: no permission, or another program holds it",
    ),
    "FILE_EMPTY": (
        "文件“{name}”是空的（0 字节），请重新取得文件",
        "“{name}” is empty (0 bytes); obtain it again",
    ),
    "FILE_OLD_XLS": (
        "文件“{name}”是旧版 .xls 工作簿，{save_zh}",
        "“{name}” is an old .xls workbook; {save_en}",
    ),
    "FILE_ENCRYPTED": (
        "文件“{name}”设有打开密码，请在 Excel 或 WPS 中取消打开密码并保存后再用",
        "“{name}” is protected by a password; remove it in Excel or WPS, save, and try again",
    ),
    "FILE_BINARY": (
        "文件“{name}”是二进制工作簿 (.xlsb)，{save_zh}",
        "“{name}” is a binary workbook (.xlsb); {save_en}",
    ),
    "FILE_STRICT": (
        "文件“{name}”是“Strict Open XML 电子表格”，{save_zh}",
        "“{name}” is a “Strict Open XML Spreadsheet”; {save_en}",
    ),
    "FILE_OTHER_KIND": (
        "文件“{name}”不是 Excel 工作簿，而是{kind_zh}；如确为表格，{save_zh}",
        "“{name}” is not an Excel workbook but {kind_en}; if it is a spreadsheet, {save_en}",
    ),
    "FILE_DAMAGED": (
        "文件“{name}”已损坏（{what_zh}），请重新取得文件，或用 Excel 打开修复后另存",
        "“{name}” is damaged ({what_en}); obtain it again, or let Excel repair it and save it",
    ),
    "FILE_TOO_LARGE": (
        "文件“{name}”内容过大（{what_zh}），为安全起见未打开",
        "“{name}” is too large inside ({what_en}) and was not opened, for safety",
    ),
    "FILE_UNSAFE": (
        "文件“{name}”含有不安全的内容（{what_zh}），未打开；{save_zh}",
        "“{name}” holds unsafe content ({what_en}) and was not opened; {save_en}",
    ),
    "FILE_UNUSUAL": (
        "文件“{name}”的写法不便原处修改（{what_zh}），{save_zh}",
        "“{name}” is written in a way that cannot be changed in place ({what_en}); {save_en}",
    ),
    "FILE_OTHER_PURPOSE": (
        "文件“{name}”是指标权重工作簿，不是园区评价工作簿；请用 weights 命令取得其中的权重",
        "“{name}” is a workbook of indicator weights, not of a park; use the command weights",
    ),
    "FILE_NO_WEIGHTS": (
        "文件“{name}”不是指标权重工作簿；可用 template --kind weights 生成一份",
        "“{name}” is no workbook of indicator weights; make one with template --kind weights",
    ),
    "SHEET_MISSING": (
        "文件“{name}”中没有工作表“{sheet}”，它可能已被删除或改名",
        "“{name}” has no worksheet “{sheet}”; it may have been deleted or renamed",
    ),
    "TARGET_IN_USE": (
        "无法写入“{name}”：文件正在 Excel 或 WPS 中打开，或没有写入权限；请关闭后重试",
        (
            "“{name}” cannot be written: it is open in Excel or WPS, or there is no permission;"
            " close it and try again"
        ),
    ),
    "TARGET_EXISTS": (
        "“{name}”已存在，没有写入：请换一个文件名；确要替换就加 --force，原文件另存为带编号的备份",
        (
            "“{name}” exists and was left as it is: choose another name, or add --force to replace "
            "it, which keeps a numbered copy"
        ),
    ),
    "TARGET_OPEN": (
        (
            "没有写入“{name}”：{who}正用 {program} 打开它；请先关闭。"
            "如确已关闭，删去同一文件夹中的 {mark} 再试"
        ),
        (
            "“{name}” was left as it is: {who} has it open in {program}; close it first. If it is "
            "closed, delete {mark} beside it and try again"
        ),
    ),
    "TARGET_CHANGED": (
        "没有写入“{name}”：读取之后它又被保存过（或已移走），再写会丢掉那次保存的内容；请重新运行",
        (
            "“{name}” was left as it is: it was saved (or moved) after it had been read, and "
            "writing would lose that; run again"
        ),
    ),
    "TARGET_IS_SOURCE": (
        "“{name}”是读入的文件本身，不能写到它上面，请换一个文件名",
        "“{name}” is the very file that is read; choose another name for the result",
    ),
    "TARGET_EXTENSION": (
        "“{name}”的扩展名应为 {wanted}：带宏的版本是 .xlsm，不带宏的版本（--native）是 .xlsx",
        (
            "“{name}” should end in {wanted}: the edition with macros is .xlsm, the one "
            "without (--native) is .xlsx"
        ),
    ),
    "TARGET_FOLDER": (
        "无法写入“{name}”：所在的文件夹不存在，或它本身是文件夹",
        "“{name}” cannot be written: its folder does not exist, or it is itself a folder",
    ),
    "TARGET_DISK_FULL": (
        "无法写入“{name}”：磁盘空间不足，原文件未改动",
        "“{name}” cannot be written: the disk is full; the file was left as it was",
    ),
    "TARGET_NOT_WRITTEN": (
        "无法写入“{name}”（{what}），原文件未改动",
        "“{name}” cannot be written ({what}); the file was left as it was",
    ),
}


class FileProblem(Exception):
    """A file cannot be used, for a reason its owner can mend: a stable code and one line in Chinese
    and in English."""

    def __init__(self, code: str, reason_zh: str, reason_en: str) -> None:
        super().__init__(reason_zh)
        self.code, self.reason_zh, self.reason_en = code, reason_zh, reason_en


def problem(code: str, **words: str) -> FileProblem:
    """The problem of that code, with the words its message asks for (`name`, `what_zh`, `what_en`,
    …), which may be text of anybody."""
    zh, en = _MESSAGES[code]
    words = {key: clipped(visible(text)) for key, text in words.items()}
    words |= {"save_zh": _SAVE_ZH, "save_en": _SAVE_EN}
    return FileProblem(code, zh.format(**words), en.format(**words))


def damaged(label: str, what_zh: str, what_en: str) -> FileProblem:
    """The refusal of a file that is a workbook no more."""
    return problem("FILE_DAMAGED", name=label, what_zh=what_zh, what_en=what_en)
