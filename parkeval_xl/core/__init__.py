"""Arithmetic of the evaluation: pure functions on arrays. No input or output, no workbook, no
pandas."""
