"""The verdict on a statement: attempts at a proof and at a counterexample in turn, quick ones first."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from derive.kernel import rules
from derive.kernel.certificate import MalformedCertificate
from derive.kernel.terms import And, KernelError, Less, LessEqual, free_variables
from derive.language.instance import Instance
from derive.language.numbering import without_numbers
from derive.language.statement import Statement, sizes_of
from derive.measure.rigorous.decide import decide
from derive.prover import Proved, prove
from derive.prover.credit import BY_NORMAL_FORM
from derive.prover.registry import everything
from derive.refute.equality import prove_equal
from derive.refute.search import Refutation, refute, refuted_at
from derive.verify.certify import certify, proves
from derive.verify.confirm import confirm, has_witness
from derive.verify.contradictions import contradiction_in
from derive.verify.limits import ALLOWANCE, MORE, OUT_OF_WORK, SECOND, limit_reached, within
from derive.verify.reasons import reason_of
from derive.verify.result import Counterexample, LinkVerdict
from derive.work import done, forget, scaled

MEASURED_DIGITS = 30
MEASURED_POINTS = 8
QUICK = SECOND
COMPUTED = "about particular numbers: a computation with rigorous enclosures, not a theorem"
NOTHING_FOUND = "no proof and no counterexample was found"

QUICK_PROOF, THOROUGH_PROOF, ENCLOSURE = "quick proof", "thorough proof", "enclosure"
RELEVANT_PROOF = "relevant proof"
COUNTEREXAMPLE, HYPOTHESES = "counterexample", "hypotheses"

NAMES = {
    QUICK_PROOF: "the quick proof search",
    THOROUGH_PROOF: "the thorough proof search",
    RELEVANT_PROOF: "the proof search from what is said of the claim's own letters",
    ENCLOSURE: "the enclosure of both sides",
    COUNTEREXAMPLE: "the search for a counterexample",
    HYPOTHESES: "the search for a point that satisfies the hypotheses",
}

SCHEDULE = (
    (QUICK_PROOF, QUICK),
    (ENCLOSURE, QUICK),
    (COUNTEREXAMPLE, 0.02 * SECOND),
    (THOROUGH_PROOF, 0.2 * SECOND),
    (COUNTEREXAMPLE, 0.15 * SECOND),
    (RELEVANT_PROOF, SECOND),
    (THOROUGH_PROOF, 1.5 * SECOND),
    (HYPOTHESES, QUICK),
    (COUNTEREXAMPLE, 2.0 * SECOND),
    (THOROUGH_PROOF, math.inf),
    (COUNTEREXAMPLE, math.inf),
)
"""Attempts at a proof and at a counterexample in turn, with the work that each may do at the most: most statements are
decided by a short one, and neither kind is to starve the other. All of it is at effort 1."""

LAST_POINT = 0.5 * SECOND
"""How much more work the last point of a search for a counterexample may take."""


@dataclass
class Progress:
    """How far the attempts at a statement came. ``step`` is the place in the schedule of the attempt under way,
    ``ended`` the kinds of proof search that came to an end, and found none; no counterexample was found up to
    ``size``, which is 0 where there are no sizes to search, or none was searched."""

    step: int = 0
    ended: set[str] = field(default_factory=set)
    size: int = 0

    def out_of_work(self) -> str:
        """That the work of the effort in force was not enough, and how far the attempts came."""
        begun = [kind for kind, _ in SCHEDULE[: self.step]]
        parts = [f"{limit_reached()} during {NAMES[SCHEDULE[self.step][0]]}"]
        for kind in (QUICK_PROOF, THOROUGH_PROOF):
            if kind in self.ended:
                parts.append(f"{NAMES[kind]} found no proof")
            elif kind in begun:
                parts.append(f"{NAMES[kind]} did not come to its end")
        if self.size:
            parts.append(f"no counterexample up to size {self.size}")
        elif COUNTEREXAMPLE in begun:
            parts.append("no counterexample so far")
        return "; ".join([*parts, MORE])


def verify_statement(
    statement: Statement, allowance: float | None = None, said: LinkVerdict | None = None
) -> LinkVerdict:
    """The verdict on a statement, found with so much work; it is the same whatever was verified before.

    What is ``said`` of it elsewhere is not believed, but checked: it may spare the search."""
    most = scaled(ALLOWANCE) if allowance is None else allowance
    if said is not None:
        forget()
        found = _Attempts(statement, most).by_hearsay(said)
        if found is not None:
            return found
    forget()
    return _Attempts(statement, most).verdict()


class _Attempts:
    """The attempts at one statement."""

    def __init__(self, statement: Statement, allowance: float) -> None:
        self.statement = statement
        self.end = done() + allowance
        self.quick = max(scaled(QUICK), QUICK)
        self.progress = Progress()
        self.searched: set[int] = set()
        self.reason = ""

    @property
    def left(self) -> float:
        return self.end - done()

    def verdict(self) -> LinkVerdict:
        """What the first attempt that succeeds says, else undecided."""
        acts: dict[str, Callable[[float], LinkVerdict | None]] = {
            QUICK_PROOF: partial(self.by_proof, QUICK_PROOF),
            THOROUGH_PROOF: partial(self.by_proof, THOROUGH_PROOF),
            RELEVANT_PROOF: self.by_relevant_proof,
            ENCLOSURE: self.by_enclosure,
            COUNTEREXAMPLE: self.by_counterexample,
            HYPOTHESES: self.by_hypotheses,
        }
        for step, (kind, most) in enumerate(SCHEDULE):
            if step and self.left <= 0:
                break
            self.progress.step = step
            share = min(self.left / 2, scaled(most)) if step < len(SCHEDULE) - 1 else self.left
            found = acts[kind](share)
            if found is not None:
                return found
        if self.left > 0:
            return LinkVerdict("undecided", self.reason or NOTHING_FOUND)
        limit = self.progress.out_of_work()
        return LinkVerdict("undecided", f"{self.reason}; {limit}" if self.reason else limit)

    def by_hearsay(self, said: LinkVerdict) -> LinkVerdict | None:
        """What a certificate proves that is checked again, or a point refutes that is tried again."""
        for certificate in said.certificates:
            if self.proved_by(certificate):
                return self.confirmed({**certificate, "claim": ""}, known_names(said.by))
        point = said.counterexample.point if said.counterexample is not None else None
        if point is None:
            return None
        with suppress(Exception):  # anybody may have written it
            found = within(self.left, lambda: refuted_at(self.statement, point, prove_equal))[0]
            return self.refuted(found and replace(found, found_by="search"))
        return None

    def proved_by(self, certificate: Any) -> bool:
        """Whether anything that somebody has written down proves the statement."""
        with suppress(MalformedCertificate):
            check = partial(proves, certificate, self.statement.hypotheses, self.statement.conclusion)
            return within(self.left, check)[0] is True
        return False

    def by_proof(self, kind: str, allowance: float) -> LinkVerdict | None:
        if THOROUGH_PROOF in self.progress.ended:
            return None
        proved, why = within(allowance, lambda: self.certificate(kind == THOROUGH_PROOF), self.explain)
        if proved is not None:
            return self.confirmed(*proved)
        if why != OUT_OF_WORK:
            self.progress.ended.add(kind)
            self.reason = self.reason or why
        return None

    def by_relevant_proof(self, allowance: float) -> LinkVerdict | None:
        """A proof from those hypotheses alone which speak of nothing but what the conclusion speaks of. Each of the
        others offers its own bounds to the search, which may keep it from the end of a proof that needs none of them.

        J. Meng, L. C. Paulson, Lightweight relevance filtering for machine-generated resolution problems, Journal of
        Applied Logic 7 (2009), doi:10.1016/j.jal.2007.07.004."""
        own = free_variables(self.statement.conclusion)
        relevant = tuple(given for given in self.statement.hypotheses if free_variables(given) <= own)
        if len(relevant) == len(self.statement.hypotheses) or THOROUGH_PROOF in self.progress.ended:
            return None
        fewer = replace(self.statement, hypotheses=relevant)

        def search() -> tuple[dict[str, Any], tuple[str, ...]]:
            found = prove(fewer)
            return self.certified(replace(found, theorem=rules.weaken(found.theorem, self.statement.hypotheses)))

        proved, _ = within(allowance, search)
        return self.confirmed(*proved) if proved is not None else None

    def certificate(self, thorough: bool) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The certificate of a proof, and the names of what the proof owes to."""
        return self.certified(prove(self.statement, thorough))

    def certified(self, proved: Proved) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The certificate of what was proved, where that is the statement, and the names of what the proof owes to."""
        return certify(proved.theorem, self.statement.hypotheses, self.statement.conclusion), proved.by

    def explain(self, error: KernelError) -> str:
        return reason_of(error, self.statement.hypotheses)

    def confirmed(self, certificate: dict[str, Any], by: tuple[str, ...]) -> LinkVerdict:
        """A proved statement is measured, and its hypotheses need a point that satisfies them."""
        found = confirm(self.statement, MEASURED_DIGITS, MEASURED_POINTS, most=self.quick)
        if not found.reason:
            return LinkVerdict("proved", certificates=(certificate,), by=by)
        contradiction = "" if found.fault else self.contradiction()
        if contradiction:
            return LinkVerdict("unreadable", contradiction)
        return LinkVerdict("undecided", found.reason, fault=found.fault)

    def by_enclosure(self, allowance: float) -> LinkVerdict | None:
        holds, _ = within(allowance, lambda: holds_as_computed(self.statement))
        return LinkVerdict("computed", COMPUTED) if holds else None

    def by_counterexample(self, allowance: float) -> LinkVerdict | None:
        def search() -> Refutation | None:
            return refute(self.statement, allowance, prove_equal, self.note_searched)

        return self.refuted(within(allowance + scaled(LAST_POINT), search)[0])

    def refuted(self, found: Refutation | None) -> LinkVerdict | None:
        """The verdict where a counterexample is found."""
        if found is None:
            return None
        point = without_numbers(found.instance, self.statement.hypotheses)
        return LinkVerdict("refuted", found.reason, replace(Counterexample.of(found), point=point))

    def note_searched(self, sizes: Mapping[str, int]) -> None:
        """Notes up to which size a counterexample has been searched for, and not found."""
        self.searched.add(max(sizes.values(), default=0))
        while self.progress.size + 1 in self.searched:
            self.progress.size += 1

    def by_hypotheses(self, allowance: float) -> LinkVerdict | None:
        """Whether what is assumed can hold at all: nothing is to be proved, or refuted, from what cannot."""
        if not self.statement.hypotheses or has_witness(self.statement, self.quick):
            return None
        contradiction = self.contradiction()
        return LinkVerdict("unreadable", contradiction) if contradiction else None

    def contradiction(self) -> str:
        """Which hypothesis the others exclude, in words; empty where none is found quickly."""
        return contradiction_in(self.statement.hypotheses, self.quick)


def known_names(names: Collection[object]) -> tuple[str, ...]:
    """Those of the names that a proof may owe to."""
    known = {BY_NORMAL_FORM, *(one.name for one in everything())}
    return tuple(sorted(name for name in known if name in names))


def holds_as_computed(statement: Statement) -> bool:
    """Whether a statement about particular numbers certainly holds, by rigorous enclosures of both sides."""
    conclusion = statement.conclusion
    general = free_variables(conclusion) or any(isinstance(size, str) for size in sizes_of(conclusion))
    if statement.hypotheses or general or not isinstance(conclusion, (Less, LessEqual, And)):
        return False
    return decide(conclusion, Instance({}, {}, {})) is True
