"""Filled weights workbooks for tests: experts who judge well, badly, not at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import exp, log
from typing import Any

import numpy as np

from parkeval_xl.core import values as v
from parkeval_xl.forms import Plan, declare
from parkeval_xl.forms.initial import initial_inputs
from parkeval_xl.forms.weights import WeightsBook
from parkeval_xl.graph import Values

SCALE = (1 / 9, 1 / 7, 1 / 5, 1 / 4, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 9.0)
CHOICES = ("层次分析法", "熵权法", "线性综合")


def declared(experts: int = 2, index: str = "synergy_index") -> WeightsBook:
    book = declare(Plan(kind="weights", index=index, experts=experts))
    assert isinstance(book, WeightsBook)
    return book


def judge(
    book: WeightsBook, inputs: Values, expert: int, group: int, say: Callable[[int, int], Any]
) -> None:
    """Fill the upper triangle of an expert's matrix; `say` gives the content for row and column
    from 0."""
    matrix = book.experts[expert].matrices[group]
    for i, j in book.matrices[group].group.pairs:
        cells = inputs[f"{matrix.id}.x{j + 1}"] = np.array(inputs[f"{matrix.id}.x{j + 1}"])
        cells[i] = v.number(say(i, j))


def name(book: WeightsBook, inputs: Values, expert: int, words: str = "张三") -> None:
    inputs[book.experts[expert].who["expert"].id] = np.array(words, object)


def choose(book: WeightsBook, inputs: Values, key: str, content: Any) -> None:
    field = book.choices[key]
    inputs[field.id] = np.array(content, object) if field.is_text else np.float64(v.number(content))


def nearest(ratio: float) -> float:
    """The step of the scale nearest to a ratio of weights."""
    return min(SCALE, key=lambda s: abs(log(s / ratio)))


def filled(
    book: WeightsBook, noise: float = 0.2, seed: int = 1, experts: int | None = None
) -> Values:
    """All experts (or the first few) named; judgements of the scale near to weights of each
    expert's own."""
    draw, inputs = random.Random(seed), initial_inputs(book)
    for n in range(len(book.experts) if experts is None else experts):
        name(book, inputs, n, f"专家甲{n}")
        for k, m in enumerate(book.matrices):
            w = [draw.uniform(1, 3) for _ in m.group.keys]
            judge(
                book,
                inputs,
                n,
                k,
                lambda i, j, w=w: nearest(w[i] / w[j] * exp(draw.gauss(0, noise))),
            )
    return inputs


def drawn(book: WeightsBook, seed: int) -> Values:
    """Anything people do: contradictions, gaps, wrong cells, experts without a name, entropy with
    and without figures."""
    draw = random.Random(seed)
    inputs = filled(book, draw.choice((0.05, 0.3, 1.0)), seed, draw.randint(1, len(book.experts)))
    for _ in range(draw.choice((0, 0, 1, 3))):
        n, k = draw.randrange(len(book.experts)), draw.randrange(len(book.matrices))
        content = draw.choice((None, "待填", 12, "同等", 0.111, v.CellError.NA))
        judge(book, inputs, n, k, lambda i, j, content=content: content if (i, j) == (0, 1) else 1)
    choose(book, inputs, "method", draw.choice(("特征向量法", "列平均法", "列平均法", "")))
    choose(book, inputs, "choice", draw.choice(CHOICES))
    choose(book, inputs, "share", draw.choice((0.5, 0.25, None)))
    objects = draw.choice((None, 3, 5, 12))
    inputs["objects.count"] = np.float64(v.number(objects))
    decide(
        book, inputs, objects or 0, lambda row, column: draw.choice((0.0, 0.5, 1.0, draw.random()))
    )
    if draw.random() < 0.3:
        inputs["decision.o1"][draw.randrange(3)] = draw.choice((v.EMPTY, -1.0, v.PENDING))
    return inputs


def decide(book: WeightsBook, inputs: Values, objects: int, say: Callable[[int, int], Any]) -> None:
    """Fill the decision matrix of so many objects."""
    rows = len(book.index.indicators)
    inputs["objects.count"] = np.float64(v.number(objects or None))
    for n in range(objects):
        inputs[f"decision.o{n + 1}"] = v.numbers(say(row, n) for row in range(rows))
