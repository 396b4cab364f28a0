"""What verification says of claims and links: plain data, the same in the cache, the JSON and the reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from derive.language.instance import Instance, instance_from_json
from derive.language.lines import FOLDED, TYPED
from derive.language.relations import CONVERSE, DENIED, failure_in_words, sign_named

if TYPE_CHECKING:
    from derive.language.claims import Claim
    from derive.refute.search import Refutation


@dataclass(frozen=True)
class Line:
    """One printed line of a derivation: ``relation`` is '', '=', '<=', '<', '>=', '>', 'therefore', or what opens an
    indented part: 'suppose', 'case', 'contrary' or 'each'. ``depth`` says how far the line is indented.

    ``latex`` and ``text`` spell the same expression (or sentence, for a step that is not an
    expression) for reports and for the terminal; ``reason`` says in words why it follows, and ``by`` who made it:
    an operation, "typed", "fold", or nobody in particular."""

    relation: str
    latex: str
    text: str
    reason: str
    by: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Part:
    """A part of a derivation: a lemma or one of several statements, with its own lines."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shares:
    """Who made the equations of the chains of a derivation: how many ``links`` there are, how many of them an operation
    ``computed``, how many are ``folds`` (the same term, written with other names), and how many are ``typed``."""

    links: int
    computed: int
    folds: int
    typed: int


def shares(parts: Sequence[Part]) -> Shares:
    """Who made the equations of a derivation."""
    made = makers(parts)
    folds, typed = made.count(FOLDED), made.count(TYPED)
    return Shares(len(made), len(made) - folds - typed, folds, typed)


def makers(parts: Sequence[Part]) -> list[str]:
    """Who made each equation of the chains of a derivation."""
    return [line.by for part in parts for line in part.lines if line.relation == "=" and line.by]


@dataclass(frozen=True)
class Numeric:
    """The measurement: decimal digits asked for, points tried, sizes, and the worst error seen.

    ``worst_error`` is a decimal string such as "3.1e-54" (for inequalities "" and ``margin`` is set); ``skipped`` says
    how many points could not be measured, and why, or is empty."""

    digits: int
    points: int
    sizes: tuple[int, ...]
    worst_error: str
    margin: str = ""
    skipped: str = ""


@dataclass(frozen=True)
class Counterexample:
    """Where a statement fails: at an exact point, with both sides of the relation that fails there; or, where no
    point says it, as ``reason`` says."""

    point: Instance | None = None
    lhs: str = ""
    rhs: str = ""
    relation: str = ""
    reason: str = ""
    found_by: str = "search"  # or "script"

    @classmethod
    def of(cls, found: Refutation) -> Counterexample:
        """The counterexample that a search found, or that a point given by hand is."""
        return cls(found.instance, found.lhs, found.rhs, found.relation, found.reason, found.found_by)

    def exchanged(self) -> Counterexample:
        """The same with the sides the other way round, as x ≥ y says what y ≤ x does."""
        denied = DENIED if self.relation.startswith(DENIED) else ""
        relation = denied + CONVERSE[sign_named(self.relation.removeprefix(DENIED))].text
        reason = failure_in_words(self.rhs, relation, self.lhs)
        return replace(self, lhs=self.rhs, rhs=self.lhs, relation=relation, reason=reason)

    def to_json(self) -> dict[str, Any]:
        """The counterexample as JSON-ready data."""
        if self.point is None:
            return {"instance": self.reason, "found_by": self.found_by}
        return {**self.point.to_json(), **{name: getattr(self, name) for name in COUNTEREXAMPLE_TEXTS}}

    def of_link_json(self) -> dict[str, Any]:
        """The counterexample as it stands in the JSON of a link: the point and both sides."""
        return {name: value for name, value in self.to_json().items() if name in (*POINT, "lhs", "rhs")}


POINT = ("sizes", "values", "indices")
COUNTEREXAMPLE_TEXTS = ("lhs", "rhs", "relation", "reason", "found_by")


def counterexample_from_json(data: dict[str, Any]) -> Counterexample:
    """The inverse of :meth:`Counterexample.to_json`; raises KeyError, TypeError or ValueError on other data."""
    if "instance" in data:
        return Counterexample(reason=data["instance"], found_by=data["found_by"])
    point = instance_from_json({name: data[name] for name in POINT})
    return Counterexample(point, *(data[name] for name in COUNTEREXAMPLE_TEXTS))


@dataclass(frozen=True, repr=False)
class Result:
    """The verdict on a claim. ``verdict`` is proved, computed, refuted, undecided or informal; ``expected`` likewise.

    ``fault`` is true where proof and measurement disagree. ``seconds`` is the only field that may
    differ between two runs. ``where`` is file:line of the claim. ``holds`` are the nearest lines that follow, where a
    line of the derivation does not."""

    id: str
    title: str
    expected: str
    verdict: str
    passed: bool
    reason: str = ""
    fault: bool = False
    basis: str = "theorem"
    scope: str = ""
    statement_latex: str = ""
    statement_text: str = ""
    hypotheses_latex: tuple[str, ...] = ()
    hypotheses_text: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    rules: tuple[str, ...] = ()
    axioms: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    numeric: Numeric | None = None
    counterexample: Counterexample | None = None
    holds: tuple[Holds, ...] = ()
    corrected_by: str | None = None
    note: str = ""
    sources: tuple[str, ...] = ()  # article file names
    references: tuple[str, ...] = ()  # keys of the bibliography
    certificate: str | None = None  # "sha256:…" of the certificate's canonical JSON
    statement_hash: str = ""  # "sha256:…" of what is stated
    where: str = ""
    seconds: float = 0.0

    @classmethod
    def of(cls, claim: Claim, verdict: str, **found: Any) -> Result:
        """The result of a claim, which says most of itself, with this verdict and what else was found."""
        passed = verdict == claim.expected and not found.get("fault", False)
        return cls(
            claim.id,
            claim.title,
            claim.expected,
            verdict,
            passed,
            corrected_by=claim.corrected_by,
            note=claim.note,
            sources=claim.sources,
            references=claim.references,
            where=claim.where,
            **found,
        )

    def __repr__(self) -> str:
        said = " ".join(self.statement_text.split("\n")) or self.title
        return f"{self.id} is {self.verdict}: {said}" + (f" ({self.reason})" if self.reason else "")

    def _repr_latex_(self) -> str | None:
        lines = [f"$\\displaystyle {line}$" for line in self.statement_latex.split("\n") if line.strip()]
        return "\n\n".join([f"{self.id} is **{self.verdict}**:", *lines]) if lines else None

    def to_json(self) -> dict[str, Any]:
        """The result as JSON-ready data."""
        return _with_counterexample(asdict(replace(self, counterexample=None)), self.counterexample)


def _with_counterexample(data: dict[str, Any], found: Counterexample | None) -> dict[str, Any]:
    return {**data, "counterexample": None if found is None else found.to_json()}


def result_from_json(data: dict[str, Any]) -> Result:
    """The inverse of :meth:`Result.to_json`; raises KeyError or TypeError on other data."""
    if set(data) != {part.name for part in fields(Result)}:
        raise KeyError("a result has other fields")
    data = dict(data)
    data["parts"] = tuple(
        Part(part["heading"], tuple(Line(**line) for line in part["lines"])) for part in data["parts"]
    )
    if data["numeric"] is not None:
        data["numeric"] = Numeric(**{**data["numeric"], "sizes": tuple(data["numeric"]["sizes"])})
    if data["counterexample"] is not None:
        data["counterexample"] = counterexample_from_json(data["counterexample"])
    data["holds"] = tuple(Holds(**one) for one in data["holds"])
    for name in ("hypotheses_latex", "hypotheses_text", "rules", "axioms", "uses", "sources", "references"):
        data[name] = tuple(data[name])
    return Result(**data)


# Links -------------------------------------------------------------------------------------------

PASSES = ("proved", "computed")
"""The verdicts with which a link is as an author expects who has it checked."""


@dataclass(frozen=True)
class ReadingVerdict:
    """What becomes of a link in one of its readings. ``latex`` is the reading in canonical notation; ``write``
    says how to write the formula so that it has this reading only, where it has others."""

    latex: str
    verdict: str
    write: str | None = None


@dataclass(frozen=True)
class Holds:
    """A statement near a link that does not hold, which is proved: its formula, in what it differs, in words, and the
    hash of the certificate (of several, with spaces between them)."""

    latex: str
    change: str
    certificate: str


@dataclass(frozen=True)
class LinkVerdict:
    """The verdict on a link, or on a statement: proved, computed, refuted, undecided or unreadable.

    ``fault`` is true where a theorem and the measurement disagree;
    ``certificates`` are those of the statements, where proved, and ``by`` names what their proofs owe to; ``final`` is
    false where its verification did not come to an end by itself; ``readings`` says what becomes of each reading;
    ``code`` is that of a refusal, or empty; ``holds`` are statements near it that are proved."""

    verdict: str
    reason: str = ""
    counterexample: Counterexample | None = None
    fault: bool = False
    certificates: tuple[dict[str, Any], ...] = ()
    by: tuple[str, ...] = ()
    final: bool = True
    readings: tuple[ReadingVerdict, ...] = ()
    code: str = ""
    holds: tuple[Holds, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON-ready data."""
        return _with_counterexample(asdict(replace(self, counterexample=None)), self.counterexample)


def link_verdict_from_json(data: dict[str, Any]) -> LinkVerdict:
    """The inverse of :meth:`LinkVerdict.to_json`; raises KeyError, TypeError or ValueError on other data."""
    readings = tuple(ReadingVerdict(**reading) for reading in data["readings"])
    lists = {name: tuple(data[name]) for name in ("certificates", "by")}
    lists["holds"] = tuple(Holds(**one) for one in data["holds"])
    found = data["counterexample"]
    counterexample = None if found is None else counterexample_from_json(found)
    return LinkVerdict(**{**data, **lists, "readings": readings, "counterexample": counterexample})
