"""The data of the package: emission factors, units, findings and the documents, read lazily and
kept.

Every value carries unit, region, year, reference and basis where it has them. Nothing is read on
import.
"""

from __future__ import annotations

from functools import lru_cache

from ..core.units import Refusal, UnitRow, UnitTable
from .enterprise_rows import (
    EnterpriseColumn,
    EnterpriseDimension,
    EnterpriseSurplus,
    EnterpriseTables,
    read_enterprise,
)
from .factor_rows import (
    DEFAULT_SET,
    NATIONAL,
    Factor,
    FactorSet,
    FuelProperty,
    Note,
    Pollutant,
    Region,
    Term,
)
from .factor_table import AmbiguousFactor, FactorError, UnknownFactor
from .index_rows import Curve, Cut, Figure, Index, Indicator
from .library import Library
from .read import DataError
from .standard_rows import (
    ANY,
    CollectionWay,
    Evaluator,
    EvidenceKind,
    Finding,
    Group,
    Inconsistency,
    Line,
    Material,
    Parameter,
    Process,
    Quantity,
    ReportNote,
    Requirement,
    Route,
    Rule,
    Standard,
    Step,
    Threshold,
)

__all__ = [
    "AmbiguousFactor",
    "CollectionWay",
    "Curve",
    "Cut",
    "DataError",
    "EnterpriseColumn",
    "EnterpriseDimension",
    "EnterpriseSurplus",
    "EnterpriseTables",
    "Evaluator",
    "EvidenceKind",
    "Factor",
    "FactorError",
    "FactorSet",
    "Figure",
    "Finding",
    "FuelProperty",
    "Group",
    "Inconsistency",
    "Index",
    "Indicator",
    "Library",
    "Line",
    "Material",
    "Note",
    "Parameter",
    "Pollutant",
    "Process",
    "Quantity",
    "Region",
    "ReportNote",
    "Requirement",
    "Route",
    "Rule",
    "Standard",
    "Step",
    "Term",
    "Threshold",
    "UnknownFactor",
    "cited",
]


@lru_cache(maxsize=1)
def library() -> Library:
    """The data that comes with the package."""
    from importlib.resources import files  # late: it costs a third of the import time

    return Library(files(__package__.rpartition(".")[0]))


@lru_cache(maxsize=8192)
def cited(text: str, english: bool = False) -> str:
    """A text as people see it: with the short titles of documents in the place of their codes."""
    return library().cited(text, english)


@lru_cache(maxsize=4096)
def factor(
    key: str, region: str = NATIONAL, year: int | None = None, set: str = DEFAULT_SET
) -> Factor:
    """The emission factor of a key by the look-up rule (see `factor_table`); its `notes` say what
    had to be bent.

    Raises UnknownFactor (with keys that look alike) or AmbiguousFactor.
    """
    return library().factor_table.look_up(key, region, year, set)


def factors() -> tuple[Factor, ...]:
    """Every row of the factor tables, by category, in the order of the files."""
    return library().factors


def factor_sets() -> tuple[FactorSet, ...]:
    """The sets of factors: 缺省, 保守, 标准表, 备选."""
    return library().sets


def boundaries() -> tuple[Term, ...]:
    """What a factor may cover."""
    return library().boundaries


def bases() -> tuple[Term, ...]:
    """How far a value was checked, and the words shown to a person."""
    return library().bases


def fuel_properties() -> tuple[FuelProperty, ...]:
    """Calorific values, carbon contents, oxidation rates and coal equivalents."""
    return library().fuel_properties


def pollutants() -> tuple[Pollutant, ...]:
    """Statutory equivalents and other numbers about pollutants."""
    return library().pollutants


def regions() -> tuple[Region, ...]:
    """The provinces with their grid regions."""
    return library().regions


def provinces() -> tuple[str, ...]:
    """The names of the provinces."""
    return tuple(region.province for region in regions())


def units() -> tuple[UnitRow, ...]:
    """The rows of the unit table, refused spellings included."""
    return library().units


def refusals() -> tuple[Refusal, ...]:
    """Dimensions that are not converted into one another, with the reason."""
    return library().refusals


def unit_table() -> UnitTable:
    """The table of accepted texts built from `units()` and `refusals()`."""
    return library().unit_table


def findings() -> tuple[Finding, ...]:
    """The catalogue of findings."""
    return tuple(library().findings.values())


def finding(code: str) -> Finding:
    """The finding of a code; KeyError where the catalogue has none."""
    return library().findings[code]


def report_notes() -> tuple[ReportNote, ...]:
    """The findings that a report tells, in its order."""
    return library().report_notes


def inconsistencies() -> tuple[Inconsistency, ...]:
    """The points where the documents disagree, and how each is handled."""
    return library().inconsistencies


def standards() -> tuple[Standard, ...]:
    """The documents, by code S1 … S5 and the others after them."""
    return tuple(
        sorted(library().standards.values(), key=lambda s: (not s.code.startswith("S"), s.code))
    )


def standard(id: str) -> Standard:
    """The document of an id such as hunan_circular; KeyError where there is none."""
    return library().standards[id]


def materials() -> tuple[Material, ...]:
    """The materials of S1, in the order of the document."""
    return tuple(library().materials.values())


def material(id: str) -> Material:
    """The material of an id; KeyError where there is none."""
    return library().materials[id]


def groups() -> tuple[Group, ...]:
    """The two scenarios of S1."""
    return standard("hunan_circular").groups


def routes(material: str) -> tuple[Route, ...]:
    """The recycling routes of a material, the default one first."""
    return tuple(
        sorted(
            (r for r in library().routes if r.material == material), key=lambda r: not r.is_default
        )
    )


def parameters(material: str, route: str) -> tuple[Parameter, ...]:
    """The parameters of a material on a route; the landfill-methane ones are of material `*`, route
    填埋甲烷."""
    return tuple(
        p for p in library().parameters if p.material == material and p.route in (ANY, route)
    )


def lines(material: str, route: str) -> tuple[Line, ...]:
    """The flow lines a material is made with on a route, in their order."""
    rows = (
        line for line in library().lines if line.material == material and line.route in (ANY, route)
    )
    return tuple(sorted(rows, key=lambda line: line.order))


def quantities() -> tuple[Quantity, ...]:
    """What a rate of a flow line may refer to."""
    return library().quantities


def collection_ways() -> tuple[CollectionWay, ...]:
    """How a figure may have been obtained, with its data grade."""
    return library().collection_ways


def evidence_kinds() -> tuple[EvidenceKind, ...]:
    """Kinds of evidence, with the best data grade a figure resting on one may claim."""
    return library().evidence_kinds


def evaluators() -> tuple[Evaluator, ...]:
    """The three types of evaluator, with the words of their reports."""
    return library().evaluators


def processes() -> tuple[Process, ...]:
    """The processes of the system boundary; the first that fits a flow line is its own."""
    return library().processes


def steps() -> tuple[Step, ...]:
    """The steps of an evaluation."""
    return library().steps


def verdict_rules() -> tuple[Rule, ...]:
    """The decision table of S1's verdict, in the order its rules are tried."""
    return library().verdict_rules


@lru_cache(maxsize=8)
def requirements(standard: str) -> tuple[Requirement, ...]:
    """The requirements of a document, by its id."""
    return library().requirements(standard)


@lru_cache(maxsize=1)
def enterprise() -> EnterpriseTables:
    """The enterprise index of S2: what firms report, its dimensions, the surplus permits."""
    return read_enterprise(library())


@lru_cache(maxsize=16)
def index(id: str) -> Index:
    """An index by the id of its folder; KeyError where no document of that id has indicators."""
    return library().index(id)


def indices() -> tuple[str, ...]:
    """The ids of the documents that are an index."""
    return tuple(s.id for s in library().standards.values() if "indicators" in s.tables)


@lru_cache(maxsize=64)
def table(standard: str, name: str) -> tuple[dict[str, str], ...]:
    """Any table of a document as texts by column name, for tables that have no dataclass yet."""
    return library().table(standard, name)


def problems() -> list[str]:
    """Every fault of the data that comes with the package, a sentence each; empty when all is
    well."""
    from .health import problems_of

    return problems_of(library().root)
