"""Parts one to four of S1 4.7: the park, requirements and indicators, the circular transformation,
the year."""

from __future__ import annotations

from ...functions.operations import IF_WORD, NO, SAID, SAME
from ...functions.operations.judgements import CERTIFICATE
from ...graph import TEXT, Block, Computed, Constant, Field, Ref, Rows
from ..results import NO_METHOD
from ..sheet import Plan
from .shown import DAY, Pages, Parts, column, line

PARK = (
    "name",
    "code",
    "level",
    "type",
    "province",
    "city",
    "area",
    "boundary",
    "body",
    "industries",
    "enterprises",
    "above_scale",
)


def park(pages: Pages, parts: Parts) -> None:
    """Part one."""
    pages.items(
        "report.park", "一、产业园区基本信息", [line(key, parts["park"][key]) for key in PARK]
    )


def conformity(pages: Pages, parts: Parts) -> None:
    """Part two: the states that decide, then each requirement with what it rests on."""
    verdict = parts["verdict"]
    pages.items(
        "report.conformity",
        "二、产业园区实际情况与基本要求和评价指标的符合性",
        [line(key, verdict[key]) for key in ("basic", "management", "limits", "rates")],
    )
    basic, management, limits = (parts[key] for key in ("basic", "management", "limits"))
    pages.block(
        "report.basic",
        "（一）基本要求（S1 4.4.1）",
        basic.rows,
        [
            (1, column("no", basic)),
            (5, column("text", basic)),
            (1, column("basis", basic)),
            (1, column("judged", basic)),
            (3, column("reason", basic)),
            (1, column("evidence", basic)),
        ],
    )
    _certificates(pages, basic)
    pages.block(
        "report.management",
        "（二）管理指标（S1 4.4.2）",
        management.rows,
        [
            (1, column("no", management)),
            (3, column("text", management)),
            (1, column("basis", management)),
            (1, column("target", management)),
            (1, column("actual", management, of="actual_used", label="实际值")),
            (1, column("unit", management)),
            (1, column("completion", management)),
            (1, column("judged", management)),
            (2, column("reason", management)),
        ],
        note="目标值由园区规划或下达文件确定；没有下达的，人数、比例的目标为建议值。",
    )
    pages.block(
        "report.limits",
        "（三）排放底线（S1 5.2）",
        limits.rows,
        [
            (1, column("no", limits)),
            (5, column("text", limits)),
            (1, column("basis", limits)),
            (1, column("target", limits)),
            (1, column("actual", limits, of="actual_used", label="超标次数")),
            (1, column("judged", limits)),
            (2, column("reason", limits)),
        ],
        note="资源循环利用率见第七部分（一）。",
    )


def _certificates(pages: Pages, basic: Block) -> None:
    held = [i for i, initial in enumerate(basic.initial) if initial.get("kind") == CERTIFICATE]

    def of(key: str) -> Rows:
        return Rows(tuple(Ref("at", basic.columns[key], i) for i in held))

    def text(key: str) -> Field:
        return Computed(key, basic.columns[key].label, SAID, of(key))

    pages.block(
        "report.certificates",
        "认证证书",
        len(held),
        [
            (1, text("no")),
            (4, text("number")),
            (4, text("issuer")),
            (2, Computed("valid_until", "有效期至", SAME, of("valid_day"), pattern=DAY)),
            (1, text("judged")),
        ],
    )


def transformation(pages: Pages, plan: Plan, parts: Parts) -> None:
    """Part three: scenarios, routes, the baseline, and what lies inside the boundary."""
    scope, boundary = parts["scope"], parts["boundary"]
    routes = ["、".join(r.route for r in plan.routes_of(m)) or NO_METHOD for m in plan.materials]

    def of(key: str) -> Rows:
        return Rows(tuple(Ref("at", scope.columns[key], i) for i in range(scope.rows)))

    pages.block(
        "report.scope",
        "三、产业园区循环化改造情况",
        scope.rows,
        [
            (2, column("material", scope)),
            (2, column("scenario", scope)),
            (1, column("applies", scope)),
            (1, column("enterprises", scope)),
            (2, Constant("routes", "利用路线", kind=TEXT)),
            (
                4,
                Computed(
                    "baseline",
                    "基准线情景；不涉及的写理由",
                    IF_WORD,
                    of("applies"),
                    NO,
                    of("reason"),
                    of("baseline"),
                ),
            ),
        ],
        initial=[{"routes": r} for r in routes],
    )
    pages.block(
        "report.boundary",
        "系统边界（S1 4.6）",
        boundary.rows,
        [
            (4, column("process", boundary)),
            (1, column("included", boundary)),
            (5, column("reason", boundary)),
            (2, column("evidence", boundary)),
        ],
        fixed=False,
    )


def year(pages: Pages, plan: Plan, parts: Parts) -> None:
    """Part four."""
    about = parts["evaluation"]
    pages.items(
        "report.year",
        "四、核算年度",
        [
            line("year", about["year"]),
            Constant(
                "period",
                "核算期间",
                kind=TEXT,
                initial=f"{plan.year}年1月1日至{plan.year}年12月31日，一个核算年度（S1 4.1）",
            ),
            line("base_year", about["base_year"]),
        ],
    )
