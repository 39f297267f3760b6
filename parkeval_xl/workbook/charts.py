"""Native charts: fed by cells, so that they follow what is typed; quiet tones that can be told
apart in grey print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.chart_column import ChartColumn
from xlsxwriter.chart_line import ChartLine
from xlsxwriter.chart_radar import ChartRadar
from xlsxwriter.workbook import Workbook

from ..forms.sheet import Chart, Charts, printed
from .drawing import Drawing
from .layout import PartPlace
from .measure import PADDING, PIXELS, POINT
from .style import FONT, INK, QUIET, RULE_LINE, WRONG

ROW = 15.75  # points, 21 pixels: rows below a chart
EDGE = 2  # pixels between a chart and its cells: a border on the edge would show on two pages
TONES = (INK, "#8FA3BF", "#D9DFE8")  # of the bars; also in grey from dark to light
GRID = "#E3E3E3"
MARK = {"type": "long_dash", "size": 40, "border": {"color": WRONG}, "fill": {"color": WRONG}}


class _Ours:
    """What XlsxWriter leaves to the application: the font of Chinese characters, and that bars
    below zero keep their fill. Without these, characters are in the font of the theme and negative
    bars may be white."""

    def _write_a_latin(self, attributes: Sequence[tuple[str, Any]]) -> None:
        super()._write_a_latin(attributes)  # type: ignore[misc]
        self._xml_empty_tag("a:ea", [("typeface", FONT)])  # type: ignore[attr-defined]

    def _write_c_invert_if_negative(self, invert: Any) -> None:
        if not isinstance(self, ChartLine):
            self._xml_empty_tag("c:invertIfNegative", [("val", 0)])  # type: ignore[attr-defined]


class _Bar(_Ours, ChartBar):  # type: ignore[misc]  # XlsxWriter's types are not exported
    pass


class _Column(_Ours, ChartColumn):  # type: ignore[misc]
    pass


class _Line(_Ours, ChartLine):  # type: ignore[misc]
    pass


class _Radar(_Ours, ChartRadar):  # type: ignore[misc]
    def _write_c_invert_if_negative(self, invert: Any) -> None:
        """Lines have no fill to invert."""


KINDS = {"bar": _Bar, "column": _Column, "radar": _Radar}


def draw(to: Drawing, place: PartPlace, part: Charts) -> None:
    """Put the charts of a part beside each other; an exported report leaves out those that have
    nothing to show."""
    shown = [c for c in part.charts if not to.values_only or _has_numbers(to, c)]
    for row in range(place.body, place.body + place.rows):
        to.row(row, ROW)
        if not shown:
            to.hidden.add(row)
    whole = sum(int(width * PIXELS + 0.5) + PADDING for width in to.widths if width)
    height = place.rows * ROW * POINT
    for i, chart in enumerate(shown):
        drawn = _chart(to, chart)
        drawn.set_size({"width": whole / len(shown) - 2 * EDGE, "height": height - 2 * EDGE})
        to.page.insert_chart(
            place.body,
            0,
            drawn,
            {
                "x_offset": i * whole / len(shown) + EDGE,
                "y_offset": EDGE,
                "description": chart.title,
            },
        )


def _has_numbers(to: Drawing, chart: Chart) -> bool:
    return any(x is not None for key in chart.series for x in _numbers(to, chart, key))


def _numbers(to: Drawing, chart: Chart, key: str) -> list[float | None]:
    """A column as the chart keeps it: 待填, 不适用 and errors are gaps."""
    cells = [to.writing.shown(chart.block.columns[key], row) for row in range(_rows(chart))]
    return [
        float(x) if isinstance(x, (int, float)) and not isinstance(x, bool) else None for x in cells
    ]


def _chart(to: Drawing, chart: Chart) -> Any:
    drawn = _web(to, chart) if chart.kind == "radar" else _bars(to, chart)
    drawn.set_title(
        {"name": chart.title, "name_font": _font(10, bold=True, color=INK), "overlay": False}
    )
    drawn.set_legend(
        {"position": "bottom", "font": _font(8)}
        if len(chart.series + chart.marks) > 1
        else {"none": True}
    )
    drawn.set_chartarea({"border": {"color": RULE_LINE, "width": 0.5}})
    return drawn


def _web(to: Drawing, chart: Chart) -> Any:
    """Shares around a centre, thresholds as a line of their own."""
    drawn = _new(to.styles.workbook, KINDS[chart.kind])
    for keys, color, width in ((chart.series, INK, 1.75), (chart.marks, WRONG, 1.0)):
        for key in keys:
            drawn.add_series(
                _series(to, chart, key)
                | {"line": {"color": color, "width": width}, "marker": {"type": "none"}}
            )
    drawn.set_x_axis(
        {
            "num_font": _font(8),
            "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}},
        }
    )
    drawn.set_y_axis(
        {
            "min": 0,
            "max": chart.limit,
            "num_format": chart.axis,
            "num_font": _font(7, color=QUIET),
            "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}},
        }
    )
    return drawn


def _bars(to: Drawing, chart: Chart) -> Any:
    drawn = _new(to.styles.workbook, KINDS[chart.kind])
    tones, gap, place = (
        (TONES[2:], 500, "inside_base") if chart.marks else (TONES, 60, "outside_end")
    )
    for key, tone in zip(chart.series, tones, strict=False):
        drawn.add_series(
            _series(to, chart, key)
            | {
                "fill": {"color": tone},
                "border": {"color": INK, "width": 0.5},
                "gap": gap,
                "data_labels": _labels(chart.pattern, place),
            }
        )
    if chart.marks:
        line = _new(to.styles.workbook, _Line)
        for key in chart.marks:
            line.add_series(
                _series(to, chart, key)
                | {
                    "line": {"none": True},
                    "marker": MARK,
                    "data_labels": _labels(chart.pattern, "right", WRONG),
                }
            )
        drawn.combine(line)
    names = {
        "num_font": _font(8),
        "label_position": "low",
        "line": {"color": RULE_LINE},
        "major_tick_mark": "none",
    }
    values = {
        "name": printed(chart.unit),
        "name_font": _font(8, color=QUIET),
        "num_font": _font(8, color=QUIET),
        "num_format": chart.axis,
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}},
        "line": {"none": True},
        "label_position": "low",
    }
    if chart.kind == "bar":  # the first row on top; the high end of reversed names is below
        drawn.set_y_axis(names | {"reverse": True})
        drawn.set_x_axis(values | {"label_position": "high"})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(values | {"min": 0, "max": chart.limit})
    return drawn


def _new(workbook: Workbook, kind: type[Any]) -> Any:
    """What `add_chart` does, of a class of our own."""
    chart = kind()
    chart.embedded, chart.date_1904, chart.remove_timezone = (
        True,
        workbook.date_1904,
        workbook.remove_timezone,
    )
    workbook.charts.append(chart)
    return chart


def _series(to: Drawing, chart: Chart, key: str) -> dict[str, Any]:
    names = chart.block.columns[chart.categories]
    return {
        "name": chart.block.columns[key].bare_label,
        "categories": _area(to, chart, chart.categories),
        "values": _area(to, chart, key),
        "categories_data": [str(to.writing.shown(names, row) or "") for row in range(_rows(chart))],
        "values_data": _numbers(to, chart, key),
    }


def _area(to: Drawing, chart: Chart, key: str) -> list[str | int]:
    place = to.writing.layout.places[chart.block.columns[key].id]
    return [place.sheet, place.row, place.column, place.row + _rows(chart) - 1, place.column]


def _rows(chart: Chart) -> int:
    return chart.rows or chart.block.rows


def _labels(pattern: str, position: str, color: str = "#000000") -> dict[str, Any]:
    """Figures beside the bars. Excel draws a word as a bar of nothing: its label would say 0."""
    return {
        "value": True,
        "num_format": f"{pattern};-{pattern};",
        "position": position,
        "font": _font(8, color=color),
    }


def _font(size: int, **more: Any) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": False} | more
