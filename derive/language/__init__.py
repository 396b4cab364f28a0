"""What claims and their derivations are written with.

Expressions and formulas (``expressions``), claims (``claims``), the derivation that a script writes (``derivation``),
the moves of proofs (``logic``) and lemmas that take values by name (``lemma``). What is known already, about maxima,
sums or limits, is in ``derive.lemmas``.

All of it is imported when it is first asked for, so that who needs one module does not load the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.kernel.rules import assume
    from derive.kernel.terms import Formula, Index, IndexVariable, ShapesDisagree
    from derive.kernel.theorem import Theorem
    from derive.language.abbreviation import Abbreviation
    from derive.language.claims import Claim
    from derive.language.derivation import Derivation, Multiples, ScriptError
    from derive.language.evidence import Computation, Run, Search
    from derive.language.expressions import (
        D,
        Different,
        Equal,
        Family,
        Number,
        Quantified,
        Real,
        Value,
        absolute,
        both,
        choose,
        delta,
        distinct,
        either,
        exists,
        exp,
        family,
        forall,
        iff,
        implies,
        index,
        indices,
        largest,
        last,
        limit,
        log,
        matrix,
        maximum,
        minimum,
        negate,
        nth,
        product,
        rank,
        real,
        replace,
        same,
        scalar,
        simplex,
        size,
        smooth,
        sqrt,
        step,
        total,
        total_except,
        vector,
    )
    from derive.language.instance import point
    from derive.language.lemma import Lemma
    from derive.language.logic import (
        Known,
        apart,
        by_contradiction,
        cases,
        clash,
        conjunction,
        excluded_middle,
        exhibit,
        for_each,
        modus_ponens,
        specialise,
        suppose,
        take,
        transitivity,
        trichotomy,
        weaken,
    )

__all__ = [
    "Abbreviation",
    "Claim",
    "Computation",
    "D",
    "Derivation",
    "Different",
    "Equal",
    "Family",
    "Formula",
    "Index",
    "IndexVariable",
    "Known",
    "Lemma",
    "Multiples",
    "Number",
    "Quantified",
    "Real",
    "Run",
    "ScriptError",
    "Search",
    "ShapesDisagree",
    "Theorem",
    "Value",
    "absolute",
    "apart",
    "assume",
    "both",
    "by_contradiction",
    "cases",
    "choose",
    "clash",
    "conjunction",
    "delta",
    "distinct",
    "either",
    "excluded_middle",
    "exhibit",
    "exists",
    "exp",
    "family",
    "for_each",
    "forall",
    "iff",
    "implies",
    "index",
    "indices",
    "largest",
    "last",
    "limit",
    "log",
    "matrix",
    "maximum",
    "minimum",
    "modus_ponens",
    "negate",
    "nth",
    "point",
    "product",
    "rank",
    "real",
    "replace",
    "same",
    "scalar",
    "simplex",
    "size",
    "smooth",
    "specialise",
    "sqrt",
    "step",
    "suppose",
    "take",
    "total",
    "total_except",
    "transitivity",
    "trichotomy",
    "vector",
    "weaken",
]

ROOMS = (
    "language.expressions",
    "language.claims",
    "language.derivation",
    "language.logic",
    "language.lemma",
    "language.instance",
    "kernel.rules",
)
"""The modules in which each name is found: the first that has it."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    modules = (import_module(f"derive.{room}") for room in ROOMS)
    globals()[name] = found = next(getattr(module, name) for module in modules if hasattr(module, name))
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
