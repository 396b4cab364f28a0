"""Theorems: what only the rules of inference can make.

A rule is a function that takes theorems, nodes and numbers and answers hypotheses and a conclusion;
``@rule`` makes the theorem and remembers how it was made, which is all that a certificate holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from types import UnionType
from typing import ParamSpec, get_args, get_origin, get_type_hints

from derive.kernel.facts import least_size
from derive.kernel.terms import *

Sequent = tuple[tuple[Formula, ...], Formula]
"""Hypotheses and conclusion."""

P = ParamSpec("P")

RULES: dict[str, Callable[..., Theorem]] = {}
"""Every rule of inference, by name."""

_KEY = object()


class Theorem:
    """A proved sequent: where all hypotheses hold, the conclusion holds, for every size ≥ 1 and every
    value of the free variables. Only rules make theorems."""

    __slots__ = ("arguments", "conclusion", "hypotheses", "rule")
    arguments: tuple[object, ...]
    conclusion: Formula
    hypotheses: tuple[Formula, ...]
    rule: str

    def __init__(self, key: object, sequent: Sequent, rule_name: str, arguments: tuple[object, ...]) -> None:
        if key is not _KEY:
            raise KernelError("theorem: only the rules of inference make theorems")
        hypotheses, conclusion = sequent
        ordered = tuple(sorted(set(hypotheses), key=lambda f: f.key))
        for name, value in zip(self.__slots__, (arguments, conclusion, ordered, rule_name), strict=True):
            object.__setattr__(self, name, value)
        for node in (conclusion, *hypotheses):
            check_statement(node)
            check_indices(node, self.hypotheses)

    def __init_subclass__(cls) -> None:
        raise KernelError("theorem: only the rules of inference make theorems")

    def __setattr__(self, name: str, value: object) -> None:
        raise KernelError("theorem: a theorem cannot be changed")

    @property
    def sequent(self) -> Sequent:
        """Hypotheses and conclusion."""
        return self.hypotheses, self.conclusion


@lru_cache(maxsize=100_000)
def check_statement(node: Node) -> None:
    """Raises KernelError where a node is not closed, no kind of node at all, or uses a reserved name."""
    check_bound(node)
    for part in subnodes(node):
        if NODE_TYPES.get(type(part).__name__) is not type(part):
            raise KernelError(f"statement: {type(part).__name__} is no kind of node")
        if isinstance(part, (IndexVariable, Variable)) and part.name[:1] in ("#", "?", ""):
            raise KernelError(f"statement: the name {part.name!r} is reserved")


def check_indices(node: Node, hypotheses: tuple[Formula, ...]) -> None:
    """Raises KernelError where a node uses an index that need not exist under the hypotheses."""
    for part in subnodes(node):
        if isinstance(part, IndexNumber) and part.value > least_size(part.size, hypotheses):
            needed = f"{part.value} <= {part.size}"
            raise KernelError(f"statement: index {part.value} need not exist; the hypothesis {needed} is missing")


def rule(infer: Callable[P, Sequent]) -> Callable[P, Theorem]:
    """Makes a function from theorems and nodes to sequents a rule of inference."""
    name = infer.__name__
    hints: list[object] = []

    @wraps(infer)
    def apply(*arguments: P.args, **keywords: P.kwargs) -> Theorem:
        if not hints:
            hints.extend(hint for key, hint in get_type_hints(infer).items() if key != "return")
        if keywords or len(arguments) != len(hints):
            raise KernelError(f"{name}: a rule takes {len(hints)} arguments, by place")
        if not all(fits(argument, hint) for argument, hint in zip(arguments, hints, strict=True)):
            raise KernelError(f"{name}: an argument is not of the kind that the rule takes")
        try:
            for argument in _nodes(arguments):
                check_statement(argument)
            theorem = Theorem(_KEY, infer(*arguments, **keywords), name, arguments)
            for argument in _nodes(arguments):
                check_indices(argument, theorem.hypotheses)
            return theorem
        except KernelError as error:
            if not str(error).startswith(f"{name}: "):
                error.args = (f"{name}: {error}",)
            raise
        except RecursionError:
            raise KernelError(f"{name}: the expression is nested too deeply") from None

    RULES[name] = apply
    return apply


def fits(value: object, hint: object) -> bool:
    """Whether a value is of the type that an annotation names."""
    if get_origin(hint) is tuple:
        inner, *rest = get_args(hint) or (None,)
        if inner is None:
            return value == ()
        return isinstance(value, tuple) and rest == [...] and all(fits(part, inner) for part in value)
    if isinstance(hint, UnionType):
        return any(fits(value, option) for option in get_args(hint))
    return isinstance(hint, type) and isinstance(value, hint) and not isinstance(value, bool)


def _nodes(arguments: tuple[object, ...]) -> Iterator[Node]:
    for argument in arguments:
        if isinstance(argument, Node):
            yield argument
        elif isinstance(argument, tuple):
            yield from _nodes(argument)
