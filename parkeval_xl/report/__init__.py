"""The evaluation report as files: the sheet 评价报告 with its calculation as a workbook of values,
and JSON."""

from .write import FORMATS, write

__all__ = ["FORMATS", "write"]
