"""The buttons: what each does to an open workbook. Ribbon and menu are made from `ACTIONS`.

Every action works on the open state, unsaved edits included, tells its result in one message and
never raises: a button has no caller that could do better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from ..checks import record_rows
from ..checks.finding import ERROR, Finding
from ..evaluation import Evaluation
from ..refresh import CURED
from ..report.explanation import explained, tree_of
from ..report.summary import conclusion, counts
from . import writing
from .book import LiveBook
from .export import export, stem_for
from .help import help_text, manual
from .missing import following, gaps
from .reading import evaluated, reviewed
from .words import MOST, clipped, first, reason

NAMED = 6  # findings that a message names
UNANSWERED = (
    "单元格中的 PARK_ 函数没有得到 Python 的应答，有关各格由表内公式计算。原因：{reason}。"
    "请在命令行运行 parkeval-xl doctor 查看，处理后全部重算。"
)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Action:
    """A button: its name in code, what people read of it, its picture among Excel's own (imageMso),
    its group, what to type where it cannot run, and what it does."""

    name: str
    label_zh: str
    tip_zh: str
    image: str
    group_zh: str
    command: str
    function: Callable[[LiveBook], None]


def _guarded(label: str) -> Callable[[Callable[[LiveBook], str]], Callable[[LiveBook], None]]:
    """Makes an action of a function that gives what is told at its end ("": nothing)."""

    def make(work: Callable[[LiveBook], str]) -> Callable[[LiveBook], None]:
        def act(book: LiveBook) -> None:
            try:
                told, failed = work(book), False
            except Exception as error:
                told, failed = f"“{label}”没有完成：{reason(error)}", True
            if told:
                with suppress(Exception):  # a host that cannot even tell is gone
                    book.tell(told, failed=failed)

        act.__name__, act.__doc__ = work.__name__, work.__doc__
        return act

    return make


# ---- checking ------------------------------------------------------------------------------------
@_guarded("检查数据")
def check_data(book: LiveBook) -> str:
    """Check data and file, write the findings into 检查结果 and say how many there are."""
    with book.undisturbed():
        book.progress("检查数据 1/3：读取工作簿并计算……")
        evaluation = reviewed(book)
        book.progress("检查数据 2/3：写入检查结果……")
        wrote = writing.write(book, evaluation, writing.findings_fields)
        book.progress("检查数据 3/3：收集单元格错误的原因……")
        messages, silent = _messages(book), _unanswered(book)
    found = [f for f in evaluation.findings if f.code not in CURED]
    lines = [f"{counts(found)}。" + ("" if wrote.lost else "已写入“检查结果”表。") + wrote.gaps]
    lines += ["", *first(map(_line, found), NAMED)] if found else []
    places = {f"{f.sheet}!{f.cell}" for f in found}
    others = [f"{place}：{words}" for place, words in messages.items() if place not in places]
    lines += ["", "单元格显示错误的原因：", *first(others, NAMED)] if others else []
    return "\n".join([*lines, *silent, *_stale(evaluation), *_unsaved(book)])


def _messages(book: LiveBook) -> Mapping[str, str]:
    return _asked(book.messages, {})


def _asked(ask: Callable[[], _T], otherwise: _T) -> _T:
    """What a host keeps about its cells. The findings are written, and say most of it."""
    try:
        return ask()
    except Exception:
        return otherwise


def _unanswered(book: LiveBook) -> list[str]:
    """That Python did not answer the cells, which IFERROR hides."""
    lines = _asked(book.unanswered, "").strip().splitlines()
    if not lines:
        return []
    said = lines[-1:] if lines[0].endswith("(most recent call last):") else lines
    return ["", UNANSWERED.format(reason=clipped(" ".join(" ".join(said).split())))]


def _line(one: Finding) -> str:
    place = "!".join(x for x in (one.sheet, one.cell) if x)
    return f"{one.severity}　{place}{'：' if place else ''}{one.text(english=False)[0]}"


def _stale(evaluation: Evaluation) -> list[str]:
    """That cells show old figures, as where the host calculates only when asked."""
    found = any(f.code in CURED for f in evaluation.findings)
    return (
        [
            "",
            (
                "有的计算格还不是最新的数，请让工作簿全部重算（Excel 按 Ctrl+Alt+F9，Calc 按 "
                "Ctrl+Shift+F9）。"
            ),
        ]
        if found
        else []
    )


def _unsaved(book: LiveBook) -> list[str]:
    """That what was written into a file opened read-only is gone with its window."""
    return ["", "本文件是以只读方式打开的，要保留写入的内容，请另存为。"] if book.read_only else []


@_guarded("下一处缺失")
def next_missing(book: LiveBook) -> str:
    """Go to the next cell that waits for an entry, from the first one again after the last."""
    here = book.active_cell
    with book.undisturbed():
        book.progress("下一处缺失：读取工作簿……")
        evaluation = evaluated(book)
        found = gaps(evaluation)
    if not found:
        return "没有缺失：必填的都已填写。"
    assert evaluation.loaded is not None
    order = {s.name: i for i, s in enumerate(evaluation.loaded.package.sheets)}
    at = following(found, order.get(here[0], -1), (here[1], here[2])) if here else 0
    book.select(found[at].sheet, *found[at].at)
    return f"缺失共 {len(found)} 处，这是第 {at + 1} 处。\n\n{found[at].words}"


@_guarded("解释此单元格")
def explain_cell(book: LiveBook) -> str:
    """Say where the figure of the active cell comes from: shortly, and whole where the person wants
    it."""
    here = book.active_cell
    if here is None:
        return "请先选中一个单元格。"
    with book.undisturbed():
        book.progress("解释此单元格：读取工作簿并计算……")
        evaluation = evaluated(book)
    try:
        tree = tree_of(evaluation, here[0], here[1:])
    except ValueError as error:  # no figure stands there
        return str(error)
    whole, short = explained(tree).splitlines(), explained(tree, 1).splitlines()
    shown = "\n".join([clipped(line) for line in short[:MOST]])
    if len(whole) <= MOST and shown == "\n".join(whole):
        return shown
    if book.confirm(
        f"{shown}\n\n完整的说明有 {len(whole)} 行，一直到填报的单元格、因子和条款。要打开吗？"
    ):
        book.show_text("单元格说明", "\n".join(whole) + "\n")
    return ""


# ---- results -------------------------------------------------------------------------------------
@_guarded("刷新结果")
def refresh_results(book: LiveBook) -> str:
    """Write everything the tool writes: the dated reported view, findings, state of the data,
    record of the review."""
    with book.undisturbed():
        book.progress("刷新结果 1/2：读取工作簿并计算……")
        evaluation = reviewed(book)
        book.progress("刷新结果 2/2：写入……")
        wrote = writing.write(book, evaluation, writing.all_fields)
    found = [f for f in evaluation.findings if f.code not in CURED]
    lines = [
        f"已刷新，更新了 {wrote.cells} 个单元格。{wrote.gaps}",
        f"{conclusion(evaluation)}　{counts(found)}。",
    ]
    return "\n".join([*lines, *_unanswered(book), *_stale(evaluation), *_unsaved(book)])


@_guarded("导出评价报告")
def export_report(book: LiveBook) -> str:
    """Write the report of the open state beside the workbook, or into a folder the person
    chooses."""
    folder = book.folder or book.ask_folder("选择存放评价报告的文件夹")
    if folder is None:
        return "没有选择文件夹，评价报告没有导出。"
    with book.undisturbed():
        book.progress("导出评价报告 1/2：读取工作簿并计算……")
        evaluation = reviewed(book)
    stem = stem_for(book, evaluation, folder)
    with book.undisturbed():
        book.progress("导出评价报告 2/2：写出报告和 PDF……")
        done = export(book, evaluation, folder, stem)
    lines = ["评价报告已导出：", *map(str, done.files)]
    wrong = sum(f.severity == ERROR for f in evaluation.findings)
    lines += (
        ["", f"检查发现错误 {wrong} 项，报告按现有数据写出；请按“检查数据”查看。"] if wrong else []
    )
    lines += (
        ["", f"PDF 没有生成：{done.no_pdf}", "请打开上面的报告工作簿，另存为 PDF。"]
        if done.no_pdf
        else []
    )
    return "\n".join(lines)


@_guarded("写入核定差异")
def write_differences(book: LiveBook) -> str:
    """Write the differences between verified and reported figures, with their effects, into
    评审记录."""
    with book.undisturbed():
        book.progress("写入核定差异 1/2：读取工作簿并计算……")
        evaluation = reviewed(book)
        book.progress("写入核定差异 2/2：写入评审记录……")
        wrote = writing.write(book, evaluation, writing.record_fields)
    if wrote.lost:
        return f"核定差异没有写入。{wrote.gaps}"
    points = record_rows.points(evaluation.context)
    differences = [p for p in points if p.difference is not None]
    material = sum(p.difference is not None and p.difference.effect.material for p in differences)
    full = sum(p.at is None for p in points)
    lines = [
        (
            f"核定与填报的差异 {len(differences)} 处，其中超过重要性的 {material} 处，"
            "已写入“评审记录”。"
        )
        if differences
        else "核定值与填报值没有差异。"
    ]
    lines += [f"“评审记录”的行不够，{full} 处没有列出，请在表内插入行后再写。"] if full else []
    return "\n".join([*lines, *_unsaved(book)])


# ---- help ----------------------------------------------------------------------------------------
@_guarded("帮助")
def show_help(book: LiveBook) -> str:
    """Say what the buttons do, which version this is and where the manual is."""
    text, place = help_text((a.label_zh, a.tip_zh) for a in ACTIONS.values()), manual()
    if place is None:
        return f"{text}\n使用手册：软件源代码的 docs/manual.md"
    if book.confirm(f"{text}\n使用手册：{place}\n\n要打开使用手册吗？"):
        book.show_text("使用手册", place.read_text(encoding="utf-8"))
    return ""


_ACTIONS = (
    Action(
        "check_data",
        "检查数据",
        "检查填报数据和文件，把错误、警告、提示写入“检查结果”表。其他表不改动。",
        "ErrorChecking",
        "填报",
        "check 文件",
        check_data,
    ),
    Action(
        "next_missing",
        "下一处缺失",
        "选中下一个应填而还没有填的单元格，并说明共有几处。",
        "ReviewNextComment",
        "填报",
        "check 文件",
        next_missing,
    ),
    Action(
        "explain_cell",
        "解释此单元格",
        "说明选中单元格的数从哪里来：算式、参数、因子、条款，直到填报的单元格。",
        "FunctionWizard",
        "填报",
        "explain 文件 工作表!单元格",
        explain_cell,
    ),
    Action(
        "refresh_results",
        "刷新结果",
        "重新计算，写入填报口径和日期、检查结果、数据状况、评审记录。填报的内容不改动。",
        "RefreshAll",
        "评价",
        "refresh 文件",
        refresh_results,
    ),
    Action(
        "export_report",
        "导出评价报告",
        "按当前内容计算，把评价报告存为工作簿和 PDF，放在本工作簿所在的文件夹。工作簿本身不改动。",
        "FileSaveAsPdfOrXps",
        "评价",
        "report 文件 -o 文件夹",
        export_report,
    ),
    Action(
        "write_differences",
        "写入核定差异",
        "把核定值与填报值的每处差异及其影响写入“评审记录”，已写的意见和答复保留。",
        "ReviewTrackChanges",
        "评审",
        "refresh 文件",
        write_differences,
    ),
    Action(
        "show_help",
        "帮助",
        "各按钮的用途、软件版本和使用手册。",
        "Help",
        "帮助",
        "--help",
        show_help,
    ),
)
ACTIONS = {action.name: action for action in _ACTIONS}
