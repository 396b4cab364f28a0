"""Why a proof was not found, in words that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from derive.kernel.calculus import Undefined
from derive.kernel.reasoner import decide as decide_by_kernel
from derive.kernel.terms import (
    ForAll,
    Formula,
    IndexVariable,
    KernelError,
    Node,
    Relation,
    Variable,
    close_body,
    free_variables,
    sort_of,
)
from derive.language.abbreviation import Abbreviation
from derive.language.instance import Instance
from derive.language.missing import NeverDefined, NothingToDo, Unsettled, missing_hypothesis
from derive.language.statement import sizes_of
from derive.measure.rigorous.decide import decide as decide_at
from derive.printing.formulas import to_text
from derive.verify.contradictions import denials

FRACTIONAL = "a power with an exponent that may be fractional of something that may be negative"
ANY_NUMBER = (
    "a power of something that may be negative, whose exponent is not written as a whole number, and is taken for any "
    "number"
)
"""What the kernel says of such powers, and the same in words that are right for letters, too: of (−1)ⁱ, which is known
to be defined by those alone who know that i is a whole number."""

LONGEST = 300
"""As many characters of what is left of a relation are read with profit."""


def reason_of(error: KernelError, hypotheses: Sequence[Formula] = (), names: Sequence[Abbreviation] = ()) -> str:
    """What stood in the way of a proof; of a side that is not proved to be defined, the hypothesis that would do,
    or that it is undefined whatever one assumes."""
    if isinstance(error, NeverDefined):
        return f"{_in_words(str(error))}, namely {to_text(error.term, names)}: {to_text(error.contrary, names)}"
    if isinstance(error, NothingToDo):
        return f"{error}: {to_text(error.line, names)}"
    if isinstance(error, Unsettled):
        return f"{error}{_left(error, names)}"
    if not isinstance(error, Undefined):
        return str(error)
    missing = missing_hypothesis(error)
    if missing.loose:
        return _in_words(str(error))
    if _is_false(missing, hypotheses):
        what = "" if _bound_around(error.term) else f", namely {to_text(error.term, names)}"
        return _in_words(f"a side is undefined: {error}") + what
    for bound in _bound_around(missing):
        missing = ForAll(sort_of(bound), close_body(missing, (bound,)))
    kind = "what is not established" if _is_closed(missing) else "the missing hypothesis"
    return f"{_in_words(str(error))}; {kind}: {to_text(missing, names)}"


def _in_words(reason: str) -> str:
    """The reason in words that are right for letters in an exponent, too."""
    if FRACTIONAL not in reason:
        return reason
    return reason.replace(FRACTIONAL, ANY_NUMBER).replace("is undefined", "is not known to be defined")


def _left(error: Unsettled, names: Sequence[Abbreviation]) -> str:
    """What is left to be established, where it is short enough to be read."""
    with suppress(KernelError):
        left = to_text(error.left(), names)
        if len(left) <= LONGEST:
            return f"; what is left is {left}"
    return ""


def _bound_around(node: Node) -> list[IndexVariable | Variable]:
    """The variables that stand for what a binder around the node bound; they have no name of their own."""
    found = (variable for variable in free_variables(node) if variable.name.startswith("#"))
    return sorted(found, key=lambda variable: variable.key)


def _is_closed(formula: Formula) -> bool:
    """Whether a formula is about particular numbers."""
    return not free_variables(formula) and not any(isinstance(size, str) for size in sizes_of(formula))


def _is_false(formula: Formula, hypotheses: Sequence[Formula]) -> bool:
    """Whether a formula certainly fails where the hypotheses hold; not every such formula is found."""
    if _is_closed(formula) and decide_at(formula, Instance()) is False:
        return True
    for denial in denials(formula):
        if isinstance(denial, Relation):
            with suppress(KernelError):
                decide_by_kernel(denial, tuple(hypotheses))
                return True
    return False
