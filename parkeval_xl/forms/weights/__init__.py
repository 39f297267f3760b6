"""The workbook of an organiser who derives the weights of an index anew: comparisons of experts,
entropy, the result."""

from .book import WeightsBook, weights_book

__all__ = ["WeightsBook", "weights_book"]
