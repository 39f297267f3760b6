"""The sheets: one module per kind of form, from the standards kept as data.

`declare(plan)` declares a whole workbook of any kind, `book(plan)` that of a park.
"""

from .book import Book, book
from .kinds import declare
from .sheet import Declared, Plan, Sheet, Static

__all__ = ["Book", "Declared", "Plan", "Sheet", "Static", "book", "declare"]
