"""符合性: basic requirements, management indicators and discharge limits of S1, and the decision
table of its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import data
from ..data import Requirement
from ..functions.operations import (
    ANSWERED,
    AT_MOST,
    CERTIFIED,
    COMPLETION,
    FAILED,
    JOINED_VERDICT,
    JUDGED,
    MET,
    USED_TEXT,
)
from ..functions.operations.entries import ENTRY, ENTRY_REQUIRED, VERIFIED_FIRST
from ..functions.operations.judgements import (
    ANY,
    APPLIES,
    CERTIFICATE,
    CONFORMS,
    FAILS,
    HELD,
    NOT_APPLIES,
    QUANTITY,
    REACHED,
)
from ..functions.operations.lookups import TEXT_AT
from ..graph import (
    CHOICE,
    DATE,
    TEXT,
    Block,
    Computed,
    Constant,
    Field,
    Input,
    Ref,
    Remark,
    Rows,
    Verified,
    step,
    this,
)
from .factors import basis_words
from .ledger import WAYS
from .sheet import FILLED, Plan, Sheet
from .steps import day_step, fitting_rules

S1 = "hunan_circular"
ANSWERS = (CONFORMS, FAILS)
GROUPS = {
    "basic": ("基本要求", "基本"),
    "management": ("管理指标", "管理"),
    "limits": ("排放底线", "底线"),
}  # group of the data, number
FIGURE = "#,##0.######"
# 编号, 要求, 依据性质, then what is filled, computed and reviewed
WIDTHS = (6, 50, 8, 8.5, 9, 9, 9, 10.5, 20, 9, 9, 8.5, 8.5, 9, 10.5, 14)


@dataclass(frozen=True)
class ConformityForms:
    """The sheet and what the verdict refers to."""

    sheet: Sheet
    basic: Block
    management: Block
    limits: Block
    decision: Block


def requirements(block: str) -> tuple[Requirement, ...]:
    """The requirements of one of the blocks of the sheet."""
    return tuple(r for r in data.requirements(S1) if r.group == GROUPS[block][0])


def conformity(plan: Plan) -> ConformityForms:
    """The sheet of a plan."""
    basic, management, limits, decision = _basic(plan), _management(), _limits(), _decision()
    spans = {
        "basic": (1, 1, 1, 1, 2, 1, 1, 2, 1, 2),
        "limits": (1, 1, 1, 3, 2, 1, 1, 1, 2, 2),
        "decision": (1, 1, 1, 1, 2, 1, 2),
    }
    sheet = Sheet(
        "符合性",
        "基本要求和评价指标符合性",
        "园评02表",
        (
            "统计人员逐条作答并登记证据；认证须填编号、发证机构和有效期。评审人员在“核”列核定。"
            "资源循环利用率由物料台账计算，不在本表填。"
        ),
        [basic, management, limits, decision],
        purpose="基本要求、管理指标、排放底线逐条作答，及评价结论的判定规则",
        tab=FILLED,
        size=9.0,
        widths=WIDTHS,
        spans=spans,
    )
    return ConformityForms(sheet, basic, management, limits, decision)


def judgements(forms: ConformityForms, rates: Field) -> list[Field]:
    """The states the verdict is decided by, the verdict, and which rule decided. `rates` is the
    state of both rates."""
    joined = [
        Computed(
            key, GROUPS[key][0], JOINED_VERDICT, block.judged, CONFORMS, FAILS, clause="S1 4.4"
        )
        for key, block in (
            ("basic", forms.basic),
            ("management", forms.management),
            ("limits", forms.limits),
        )
    ]
    rules = forms.decision
    rule = fitting_rules(rules, ("basic", "management", "limits", "rates"), (*joined, rates))
    return [
        *joined,
        rates,
        Computed(
            "conclusion",
            "循环化改造评价结论",
            TEXT_AT,
            rule,
            rules.verdict,
            clause="S1 4.4",
            help="按“符合性”表末的判定规则",
        ),
        Computed("reason", "结论依据", TEXT_AT, rule, rules.words, clause="S1 4.4"),
    ]


def _fixed(clause: str = "") -> list[Field]:
    """What stands at the head of each row."""
    return [
        Constant("no", "编号", kind=TEXT),
        Constant("text", "要求", kind=TEXT, help=clause),
        Constant("basis", "依据性质", kind=TEXT),
    ]


def _backed() -> list[Field]:
    return [
        Input("reason", "说明", kind=TEXT, help="不符合的写差距和整改期限，不适用的写理由"),
        Input("way", "获取方式", kind=CHOICE, choices=WAYS),
        Input("evidence", "证据编号", kind=TEXT),
    ]


def _block(id: str, title: str, columns: list[Field], more: dict[str, Any]) -> Block:
    """A block of requirements; what never shows stands last, so that other parts can use the
    columns. `more` gives, by key, initial value that are the same in all rows."""
    rows = requirements(id)
    initial = [
        {
            "no": f"{GROUPS[id][1]}{i}",
            "text": r.text,
            "basis": basis_words(r.basis),
            "id": r.id,
            "kind": r.kind,
            "unit": r.unit,
            "target": r.target,
            **more,
        }
        for i, r in enumerate(rows, 1)
    ]
    hidden = [
        Constant("kind", "判断方式", kind=TEXT, hidden=True),
        Constant("id", "条目", kind=TEXT, hidden=True),
    ]
    columns.sort(key=lambda c: c.hidden)
    first = next((i for i, c in enumerate(columns) if c.hidden), len(columns))
    columns[first:first] = (
        hidden  # a hidden number beside the last printed column makes Calc print ###
    )
    known = {c.key for c in columns}
    return Block(
        id,
        title,
        len(rows),
        columns,
        initial=[{k: x for k, x in b.items() if k in known} for b in initial],
        fixed=True,
        started_by="id",
    )


def _of(block: str, *kinds: str) -> tuple[int, ...]:
    return tuple(i for i, r in enumerate(requirements(block)) if r.kind in kinds)


def _basic(plan: Plan) -> Block:
    held = _of("basic", CERTIFICATE)
    reason, _, evidence = _backed()
    certificate: dict[str, Any] = {"kind": TEXT, "only": held}
    return _block(
        "basic",
        "一、基本要求（S1 4.4.1）",
        [
            *_fixed(),
            Input("answer", "是否符合", kind=CHOICE, choices=ANSWERS),
            Input("number", "证书编号", **certificate),
            Input("issuer", "发证机构", **certificate),
            Input(
                "valid_until",
                "有效期至",
                kind=DATE,
                only=held,
                help="按 2025-06-30 的格式；须覆盖评价年末",
            ),
            reason,
            evidence,
            Computed(
                "judged",
                "判定",
                CERTIFIED,
                step("answered", "作答", ANSWERED, this.answer),
                this.held,
                clause="S1 4.4.1",
                help="认证须有编号、发证机构，有效期须覆盖评价年末",
            ),
            Verified("answer", "核定结论", kind=CHOICE, choices=ANSWERS),
            Verified("valid_until", "核定有效期", kind=DATE, only=held),
            Remark("remark", "意见"),
            Computed(
                "answer_used",
                "采用结论",
                USED_TEXT,
                this.answer_verified,
                this.raw_answer,
                hidden=True,
            ),
            Computed(
                "until_used",
                "采用有效期",
                USED_TEXT,
                this.valid_until_verified,
                this.raw_valid_until,
                hidden=True,
            ),
            Computed(
                "valid_day",
                "有效期日",
                VERIFIED_FIRST,
                day_step("verified_day", "核定有效期·日", this.raw_valid_until_verified),
                day_step("reported_day", "有效期·日", this.raw_valid_until),
                only=held,
                pattern="0",
                hidden=True,
            ),
            Computed(
                "held",
                "证书",
                HELD,
                this.number,
                this.issuer,
                this.valid_day,
                plan.year * 10000 + 1231,
                only=held,
                hidden=True,
            ),
        ],
        {},
    )


def _management() -> Block:
    said, counted = _of("management", "yes_no"), _of("management", QUANTITY)
    figure: dict[str, Any] = {"pattern": FIGURE, "low": 0.0, "only": counted}
    hidden: dict[str, Any] = {"hidden": True}
    reached = Computed("reached", "完成", REACHED, this.completion, only=counted, **hidden)
    answered = Computed("answered", "作答", ANSWERED, this.answer, only=said, **hidden)
    found = Rows(
        tuple(
            Ref("at", reached if i in counted else answered, i)
            for i in range(len(requirements("management")))
        )
    )
    return _block(
        "management",
        "二、管理指标（S1 4.4.2）",
        [
            *_fixed(),
            Input(
                "applies",
                "适用",
                kind=CHOICE,
                choices=(APPLIES, NOT_APPLIES),
                help="选“不适用”时在说明中写理由",
            ),
            Input("answer", "是否符合", kind=CHOICE, choices=ANSWERS, only=said),
            Input(
                "target",
                "目标值",
                **figure,
                help="预填的是建议值；由下达文件或规划确定的照实填写并附证据",
            ),
            Input("actual", "实际值", **figure),
            Constant("unit", "单位", kind=TEXT),
            *_backed(),
            Computed(
                "completion",
                "完成度",
                COMPLETION,
                this.actual,
                step("target_entry", "目标值·清", ENTRY, this.target),
                pattern="0.0%",
                only=counted,
                clause="S1 4.4.2",
                help="实际÷目标；下降类指标为实际下降÷目标下降，多项指标取最低的一项",
            ),
            Computed(
                "judged",
                "判定",
                JUDGED,
                this.applies,
                this.answer,
                this.completion,
                found,
                clause="S1 4.4.2",
                help="有目标的看完成度，其余看作答",
            ),
            Verified("answer", "核定结论", kind=CHOICE, choices=ANSWERS, only=said),
            Verified("actual", "核定实际值", **figure),
            Remark("remark", "意见"),
            Computed(
                "answer_used",
                "采用结论",
                USED_TEXT,
                this.answer_verified,
                this.raw_answer,
                hidden=True,
            ),
            Computed(
                "actual_used",
                "采用实际值",
                VERIFIED_FIRST,
                this.actual_verified,
                step("actual_entry", "实际值·清", ENTRY, this.raw_actual),
                only=counted,
                hidden=True,
            ),
            reached,
            answered,
        ],
        {"applies": APPLIES},
    )


def _limits() -> Block:
    figure: dict[str, Any] = {"pattern": FIGURE, "low": 0.0}
    return _block(
        "limits",
        "三、排放底线（S1 5.2）",
        [
            *_fixed(),
            Constant("target", "限值（次）", pattern=FIGURE),
            Input("actual", "超标次数", **figure),
            *_backed(),
            Computed("judged", "判定", AT_MOST, this.actual, this.target, clause="S1 5.2"),
            Verified("actual", "核定超标次数", **figure),
            Remark("remark", "意见"),
            Computed(
                "actual_used",
                "采用次数",
                VERIFIED_FIRST,
                this.actual_verified,
                step("actual_entry", "次数·清", ENTRY_REQUIRED, this.raw_actual),
                hidden=True,
            ),
        ],
        {},
    )


def _decision() -> Block:
    """The decision table as cells: locked and open to audit."""
    rules = data.verdict_rules()
    states = {
        "basic": "基本要求",
        "management": "管理指标",
        "limits": "排放底线",
        "rates": "资源循环利用率",
    }
    return Block(
        "decision",
        "四、评价结论的判定规则",
        len(rules),
        [
            Constant("no", "序号", kind=TEXT),
            Constant("words", "说明", kind=TEXT),
            Constant("basis", "依据性质", kind=TEXT),
            *(Constant(key, label, kind=TEXT) for key, label in states.items()),
            Constant("verdict", "结论", kind=TEXT),
        ],
        initial=[
            {
                "no": str(r.order),
                "words": r.words,
                "basis": basis_words(r.basis),
                "basic": r.basic,
                "management": r.management,
                "limits": r.limits,
                "rates": r.rates,
                "verdict": r.verdict,
            }
            for r in rules
        ],
        fixed=True,
        started_by="words",
        note=(
            f"自上而下，第一条全部符合的规则给出结论；“{ANY}”表示不看这一项。"
            f"利用率的状态为{MET}、{FAILED}、待填或不适用。"
        ),
    )
