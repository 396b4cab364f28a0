"""Names that carry a letter which something around them binds: x_t below a limit in t is not one number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.names import Names
from derive.documents.grammar.syntax import Expression

CAPTURED = refusal(
    "D107",
    "a name with a letter that a sum or limit binds",
    """Nothing says what the name is, so it is one number as a whole, and a letter in its scripts belongs to the name.
    But a sum, limit, derivative or bar around it gives that letter several values, and the name would be the same for
    all of them. Declare the name as a vector, define it, or rename one of the two letters.""",
    (r"\lim_{t \to 0} x_t = 0", r"let $x_t \in \mathbb{R}$"),
    (r"\lim_{t \to 0} x(t) = 0", r"let $t \in \mathbb{R}$", "define $x(t) = t^2$"),
)

_SCRIPT = re.compile(r"[_^]\{([^{}]*)\}|[_^](\\[A-Za-z]+|[A-Za-z])")
_LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")


def refuse_captured(node: Expression, names: Names, bound: frozenset[str] = frozenset()) -> None:
    """Raises Unreadable where a name that nothing defines has, in its scripts, a letter that a sum, maximum,
    expectation, limit, derivative or bar around it gives values to."""
    if not any(script_letters(key) for key in node.all_names):
        return
    if isinstance(node, (syntax.Name, syntax.Opaque, syntax.Application)):
        key = node.key if isinstance(node, syntax.Name) else node.function
        for letter in script_letters(key):
            if letter in bound and not _is_defined(key, names):
                raise captured(letter, key, node.at)
    inner = bound | frozenset(_binds(node))
    for part in node.parts:
        refuse_captured(part, names, inner)


def captured(letter: str, key: str, at: int) -> Unreadable:
    """What is said of a name whose letter has several values."""
    return CAPTURED(
        f"'{letter}' is part of the name '{key}', and something around it gives '{letter}' other values: "
        "define what the name is, declare it as a vector, or rename one of them",
        at,
    )


def _is_defined(key: str, names: Names) -> bool:
    """Whether a definition says what the name is, so that it moves along with the letters in it."""
    return names.is_function(key) or names.is_complete(key)


@lru_cache(maxsize=10_000)
def script_letters(key: str) -> tuple[str, ...]:
    """The letters in the scripts of a name; words count for none."""
    scripts = [match[1] or match[2] for match in _SCRIPT.finditer(key)]
    words = [word for script in scripts for word in _LETTER.findall(script)]
    return tuple(word for word in words if word.startswith("\\") or len(word) == 1)


def _binds(node: Expression) -> Iterable[str]:
    match node:
        case syntax.Big(binders=binders):
            return [binder.letter for binder in binders]
        case syntax.Expectation(letter=letter):
            return [letter] if letter else []
        case syntax.Arg(binder=binder):
            return [binder.letter] if binder is not None else []
        case syntax.Tends(approach=approach):
            return approach.variable.names
        case syntax.Partial(variables=variables):
            return [one.key for one in variables if isinstance(one, syntax.Name)]
        case syntax.Evaluated(changes=changes):
            return [one.key for one, _ in changes if isinstance(one, syntax.Name)]
    return []
