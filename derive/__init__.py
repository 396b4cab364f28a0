"""Proves, measures and prints derivations about softmax and cross entropy.

All that a claim and its derivation are written with can be imported from here: what is in ``derive.language`` and, of
the operations on lines, in ``derive.bridge``. ``derive.verify(claim)`` verifies one. It is imported when it is first
asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.bridge import *
    from derive.language import *
    from derive.verify.result import Result

__version__ = "0.1.0"

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
    "Operation",
    "Quantified",
    "Real",
    "Result",
    "Run",
    "ScriptError",
    "Search",
    "ShapesDisagree",
    "Theorem",
    "Value",
    "absolute",
    "apart",
    "apply",
    "as_double_sum",
    "assume",
    "both",
    "by_contradiction",
    "cancel",
    "cases",
    "chain_rule",
    "choose",
    "clash",
    "collect",
    "combine_exponentials",
    "combine_logs",
    "conjunction",
    "delta",
    "differentiate",
    "distinct",
    "divide_through",
    "either",
    "evaluate",
    "exchange",
    "excluded_middle",
    "exhibit",
    "exists",
    "exp",
    "expand",
    "expand_exponentials",
    "expand_logs",
    "exponentiate",
    "factor",
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
    "linearity",
    "log",
    "matrix",
    "maximum",
    "merge",
    "minimum",
    "modus_ponens",
    "move_delta",
    "multiply_by",
    "negate",
    "nth",
    "point",
    "product",
    "pull_out",
    "put_in",
    "rank",
    "real",
    "replace",
    "resolve_delta",
    "same",
    "scalar",
    "separate",
    "simplex",
    "size",
    "smooth",
    "solve",
    "solve_for",
    "specialise",
    "split",
    "sqrt",
    "step",
    "sum_over_all",
    "suppose",
    "take",
    "take_log",
    "take_out",
    "together",
    "total",
    "total_except",
    "transitivity",
    "trichotomy",
    "vector",
    "verify",
    "weaken",
    "where",
    "write_out",
]  # fmt: skip

_PLACES = {"Result": "derive.verify.result"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'derive' has no attribute {name!r}")
    if name == "verify":
        return import_module("derive.verify")
    import_module("derive.printing.session").show_printed()
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    rooms = (import_module(f"derive.{room}") for room in ("language", "bridge"))
    return next(getattr(room, name) for room in rooms if name in room.__all__)


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext derive`` does in a notebook: it brings ``%%derive``, which checks the formulas of a cell."""
    import_module("derive.notebook").register(shell)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
