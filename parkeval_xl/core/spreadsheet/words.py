"""A formula in words of Chinese, its arguments called as they are given.

Only arithmetic and simple conditions read well so; of others `in_words` gives nothing, and a
declaration says in words what they do.
"""

from __future__ import annotations

from collections.abc import Sequence

from .grammar import CALL, NAME, NEGATIVE, NUMBER, TEXT, Node

SIGNS = "甲乙丙丁戊己庚辛壬癸"
_BETWEEN = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_COMPARED = {"=": "为", "<>": "不为", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}
_JOINED = {"AND": "且", "OR": "或"}
_CALLED = {
    "ABS": "|{0}|",
    "SQRT": "√（{0}）",
    "NA": "错误",
    "MIN": "{0}、{1}中小的",
    "MAX": "{0}、{1}中大的",
}


def in_words(node: Node, names: Sequence[str], called: Sequence[str] = SIGNS) -> str:
    """The formula in words, its arguments `called` in their order; empty where it is more than
    arithmetic and conditions on it."""
    try:
        return _said(node, dict(zip(names, called, strict=False)))
    except KeyError:
        return ""


def _said(node: Node, signs: dict[str, str]) -> str:
    if node.kind == NAME:
        return signs[node.word]
    if node.kind == NUMBER:
        return node.word
    if node.kind == TEXT:
        return node.word or "空"
    if node.kind == NEGATIVE:
        return f"－{_within(node.parts[0], 3, signs)}"
    if node.kind in _BETWEEN:
        first, second = node.parts
        rank = _RANK[node.kind]
        after = rank + (node.kind in "-/")
        return _within(first, rank, signs) + _BETWEEN[node.kind] + _within(second, after, signs)
    if node.kind in _COMPARED:
        return _COMPARED[node.kind].join(_said(p, signs) for p in node.parts)
    if node.kind == CALL and node.word == "IF" and len(node.parts) == 3:
        condition, then, otherwise = (_said(p, signs) for p in node.parts)
        return f"{condition}则{then}，否则{otherwise}"
    if node.kind == CALL and node.word in _JOINED:
        return _JOINED[node.word].join(_said(p, signs) for p in node.parts)
    return _CALLED[node.word].format(*(_said(p, signs) for p in node.parts))


def _within(node: Node, rank: int, signs: dict[str, str]) -> str:
    said = _said(node, signs)
    return f"（{said}）" if _RANK.get(node.kind, 9) < rank or node.kind in _COMPARED else said
