"""Workbooks as they are printed: LibreOffice makes the PDF, poppler says which words stand where on
its pages."""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from parkeval_xl.hosts.calc import find_soffice

# 微软雅黑 is not free; this is the font of the same measures that stands in for it. Without it,
# digits come from one font
# and characters from another.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><match target="pattern">
<test name="family"><string>微软雅黑</string></test>
<edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match></fontconfig>"""  # noqa: E501
_XHTML = "{http://www.w3.org/1999/xhtml}"


class Word(NamedTuple):
    """A word and its box in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class PrintedPage:
    """One page: its size, its words in the order they were drawn (a cell after the other), and
    their text without blanks."""

    width: float
    height: float
    words: list[Word]
    text: str

    @property
    def landscape(self) -> bool:
        """Whether it is wider than high."""
        return self.width > self.height

    def collisions(self) -> list[tuple[str, str]]:
        """Pairs of words drawn over each other: what is cut in a cell is still drawn there."""
        found: list[tuple[str, str]] = []
        words = sorted(self.words, key=lambda w: w.top)
        for i, one in enumerate(words):
            for other in words[i + 1 :]:
                deep = one.bottom - other.top
                if deep <= 0:
                    break
                wide = min(one.right, other.right) - max(one.left, other.left)
                if wide > 1.5 and deep > 0.45 * min(one.bottom - one.top, other.bottom - other.top):
                    found.append((one.text, other.text))
        return found

    def outside(self) -> list[str]:
        """Words beyond the edges of the paper."""
        return [
            w.text
            for w in self.words
            if w.left < 0 or w.top < 0 or w.right > self.width or w.bottom > self.height
        ]


def printed(paths: Sequence[Path], folder: Path) -> dict[str, list[PrintedPage]]:
    """The printed pages of workbooks, by the stem of their names; one run of LibreOffice with a
    profile of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fonts.conf").write_text(FONTS, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(find_soffice()),
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=environment)
    return {path.stem: pages(folder / f"{path.stem}.pdf") for path in paths}


def pages(path: Path) -> list[PrintedPage]:
    """The pages of a PDF."""
    boxes = subprocess.run(
        ["pdftotext", "-raw", "-bbox", str(path), "-"], check=True, capture_output=True
    ).stdout
    texts = (
        subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True)
        .stdout.decode()
        .split("\f")
    )
    root = ET.fromstring(re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", boxes))
    out = []
    for page, text in zip(root.iter(f"{_XHTML}page"), texts, strict=False):
        words = [
            Word(w.text or "", *(float(w.get(k, 0)) for k in ("xMin", "yMin", "xMax", "yMax")))
            for w in page.iter(f"{_XHTML}word")
        ]
        out.append(
            PrintedPage(
                float(page.get("width", 0)),
                float(page.get("height", 0)),
                words,
                without_blanks(text),
            )
        )
    return out


def without_blanks(text: str) -> str:
    """The text as compared: wrapped lines, blanks and forms of one character (U+2F45 for 方) do not
    count. Subscripts are left out: poppler puts them on a line of their own."""
    return "".join(unicodedata.normalize("NFKC", re.sub("[₀-₉]", "", text)).split())
