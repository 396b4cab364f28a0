"""What verification says of a claim: plain data, the same in the cache, the JSON and the reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from derive.language.lines import Line, Part


@dataclass(frozen=True)
class Numeric:
    """The measurement: decimal digits asked for, points tried, sizes, and the worst error seen.

    ``worst_error`` is a decimal string such as "3.1e-54" (for inequalities "" and ``margin`` is set)."""

    digits: int
    points: int
    sizes: tuple[int, ...]
    worst_error: str
    margin: str = ""


@dataclass(frozen=True)
class Counterexample:
    """An exact instance at which a statement fails; values are exact rationals as strings, nested by axis."""

    sizes: dict[str, int]
    indices: dict[str, int]
    values: dict[str, Any]
    lhs: str
    rhs: str
    relation: str
    reason: str
    found_by: str = "search"  # or "script"


@dataclass(frozen=True)
class Result:
    """The verdict on a claim. ``verdict`` is proved, refuted, undecided or informal; ``expected`` likewise.

    ``fault`` is true where proof and measurement disagree. ``seconds`` is the only field that may
    differ between two runs. ``where`` is file:line of the claim."""

    id: str
    title: str
    expected: str
    verdict: str
    passed: bool
    reason: str
    fault: bool
    basis: str
    scope: str
    statement_latex: str
    statement_text: str
    hypotheses_latex: tuple[str, ...]
    hypotheses_text: tuple[str, ...]
    parts: tuple[Part, ...]
    rules: tuple[str, ...]
    axioms: tuple[str, ...]
    uses: tuple[str, ...]
    numeric: Numeric | None
    counterexample: Counterexample | None
    corrected_by: str | None
    note: str
    sources: tuple[str, ...]  # article file names
    references: tuple[str, ...]  # keys of the bibliography
    certificate: str | None  # "sha256:…" of the certificate's canonical JSON
    where: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The result as JSON-ready data."""
        return asdict(self)


def result_from_json(data: dict[str, Any]) -> Result:
    """The inverse of :meth:`Result.to_json`; raises KeyError or TypeError on other data."""
    data = dict(data)
    data["parts"] = tuple(
        Part(part["heading"], tuple(Line(**line) for line in part["lines"])) for part in data["parts"]
    )
    if data["numeric"] is not None:
        data["numeric"] = Numeric(**{**data["numeric"], "sizes": tuple(data["numeric"]["sizes"])})
    if data["counterexample"] is not None:
        data["counterexample"] = Counterexample(**data["counterexample"])
    for name in ("hypotheses_latex", "hypotheses_text", "rules", "axioms", "uses", "sources", "references"):
        data[name] = tuple(data[name])
    return Result(**data)
