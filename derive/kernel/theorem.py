"""Theorems: what only the rules of inference can make.

A rule is a function that takes theorems, nodes and numbers and answers a conclusion; ``@rule`` or
``@rule_under_hypotheses`` makes the theorem and remembers how it was made, which is all that a certificate holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import InitVar, dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from derive.kernel.budget import Budget
from derive.kernel.facts import least_size
from derive.kernel.terms import (
    NODE_TYPES,
    BoundIndex,
    BoundVariable,
    Formula,
    Formulas,
    Index,
    IndexVariable,
    KernelError,
    Node,
    Sort,
    Variable,
    expect,
    fits,
    index_numbers,
    sort_of,
)

Sequent = tuple[Formulas, Formula]
"""Hypotheses and conclusion."""

P = ParamSpec("P")

RULE_WORK = 10
"""How much work it counts as to apply a rule, beside the decisions that it rests on."""

RULES: dict[str, Callable[..., Theorem]] = {}
"""Every rule of inference, by name."""

_KEY = object()


@dataclass(frozen=True, eq=False, slots=True)
class Theorem:
    """A proved sequent: where all hypotheses hold, the conclusion holds, for every size ≥ 1 and every
    value of the free variables. Only rules make theorems."""

    hypotheses: Formulas
    conclusion: Formula
    rule: str
    arguments: tuple[object, ...]
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        expect(key is _KEY, "theorem: only the rules of inference make theorems")

    def __init_subclass__(cls) -> None:
        raise KernelError("theorem: only the rules of inference make theorems")


@lru_cache(maxsize=100_000)
def check_statement(node: Node, binders: tuple[Sort, ...] = ()) -> None:
    """Raises KernelError where a node is of no known kind, a bound variable has no binder, or another size than its
    binder, or a name is reserved."""
    kind = type(node).__name__
    expect(NODE_TYPES.get(kind) is type(node), f"statement: {kind} is no kind of node")
    if isinstance(node, (BoundIndex, BoundVariable)):
        fitting = node.level < len(binders) and binders[-1 - node.level] == sort_of(node)
        expect(fitting, f"a bound {'index' if isinstance(node, Index) else 'variable'} does not fit its binder")
    elif isinstance(node, (IndexVariable, Variable)):
        expect(node.name[:1] not in ("#", "?", ""), f"statement: the name {node.name!r} is reserved")
    for name, part in node.named_parts():
        if isinstance(part, Node):
            check_statement(part, binders + node.bound if name == "body" else binders)


def rule(infer: Callable[P, Formula | Sequent]) -> Callable[P, Theorem]:
    """Makes a function from theorems and nodes to a conclusion a rule of inference: the new theorem has the hypotheses
    of all theorems among the arguments, unless the function answers the hypotheses with the conclusion."""
    return _rule(infer, adds_hypotheses=False)


def rule_under_hypotheses(infer: Callable[P, Formula]) -> Callable[P, Theorem]:
    """As :func:`rule`; what is handed to the argument ``hypotheses`` is assumed, and stands among the hypotheses."""
    return _rule(infer, adds_hypotheses=True)


def _rule(infer: Callable[P, Formula | Sequent], adds_hypotheses: bool) -> Callable[P, Theorem]:
    name = infer.__name__
    hints = {key: hint for key, hint in infer.__annotations__.items() if key != "return"}
    declared = adds_hypotheses == ("hypotheses" in hints)
    expect(declared, f"{name}: a rule has an argument 'hypotheses' where it is declared to assume them, and only there")

    @wraps(infer)
    def apply(*arguments: P.args, **keywords: P.kwargs) -> Theorem:
        try:
            expect(not keywords and len(arguments) == len(hints), f"a rule takes {len(hints)} positional arguments")
            expect(all(map(fits, arguments, hints.values())), "an argument is not of the kind that the rule takes")
            parts = [part for value in arguments for part in (value if isinstance(value, tuple) else (value,))]
            nodes = [part for part in parts if isinstance(part, Node)]
            for node in nodes:
                check_statement(node)
            Budget.count(RULE_WORK)
            answer = infer(*arguments, **keywords)
            given = [h for part in parts if isinstance(part, Theorem) for h in part.hypotheses]
            if adds_hypotheses:
                given += dict[str, Any](zip(hints, arguments, strict=True))["hypotheses"]
            hypotheses, conclusion = answer if isinstance(answer, tuple) else (given, answer)
            ordered = tuple(sorted(set(hypotheses), key=lambda formula: formula.key))
            for node in (*nodes, conclusion, *ordered):
                check_statement(node)
                for n in index_numbers(node):
                    needed = f"index {n.value} need not exist; the hypothesis {n.value} <= {n.size} is missing"
                    expect(n.value <= least_size(n.size, ordered), f"statement: {needed}")
            return Theorem(ordered, conclusion, name, arguments, _KEY)
        except KernelError as error:
            if not str(error).startswith(f"{name}: "):
                error.args = (f"{name}: {error}",)
            raise
        except RecursionError:
            raise KernelError(f"{name}: the expression is nested too deeply") from None

    RULES[name] = apply
    return apply
