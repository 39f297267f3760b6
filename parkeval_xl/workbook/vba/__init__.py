"""The macro project of the UDF edition, as text and back.

`sources` gathers the modules, `project` puts them into a vbaProject.bin, `reader` takes one apart
again. Nothing here needs Office: the project holds source only, which Office compiles when it opens
the workbook.
"""
