"""Which language messages are wanted in: Chinese, or English where PARKEVAL_LANG is en."""

from __future__ import annotations

import os


def english() -> bool:
    """Whether messages are wanted in English."""
    return os.environ.get("PARKEVAL_LANG", "").lower().startswith("en")


def words(zh: str, en: str) -> str:
    """The message in the person's language."""
    return en if english() else zh
