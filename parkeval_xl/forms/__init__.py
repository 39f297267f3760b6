"""The sheets: one module per kind of form, from the standards kept as data. `book(plan)` declares a whole workbook."""

from .book import Book, book
from .sheet import Plan, Sheet, Static

__all__ = ["Book", "Plan", "Sheet", "Static", "book"]
