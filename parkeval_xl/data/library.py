"""One folder tree of data (`factors/`, `standards/`) with its tables, each read when first asked
for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from ..core.units import Refusal, UnitRow, UnitTable
from . import factor_rows as f
from . import standard_rows as s
from .citing import cited
from .factor_table import FactorTable
from .index_rows import Index
from .read import DataError, read_rows, read_standard, read_texts

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Row = TypeVar("Row")
CIRCULAR = "hunan_circular"


class Library:
    """The tables under `root`.

    A fault of a file raises DataError when its table is asked for; with `faults`, a list to collect
    them in, faulty rows are left out instead.
    """

    def __init__(self, root: Traversable, faults: list[str] | None = None) -> None:
        self.root = root
        self._faults = faults

    def _read(self, path: str, kind: type[Row], **given: object) -> tuple[Row, ...]:
        found: list[str] = []
        rows = read_rows(self.root.joinpath(path), kind, found, self.cited, **given)
        self._report(path, found)
        return rows

    def _report(self, path: str, found: list[str]) -> None:
        folder = path.rpartition("/")[0]
        if found and self._faults is None:
            raise DataError([f"{folder}/{fault}" for fault in found])
        if self._faults is not None:
            self._faults.extend(f"{folder}/{fault}" for fault in found)

    def cited(self, text: str, english: bool = False) -> str:
        """A text with the short titles of documents in the place of their codes."""
        return cited(text, self._titles[english], english)

    @cached_property
    def _titles(self) -> tuple[dict[str, str], dict[str, str]]:
        """The short titles of the documents by their codes, in Chinese and in English."""
        known = self.standards.values()
        return {s.code: s.short for s in known}, {s.code: s.short_en for s in known}

    @cached_property
    def categories(self) -> tuple[f.Term, ...]:
        """Categories of factors; the id is the name of the file with its rows."""
        return self._read("factors/categories.csv", f.Term)

    @cached_property
    def sets(self) -> tuple[f.FactorSet, ...]:
        return self._read("factors/sets.csv", f.FactorSet)

    @cached_property
    def boundaries(self) -> tuple[f.Term, ...]:
        return self._read("factors/boundaries.csv", f.Term)

    @cached_property
    def factors(self) -> tuple[f.Factor, ...]:
        files = [
            self._read(f"factors/{c.id}.csv", f.Factor, category=c.id) for c in self.categories
        ]
        return tuple(factor for rows in files for factor in rows)

    @cached_property
    def factor_table(self) -> FactorTable:
        return FactorTable(self.factors, self.regions, self.sets)

    @cached_property
    def regions(self) -> tuple[f.Region, ...]:
        return self._read("factors/regions.csv", f.Region)

    @cached_property
    def fuel_properties(self) -> tuple[f.FuelProperty, ...]:
        return self._read("factors/fuel_properties.csv", f.FuelProperty)

    @cached_property
    def pollutants(self) -> tuple[f.Pollutant, ...]:
        return self._read("factors/pollutants.csv", f.Pollutant)

    @cached_property
    def bases(self) -> tuple[f.Term, ...]:
        return self._read("standards/bases.csv", f.Term)

    @cached_property
    def units(self) -> tuple[UnitRow, ...]:
        return self._read("standards/units/units.csv", UnitRow)

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        return self._read("standards/units/refusals.csv", Refusal)

    @cached_property
    def unit_table(self) -> UnitTable:
        return UnitTable(self.units, self.refusals)

    @cached_property
    def finding_rows(self) -> tuple[s.Finding, ...]:
        return self._read("standards/findings.csv", s.Finding)

    @cached_property
    def findings(self) -> dict[str, s.Finding]:
        return {row.code: row for row in self.finding_rows}

    @cached_property
    def report_notes(self) -> tuple[s.ReportNote, ...]:
        return self._read("standards/report_notes.csv", s.ReportNote)

    @cached_property
    def inconsistencies(self) -> tuple[s.Inconsistency, ...]:
        return self._read("standards/inconsistencies.csv", s.Inconsistency)

    @cached_property
    def material_rows(self) -> tuple[s.Material, ...]:
        return self._read(f"standards/{CIRCULAR}/materials.csv", s.Material)

    @cached_property
    def materials(self) -> dict[str, s.Material]:
        return {row.id: row for row in self.material_rows}

    @cached_property
    def routes(self) -> tuple[s.Route, ...]:
        return self._read(f"standards/{CIRCULAR}/routes.csv", s.Route)

    @cached_property
    def parameters(self) -> tuple[s.Parameter, ...]:
        return self._read(f"standards/{CIRCULAR}/parameters.csv", s.Parameter)

    @cached_property
    def lines(self) -> tuple[s.Line, ...]:
        return self._read(f"standards/{CIRCULAR}/lines.csv", s.Line)

    @cached_property
    def quantities(self) -> tuple[s.Quantity, ...]:
        return self._read(f"standards/{CIRCULAR}/quantities.csv", s.Quantity)

    @cached_property
    def collection_ways(self) -> tuple[s.CollectionWay, ...]:
        return self._read(f"standards/{CIRCULAR}/collection_ways.csv", s.CollectionWay)

    @cached_property
    def evidence_kinds(self) -> tuple[s.EvidenceKind, ...]:
        return self._read(f"standards/{CIRCULAR}/evidence_kinds.csv", s.EvidenceKind)

    @cached_property
    def evaluators(self) -> tuple[s.Evaluator, ...]:
        return self._read(f"standards/{CIRCULAR}/evaluators.csv", s.Evaluator)

    @cached_property
    def processes(self) -> tuple[s.Process, ...]:
        return self._read(f"standards/{CIRCULAR}/boundary.csv", s.Process)

    @cached_property
    def steps(self) -> tuple[s.Step, ...]:
        return self._read(f"standards/{CIRCULAR}/steps.csv", s.Step)

    @cached_property
    def verdict_rules(self) -> tuple[s.Rule, ...]:
        return self._read(f"standards/{CIRCULAR}/verdict.csv", s.Rule)

    @cached_property
    def standards(self) -> dict[str, s.Standard]:
        """The documents by folder name."""
        found: dict[str, s.Standard] = {}
        for folder in sorted(
            self.root.joinpath("standards").iterdir(), key=lambda entry: entry.name
        ):
            file = folder.joinpath("standard.toml")
            if folder.is_dir() and file.is_file():
                faults: list[str] = []
                document = read_standard(file, faults)
                self._report(f"standards/{folder.name}/standard.toml", faults)
                if document is not None:
                    found[folder.name] = document
        return found

    def names(self, standard: str) -> tuple[str, ...]:
        """The tables of a document, without the ending of the file."""
        entries = self.root.joinpath(f"standards/{standard}").iterdir()
        return tuple(
            sorted(e.name.removesuffix(".csv") for e in entries if e.name.endswith(".csv"))
        )

    def requirements(self, standard: str) -> tuple[s.Requirement, ...]:
        return self._read(f"standards/{standard}/requirements.csv", s.Requirement)

    def index(self, id: str) -> Index:
        """The index in a folder; KeyError where there is none."""
        standard = self.standards[id]
        if "indicators" not in standard.tables:
            raise KeyError(id)
        return Index(standard, {name: self.table(id, name) for name in standard.tables})

    def table(self, standard: str, name: str) -> tuple[dict[str, str], ...]:
        """Any table of a document as texts by column name, for tables that have no dataclass
        yet."""
        found: list[str] = []
        rows = tuple(
            read_texts(self.root.joinpath(f"standards/{standard}/{name}.csv"), found, self.cited)
        )
        self._report(f"standards/{standard}/{name}.csv", found)
        return rows
