"""The search for the nearest statements that hold: edits, sieved by measuring; what is left is proved.

Nothing is suggested that is not proved, in every reading, with every measurement agreeing; and what is printed is what
was read: an edit changes the text of the link, and the reader reads the changed text where the link stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Any

from derive.documents.model import Link, Reading
from derive.kernel.terms import Equal, Formula, Less, LessEqual
from derive.language.statement import Statement
from derive.measure.sieve import Sieve
from derive.prover import prove
from derive.suggest.hypotheses import Hypothesis, hypotheses
from derive.suggest.registry import kinds
from derive.suggest.residual import Residual, equation, relation
from derive.suggest.tree import Edit, Tree
from derive.suggest.trivial import is_trivial
from derive.verify.attempts import MEASURED_DIGITS, MEASURED_POINTS
from derive.verify.certify import certificate_hash, certify
from derive.verify.confirm import confirm
from derive.verify.limits import SECOND, within
from derive.verify.result import Holds
from derive.work import count, done, forget, scaled

MOST = 3
"""The most suggestions."""

MOST_WORK = 0.09 * SECOND
"""How much work the sieve may do for one link."""

READING = 250
"""What reading a candidate counts."""

PROOF = 0.12 * SECOND
"""The most work for the proof of one candidate."""

PROOFS = 0.18 * SECOND
"""The most for all proofs."""

RESIDUAL, SUPPOSING = 2, 3
"""Which distance those edits have that numbers suggest, and before which further hypotheses are tried."""

SECOND_EDIT = 0.012 * SECOND
"""How much work two edits may take where one is not enough, beside their proofs."""

PROOF_OF_INEQUALITY = 0.32 * SECOND
"""The same for those of an inequality, which take longer, and of which the first is rather the right one."""

FURTHER_PROOFS = 0.04 * SECOND
"""How much work may go into the proofs of others, once an inequality is found."""

LEAST_PROOF = 0.003 * SECOND
"""How much work has to be left for another proof to be tried."""

FIRST_EDITS = 2
"""Up to which distance an edit is tried together with another one."""

MORE = 0.016 * SECOND
"""How much longer the search goes on for others that are as near, once something is found."""


def suggestions(link: Link, is_refuted: bool = True) -> tuple[Holds, ...]:
    """The nearest statements that hold, for a link that does not; for one that is undecided, the hypotheses under which
    it is proved."""
    again = link.again
    if again is None or not again.is_plain:
        return ()
    tree = Tree.of(link.latex, again.vocabulary())
    if tree is None:
        return ()
    forget()
    search = Search(link, tree, scaled(MOST_WORK))
    within(search.allowance + search.proofs, search.run if is_refuted else search.run_undecided)
    return tuple(search.found)


class Search:
    """The search for one link."""

    def __init__(self, link: Link, tree: Tree, allowance: float) -> None:
        assert link.again is not None
        self.link = link
        self.again = link.again
        self.tree = tree
        self.allowance = allowance
        self.end = done() + allowance
        self.proofs = self.proof = scaled(PROOF_OF_INEQUALITY)
        """How much work is left for all proofs, and the most for one."""
        self.sieve = Sieve(link.readings[0].statements, is_refuted=True)
        self.found: list[Holds] = []
        self.settled: set[int | None] = set()
        """The sides of an equation for which something is found that holds: all else would be equal to it."""
        conclusions = [one.conclusion for one in link.readings[0].statements[:2]]
        self.claimed = relation(conclusions)
        """What the link claims, where that is one relation."""
        if not isinstance(self.claimed, (Less, LessEqual)):
            self.proofs, self.proof = scaled(PROOFS), scaled(PROOF)
        self.gap = 0.0
        """How far the sides of what was tried last are apart, where they are nearest."""
        self.distance = 0
        """How far the edits go that are being tried."""
        self.failed: list[tuple[Edit, Equal]] = []
        """The nearest edits of an equation that are not enough, with what they say."""
        self.residual = Residual(tree, self.again, conclusions, self.sieve, READING)

    def run(self) -> None:
        """Tries the edits, the nearest first, then further hypotheses."""
        readings = self.again.read(self.link.latex)
        if {one.statements for one in readings} != {one.statements for one in self.link.readings}:
            return
        self.one_edit(readings)
        if not self.found:
            self.two_edits()

    def one_edit(self, readings: tuple[Reading, ...]) -> None:
        """Tries the edits, the nearest first; of an inequality, of those that are about as near, the sharpest first."""
        if isinstance(self.claimed, (Less, LessEqual)):
            self.sharpest(readings)
        else:
            self.nearest(readings)

    def sharpest(self, readings: tuple[Reading, ...]) -> None:
        """Tries the edits of an inequality: many a change of a bound makes it weaker, and true; what was meant is
        rather the one that says most."""
        for is_far, groups in groupby(self.edits(), lambda group: group[0] >= SUPPOSING):
            if is_far and not self.found:
                self.suppose_one_more(readings)
            if self.found:
                return
            left: list[tuple[float, int, Edit]] = []
            for distance, edits in groups:
                self.distance = distance
                for edit in edits:
                    if done() > self.end:
                        break
                    if not edit.is_negation and self.survives(edit):
                        gap = 0.0 if edit.side is None and distance == 1 else self.gap
                        left.append((gap, len(left), edit))
            for _, _, edit in sorted(left, key=lambda one: one[:2]):
                if len(self.found) >= MOST or self.proofs <= scaled(LEAST_PROOF):
                    return
                if self.prove(edit.text(self.tree.text), self.tree.where(edit)):
                    self.proofs = min(self.proofs, scaled(FURTHER_PROOFS))

    def nearest(self, readings: tuple[Reading, ...]) -> None:
        """Tries the edits of anything else."""
        is_equation = all(isinstance(s.conclusion, Equal) for reading in readings for s in reading.statements)
        for distance, edits in self.edits():
            self.distance = distance
            if distance == SUPPOSING and not self.found:
                self.suppose_one_more(readings)
            for edit in edits:
                if len(self.found) >= MOST or done() > self.end or self.proofs <= scaled(LEAST_PROOF):
                    return
                is_needless = edit.is_negation and (self.settled or not is_equation)
                if edit.side in self.settled or is_needless or not self.survives(edit):
                    continue
                if self.prove(edit.text(self.tree.text), self.tree.where(edit)):
                    if edit.side is None:
                        return
                    self.end = min(self.end, done() + scaled(MORE))
                    if is_equation:
                        self.settled.add(edit.side)
            if self.found:
                return

    def two_edits(self) -> None:
        """Tries two edits at once, of which numbers suggest one."""
        self.end = done() + scaled(SECOND_EDIT)
        for edit in chain(self.residual.double_edits(), self.after_a_first_edit()):
            if done() > self.end or self.found:
                return
            if self.survives(edit) and not self.repeats(edit):
                self.prove(edit.text(self.tree.text), self.tree.where(edit))

    def after_a_first_edit(self) -> Iterator[Edit]:
        """The nearest edits, each with what the right side lacks then."""
        for first, conclusion in self.failed:
            values = self.sieve.values(conclusion, self.residual.places)
            for second in self.residual.edits_of(values):
                yield Edit(first.splices + second.splices, f"{self.tree.where(first)} and {second.words}", 1)

    def run_undecided(self) -> None:
        """Tries further hypotheses alone: what is written may well hold."""
        readings = self.again.read(self.link.latex)
        if {one.statements for one in readings} == {one.statements for one in self.link.readings}:
            self.suppose_one_more(readings)

    def suppose_one_more(self, readings: tuple[Reading, ...]) -> None:
        """Tries further hypotheses."""
        kept: set[str] = set()
        for hypothesis in hypotheses(self.tree, readings):
            if len(self.found) >= MOST or done() >= self.end:
                return
            if hypothesis.weaker not in kept and self.suppose(hypothesis):
                kept.add(hypothesis.latex)

    def edits(self) -> Iterator[tuple[int, list[Edit]]]:
        """The edits by their distance, each result once; those of the right side first."""
        seen = {self.tree.text}
        for distance, group in groupby(kinds(), lambda kind: kind.distance):
            found: dict[str, Edit] = {}
            if distance == RESIDUAL:
                yield distance, list(self.residual.edits())
                yield distance, list(self.residual.inner_edits())
            for kind in group:
                for edit in kind.find(self.tree):
                    text = edit.text(self.tree.text)
                    if text not in seen:
                        found.setdefault(text, edit)
            seen.update(found)
            yield distance, sorted(found.values(), key=lambda edit: edit.side == 0)

    def survives(self, edit: Edit) -> bool:
        """Whether an edit can be read, says something, and holds at all points."""
        count(READING)
        left, relation, right = (edit.part(self.tree.text, *span) for span in self.tree.spans())
        conclusions = self.again.conclusions(left, relation, right)
        if not conclusions or is_trivial(left, right, conclusions):
            return False
        holds = self.sieve.holds(conclusions) and self.says_something(edit, conclusions)
        claimed = equation(conclusions) if not holds and self.distance <= FIRST_EDITS else None
        if claimed is not None:
            self.failed.append((edit, claimed))
        return holds

    def says_something(self, edit: Edit, conclusions: Sequence[Formula]) -> bool:
        """Whether a relation is defined at most points, and no inequality between sides that were made equal."""
        opened = relation(conclusions)
        if opened is None:
            return True
        gap = self.sieve.gap(opened)
        self.gap = gap or 0.0
        is_bound = isinstance(opened, (Less, LessEqual)) and edit.side is not None
        return gap is not None and not (is_bound and self.sieve.coincides(opened))

    def repeats(self, edit: Edit) -> bool:
        """Whether an edit writes one side of an equation into the other."""
        left, _, right = ("".join(edit.part(self.tree.text, *span).split()) for span in self.tree.spans())
        return left in right or right in left

    def suppose(self, hypothesis: Hypothesis) -> bool:
        """Tries one hypothesis more, other than the link itself; whether it is enough."""
        count(READING)
        readings = self.again.read(self.link.latex, (hypothesis.latex,))
        statements = [statement for reading in readings for statement in reading.statements]
        if not statements or any(one.conclusion in one.hypotheses for one in statements):
            return False
        if not all(Sieve((one,)).holds((one.conclusion,)) for one in statements):
            return False
        return self.keep(readings, self.link.latex, f"if {hypothesis.latex}")

    def prove(self, text: str, words: str) -> bool:
        """Whether a changed link is proved in all its readings; then it is kept."""
        readings = self.again.read(text)
        return bool(readings) and self.keep(readings, text, words)

    def keep(self, readings: tuple[Reading, ...], latex: str, words: str) -> bool:
        certificates: list[str] = []
        for statement in (statement for reading in readings for statement in reading.statements):
            before = done()
            theorem = proved(statement, min(self.proofs, self.proof))
            self.proofs -= done() - before
            self.end += done() - before
            if theorem is None:
                return False
            certificates.append(theorem)
        self.found.append(Holds(latex, words, " ".join(dict.fromkeys(certificates))))
        return True


def proved(statement: Statement, allowance: float) -> str | None:
    """The hash of the certificate of a statement that is proved with so much work, and agrees with all measurements."""
    for thorough, share in ((False, 0.2), (True, 0.8)):
        certificate, _ = within(share * allowance, partial(_certificate, statement, thorough))
        if certificate is not None:
            agrees, _ = within(scaled(PROOF), partial(_agrees, statement))
            return certificate_hash(certificate) if agrees else None
    return None


def _certificate(statement: Statement, thorough: bool) -> dict[str, Any]:
    return certify(prove(statement, thorough).theorem, statement.hypotheses, statement.conclusion)


def _agrees(statement: Statement) -> bool:
    return not confirm(statement, MEASURED_DIGITS, MEASURED_POINTS).reason
