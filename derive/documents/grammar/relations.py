"""Relation signs: how each is written, and its name."""

from __future__ import annotations

RELATIONS = {
    "=": "=", r"\equiv": "=", r"\coloneqq": "=", r"\triangleq": "=", r"\doteq": "=", r"\coloneq": "=",
    r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", r"\leqq": "<=", r"\ge": ">=", r"\geq": ">=",
    r"\geqslant": ">=", r"\geqq": ">=", "<": "<", r"\lt": "<", ">": ">", r"\gt": ">", r"\to": "->",
    r"\rightarrow": "->", r"\longrightarrow": "->", r"\ne": "!=", r"\neq": "!=", r"\propto": "~",
    r"\approx": "≈", r"\in": "in", r"\sim": "sim", r"\succeq": ">=0", r"\preceq": "<=0", r"\succ": ">0", r"\prec": "<0",
    r"\succcurlyeq": ">=0", r"\preccurlyeq": "<=0", r"\simeq": "≈", r"\not=": "!=",
}  # fmt: skip
"""How a relation is written, and its name here."""

DEFINING = frozenset((r"\coloneqq", r"\coloneq", r"\triangleq"))
"""Signs that say 'is defined as': what is on their left need not be known before."""

IMPLICATIONS = {
    r"\implies": "=>", r"\Rightarrow": "=>", r"\Longrightarrow": "=>",
    r"\impliedby": "<=", r"\Leftarrow": "<=", r"\Longleftarrow": "<=",
    r"\iff": "<=>", r"\Leftrightarrow": "<=>", r"\Longleftrightarrow": "<=>",
}  # fmt: skip
"""Arrows between relations, and what follows from what."""
