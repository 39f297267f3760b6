"""Formulas as a spreadsheet writes them, for arrays of cells: `grammar` reads and writes them,
`meaning` computes."""

from .grammar import parse, text, writer
from .meaning import Argument, Compiler

__all__ = ["Argument", "Compiler", "parse", "text", "writer"]
