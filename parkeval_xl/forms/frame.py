"""What stands around the forms of every evaluation: cover, headlines, findings, and the hidden
sheets of units, lists, settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .. import __version__, data
from ..core.units import EMISSION
from ..core.values import NOT_APPLICABLE_TEXT, PENDING_TEXT
from ..functions import COMPUTED_BY, PARK_VERSION, unit_table
from ..functions.operations import HEADLINE, SAME_TEXT
from ..functions.operations.unit_cells import DISTANCES, EMISSIONS, MASSES, PER_TONNE, PLAIN
from ..functions.version import FORMULAS
from ..graph import (
    ASSESSOR,
    NATIVE,
    PARK,
    TEXT,
    UDF,
    Block,
    Computed,
    Constant,
    Field,
    Items,
    Named,
    Written,
)
from ..graph.fields import reference
from ..graph.run import fields_of
from .sheet import CALCULATED, FILLED, Headline, Plan, Sheet, Static, bars

FINDING_ROWS = 200
LEGEND = (
    ("填", "浅黄：园区填报。表头带“填”字，黑白打印也能分清。"),
    ("核", "浅蓝：评审人员填写核定值、结论、意见；有核定值时按核定值计算。"),
    ("算", "浅灰：由公式得出，已锁定，不要改。"),
    (PENDING_TEXT, "必填的数据还没有填；合计也显示待填，不按 0 计。"),
    (NOT_APPLICABLE_TEXT, "已声明不涉及并写明理由；不计入合计。"),
    ("#N/A 等", "填错了：文字、认不出的单位或不存在的因子。错误会传到上面所有合计。"),
    (
        "本版",
        {
            NATIVE: "无宏版（.xlsx）：全是普通公式，在 Excel、WPS、LibreOffice 中随填随算，"
            "不需要安装任何程序；"
            "报告由命令行导出。",
            UDF: "带宏版（.xlsm）：由本机的 Python 计算，功能区“园区评价”有检查、刷新、"
            "导出等按钮。未启用宏时显示的是已存的数，"
            "这时不要改数，请改用无宏版。",
        },
    ),
)


def computed_by(results: Any, started: Any) -> Field:
    """Who computed the workbook: Python, by an answer that is asked for with the results, or the
    formulas of its cells. Before anything has `started`, no answer is asked for."""
    asked = (reference(results),)
    return Computed(
        "computed_by",
        "计算方",
        COMPUTED_BY,
        *asked,
        park=(PARK_VERSION, asked),
        guard=(started, FORMULAS),
    )


def cover(
    title: str,
    instruction: str,
    subject: str,
    head: Sequence[Field],
    who: Items,
    sheets: Sequence[Sheet],
    seal: str,
) -> Sheet:
    """The cover: what is evaluated (`head`), the contents, the legend, the signatures; `seal` names
    who stamps it."""
    contents = Static(
        "contents",
        "目录",
        ("工作表", "用途", "谁填"),
        [(s.name, s.purpose or s.title, _who(s)) for s in sheets],
        links=True,
    )
    sign = Items(
        "sign",
        "签署",
        [
            Constant("seal", f"{seal}（盖章）", kind=TEXT),
            Computed("signer", "单位负责人", SAME_TEXT, who["signer"]),
            Computed("contact", "填报人", SAME_TEXT, who["contact"]),
            Computed("phone", "联系电话", SAME_TEXT, who["phone"]),
            Constant("date", "报出日期", kind=TEXT, initial="　　　　年　　月　　日"),
        ],
    )
    return Sheet(
        "封面",
        title,
        "园评00表",
        instruction,
        [
            Items("cover", subject, list(head)),
            contents,
            Static("legend", "填报说明", ("记号", "含义"), LEGEND),
            sign,
        ],
        portrait=True,
        formal=True,
        one_page=True,
        signed=False,
        tab="#1F3864",
        widths=(22.0, 50.0, 22.0),
        spans={"cover": (1, 2), "legend": (1, 2), "sign": (1, 2)},
        tall=("sign",),
    )


def _who(sheet: Sheet) -> str:
    writers = {
        f.writer
        for p in sheet.parts
        if not isinstance(p, Static)
        for f in fields_of(p)
        if f.is_input
    }
    words = [
        word for writer, word in ((PARK, "园区填报"), (ASSESSOR, "评审核定")) if writer in writers
    ]
    return (
        "、".join(words) if words and sheet.tab == FILLED else "一般不填" if words else "计算得出"
    )


def add_headlines(sheets: Sequence[Sheet], what: str, name: Field, year: Field) -> None:
    """Every sheet says under its title whose figures it shows (`what` that is, and its name), and
    of which year."""
    first: Field | None = None
    for number, sheet in enumerate(sheets):
        if any(isinstance(p, Headline) for p in sheet.parts):
            continue
        line = (
            Computed("line", "表头", SAME_TEXT, first)
            if first
            else Computed("line", "表头", HEADLINE, what, name, year, "")
        )
        first = first or line
        sheet.parts.insert(0, Headline(f"head.s{number:02d}", "", [line]))


def findings() -> tuple[Sheet, Block]:
    """The sheet that checks write, and its list."""
    state = Items(
        "checked",
        "检查情况",
        [Written("date", "检查日期", kind=TEXT), Written("summary", "概况", kind=TEXT)],
    )
    block = Block(
        "findings",
        "检查结果",
        FINDING_ROWS,
        [
            Written("severity", "级别", kind=TEXT, width=8),
            Written("sheet", "工作表", kind=TEXT, width=12),
            Written("cell", "单元格", kind=TEXT, width=9),
            Written("message", "问题", kind=TEXT, width=62),
            Written("hint", "怎么办", kind=TEXT, width=46),
            Written("code", "代码", kind=TEXT, width=24),
        ],
        note="由“检查”写入；错误必须改，警告要说明，提示供复核。",
    )
    return Sheet(
        "检查结果",
        "数据检查结果",
        "园评09表",
        "本表由检查写入，不填。",
        [state, block],
        purpose="检查发现的错误、警告、提示及处理办法",
        signed=False,
        tab=CALCULATED,
        size=9.0,
        spans={"checked": (2, 4)},
    ), block


def units(listed: Iterable[Named] = ()) -> Sheet:
    """The hidden sheet of the closed lists that formulas look up: spellings of units with what they
    mean, and each list joined in one cell. `listed` are further joined lists."""
    entries = unit_table().entries()
    masses = [e for e in entries if e.dimension == "mass"]
    emissions = [e for e in entries if e.dimension == EMISSION and e.scale <= 1]
    lists = {
        PLAIN: entries,
        MASSES: masses,
        EMISSIONS: emissions,
        PER_TONNE: [e for e in masses if e.scale == 1.0],
        DISTANCES: [e for e in entries if e.dimension == "distance" and e.scale == 1.0],
    }
    tables = [
        Static(
            id,
            title,
            ("写法", "量纲", "系数"),
            [(e.spelling, e.dimension, e.scale) for e in lists[title]],
            names=tuple(f"{title}_{column}" for column in ("写法", "量纲", "系数")),
        )
        for id, title in (("units", PLAIN), ("units_mass", MASSES), ("units_emission", EMISSIONS))
    ]
    joined = {f"{name}_全": bars(e.spelling for e in found) for name, found in lists.items()}
    joined |= {n.name: n.value for n in listed}
    whole = Static("lists_joined", "可选项", tuple(joined), [tuple(joined.values())], tuple(joined))
    return Sheet(
        "units",
        "单位表",
        "",
        "程序用表：可接受的单位写法。",
        [whole, *tables],
        hidden=True,
        signed=False,
    )


def lists_of() -> dict[str, list[str]]:
    """The lists of drop-downs by their names."""
    return {
        "选项_省份": list(data.provinces()),
        "选项_质量单位": [u.name for u in data.units() if u.dimension == "mass"],
        "选项_单耗单位": list(unit_table().rate_units()),
        "选项_因子单位": list(dict.fromkeys(f.unit for f in data.factors())),
    }


def lists(columns: dict[str, list[str]]) -> Sheet:
    """The hidden sheet of the lists of drop-downs."""
    depth = max(map(len, columns.values()))
    rows = [[c[i] if i < len(c) else None for c in columns.values()] for i in range(depth)]
    table = Static("lists", "下拉选项", tuple(columns), rows, names=tuple(columns))
    return Sheet(
        "lists", "下拉选项", "", "程序用表：下拉选项。", [table], hidden=True, signed=False
    )


def settings(plan: Plan) -> Sheet:
    """The hidden sheet that says what the file was made for, and by which version."""
    items = Items(
        "settings",
        "设置",
        [
            Constant("plan", "方案", kind=TEXT, initial=plan.to_json()),
            Constant("version", "软件版本", kind=TEXT, initial=__version__),
            Constant("edition", "版别", kind=TEXT),
        ],
    )
    return Sheet("settings", "设置", "", "程序用表：请勿改动。", [items], hidden=True, signed=False)
