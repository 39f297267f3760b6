"""The programs that call ParkEval XL: Excel through xlwings, LibreOffice Calc through a bridge.

A host turns its own cells into host cell values, hands them to `functions.call`, and turns what
comes back into its own cells and errors. It computes nothing.
"""
