"""The look-up rule for emission factors.

Wanted set, else default. Province, else its grid region, else the nation. Latest year up to the
accounting year, else a row that holds for any year, else the nearest later year (with a note). Rows
of the set `alternative` are taken only when asked for: by the set, or by a key that has no other
rows, such as 甲烷(AR5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from numbers import Integral
from typing import Any

from .factor_rows import ALTERNATIVE_SET, DEFAULT_SET, NATIONAL, Factor, FactorSet, Note, Region


class FactorError(LookupError):
    """No single factor fits. `code` and `fields` are a finding; `close` are keys that look
    alike."""

    code = "FACTOR_MISSING"

    def __init__(
        self, sentence: str, fields: Mapping[str, object], close: Iterable[str] = ()
    ) -> None:
        self.fields, self.close = fields, tuple(close)
        super().__init__(sentence + (f"；相近的有：{'、'.join(self.close)}" if self.close else ""))


class UnknownFactor(FactorError):
    """The key, the region or the set is not in the tables, or the key has no row for the region."""


class AmbiguousFactor(FactorError):
    """Several rows fit and none is the default."""

    code = "FACTOR_AMBIGUOUS"


class FactorTable:
    """Factors with the divisions of regions needed to choose among them."""

    def __init__(
        self, factors: Iterable[Factor], regions: Iterable[Region], sets: Iterable[FactorSet]
    ) -> None:
        self._by_key: dict[str, list[Factor]] = {}
        for factor in factors:
            self._by_key.setdefault(factor.key, []).append(factor)
        self._provinces = {region.province: region for region in regions}
        self._sets = {s.id: s for s in sets}
        divisions = {s.division for s in self._sets.values()}
        grids = {getattr(r, d) for r in self._provinces.values() for d in divisions}
        self._places = {NATIONAL, *self._provinces, *grids} - {""}

    def look_up(
        self, key: str, region: str = NATIONAL, year: int | None = None, set: str = DEFAULT_SET
    ) -> Factor:
        """The factor of `key` for a province, grid region or the nation, in the accounting year
        (None: latest).

        Raises UnknownFactor or AmbiguousFactor. What had to be bent stands in the `notes` of the
        result.
        """
        key, region, year = question(key, region, year)
        asked = {"factor": key, "region": region, "year": "不限" if year is None else year}
        rows = self._rows(key, region, set, asked)
        wanted = (
            (ALTERNATIVE_SET,)
            if all(r.set == ALTERNATIVE_SET for r in rows)
            else (set, DEFAULT_SET)
        )
        for name in dict.fromkeys(wanted):
            of_set = [r for r in rows if r.set == name]
            for place in self._chain(region, name):
                here = [r for r in of_set if r.region == place]
                if here:
                    chosen, notes = self._of_year(here, year)
                    return replace(chosen, notes=(*notes, *self._bent(chosen, of_set, region)))
        others = [r for r in rows if r.region in self._chain(region, r.set)]
        if others:
            raise AmbiguousFactor(
                f"因子“{key}”有 {len(others)} 行符合条件，没有缺省行",
                {**asked, "count": len(others)},
            )
        raise UnknownFactor(f"因子“{key}”没有适用于“{region}”的值", asked)

    def _rows(self, key: str, region: str, set: str, asked: Mapping[str, object]) -> list[Factor]:
        if set not in self._sets:
            raise UnknownFactor(f"没有口径“{set}”，可用：{'、'.join(self._sets)}", asked)
        if region not in self._places:
            raise UnknownFactor(f"地区“{region}”不认识", asked, _close(region, self._places))
        if key not in self._by_key:
            raise UnknownFactor(f"因子库中没有“{key}”", asked, _close(key, self._by_key))
        return self._by_key[key]

    def _chain(self, region: str, set: str) -> tuple[str, ...]:
        """Where to look, nearest first."""
        province = self._provinces.get(region)
        grid = getattr(province, self._sets[set].division) if province else ""
        return tuple(dict.fromkeys(place for place in (region, grid, NATIONAL) if place))

    def _of_year(self, rows: list[Factor], year: int | None) -> tuple[Factor, tuple[Note, ...]]:
        """The row of rows alike but for the year, and a note where it is of a later year."""
        years = [r.year for r in rows if r.year is not None]
        past = [y for y in years if year is None or y <= year]
        chosen = max(past) if past else None if len(years) < len(rows) else min(years)
        fitting = [r for r in rows if r.year == chosen]
        row = fitting[0]
        if len(fitting) > 1:
            fields = {
                "factor": row.key,
                "count": len(fitting),
                "region": row.region,
                "year": chosen,
            }
            raise AmbiguousFactor(f"因子“{row.key}”有 {len(fitting)} 行完全相同的条件", fields)
        if year is None or chosen is None or chosen <= year:
            return row, ()
        return row, (Note("FACTOR_LATER_YEAR", {"factor": row.key, "year": year, "used": chosen}),)

    def _bent(self, row: Factor, of_set: list[Factor], region: str) -> tuple[Note, ...]:
        """The note of a province that has no factor of its own where provinces have one."""
        if region not in self._provinces or row.region == region:
            return ()
        if not any(r.region in self._provinces for r in of_set):
            return ()
        return (
            Note("PROVINCE_NO_FACTOR", {"region": region, "used": row.region, "value": row.value}),
        )


def question(key: Any, region: Any = NATIONAL, year: Any = None) -> tuple[str, str, int | None]:
    """Key, region and year of a look-up as they are compared: no region is the nation.
    UnknownFactor where key or region is no text, ValueError where the year is no whole number."""
    asked = {"factor": key, "region": region, "year": "不限" if year is None else year}
    if not isinstance(key, str) or not key:
        raise UnknownFactor(f"因子名称应为文字，得到“{'' if key is None else key}”", asked)
    if not isinstance(region, str) and region is not None:
        raise UnknownFactor(f"地区应为文字，得到“{region}”", asked)
    whole = not isinstance(year, bool) and (
        isinstance(year, Integral) or (isinstance(year, float) and year % 1 == 0)
    )
    if year is not None and not whole:
        raise ValueError(f"年份应为整数，如 2024，得到“{year}”")
    return key, region or NATIONAL, None if year is None else int(year)


def _close(word: str, words: Iterable[str]) -> list[str]:
    """Up to five words that look like `word`: those that contain it or are contained in it
    first."""
    from difflib import get_close_matches

    known = list(words)
    inside = sorted((w for w in known if word and (word in w or w in word)), key=len)
    return list(dict.fromkeys((*inside, *get_close_matches(word, known, 5, 0.4))))[:5]
