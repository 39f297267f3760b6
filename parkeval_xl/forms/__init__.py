"""The sheets: one module per kind of form, from the standards kept as data.

`declare(plan)` declares a whole workbook of any kind, `book(plan)` that of a park.
"""

from .book import Book, Evaluated, book
from .index_book import IndexBook, index_book
from .kinds import declare
from .sheet import Declared, Plan, Sheet, Static

__all__ = [
    "Book",
    "Declared",
    "Evaluated",
    "IndexBook",
    "Plan",
    "Sheet",
    "Static",
    "book",
    "declare",
    "index_book",
]
