"""Workbook files: the template built, a filled file read, and cells patched in place."""
