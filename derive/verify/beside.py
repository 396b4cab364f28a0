"""What is assumed beside a statement: hypotheses on other things, which have to be satisfiable all the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from derive.kernel.terms import ZERO, Equal, Formula, free_variables
from derive.language.statement import Statement, sizes_of
from derive.printing.formulas import to_text
from derive.verify.confirm import NO_WITNESS, has_witness
from derive.verify.contradictions import contradiction_in
from derive.verify.result import LinkVerdict
from derive.work import forget


def fault_beside(formulas: Sequence[Formula], most: float) -> LinkVerdict | None:
    """Why nothing is proved or refuted under these hypotheses: they contradict each other, or no point was found, with
    so much work for each group, that satisfies them. None where they can hold."""
    found = [verdict for group in _groups(formulas) if (verdict := _fault(group, most)) is not None]
    forget()  # what is found here may have been found for another link
    return next((verdict for verdict in found if verdict.verdict == "unreadable"), found[0] if found else None)


@lru_cache(maxsize=2_000)
def _fault(group: tuple[Formula, ...], most: float) -> LinkVerdict | None:
    """The same for hypotheses that speak of each other's letters."""
    forget()
    if has_witness(Statement(group, Equal(ZERO, ZERO)), most):
        return None
    contradiction = contradiction_in(group, most)
    if contradiction:
        return LinkVerdict("unreadable", contradiction)
    what = "; ".join(map(to_text, group))
    return LinkVerdict("undecided", f"{NO_WITNESS}, of which this link does not speak: {what}")


def _groups(formulas: Sequence[Formula]) -> list[tuple[Formula, ...]]:
    """The hypotheses, those together that share a letter or a size, if only through others."""
    groups: list[tuple[set[str], list[Formula]]] = []
    for formula in formulas:
        names = {variable.name for variable in free_variables(formula)}
        names |= {size for size in sizes_of(formula) if isinstance(size, str)}
        joined = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        members = [one for _, own in joined for one in own]
        groups.append((names.union(*(own for own, _ in joined)), [*members, formula]))
    return [tuple(own) for _, own in groups]
