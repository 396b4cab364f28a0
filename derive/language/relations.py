"""The relations between two real numbers, and how each is spelled: in scripts and data, as text, and in LaTeX.

The kernel has four kinds of them; > and ≥ are < and ≤ with the sides exchanged. Every table of relations in the
package is made from this one, and a spelling that is none of them is an error wherever it is met."""

from __future__ import annotations

from dataclasses import dataclass

from derive.kernel import terms as kernel
from derive.kernel.terms import Term


class UnknownRelation(LookupError):
    """What was given is not the spelling of a relation."""


@dataclass(frozen=True)
class Sign:
    """A relation. ``name`` spells it in scripts, claims and JSON, ``text`` on a terminal, ``latex`` in a formula;
    ``kind`` is the kernel's formula, in which the sides are exchanged where ``exchanged``."""

    name: str
    text: str
    latex: str
    kind: type[kernel.Relation]
    exchanged: bool = False

    def of(self, left: Term, right: Term) -> kernel.Relation:
        """The formula that says it of two terms."""
        return self.kind(right, left) if self.exchanged else self.kind(left, right)


EQUAL = Sign("=", "=", "=", kernel.Equal)
DIFFERENT = Sign("!=", "≠", r"\ne", kernel.Different)
LESS = Sign("<", "<", "<", kernel.Less)
AT_MOST = Sign("<=", "≤", r"\le", kernel.LessEqual)
MORE = Sign(">", ">", ">", kernel.Less, exchanged=True)
AT_LEAST = Sign(">=", "≥", r"\ge", kernel.LessEqual, exchanged=True)

SIGNS = (EQUAL, DIFFERENT, LESS, AT_MOST, MORE, AT_LEAST)
CONVERSE = {EQUAL: EQUAL, DIFFERENT: DIFFERENT, LESS: MORE, AT_MOST: AT_LEAST, MORE: LESS, AT_LEAST: AT_MOST}
"""What relates the right side to the left one."""

CONTRARY = {EQUAL: DIFFERENT, DIFFERENT: EQUAL, LESS: AT_LEAST, AT_MOST: MORE, MORE: AT_MOST, AT_LEAST: LESS}
"""What holds of two numbers exactly where the relation does not."""

DENIED = "not "
"""Stands before the text of a relation that a statement denies."""

_BY_SPELLING = {spelling: sign for sign in SIGNS for spelling in (sign.name, sign.text, sign.latex)}
_BY_KIND = {sign.kind.__name__: sign for sign in SIGNS if not sign.exchanged}


def sign_named(spelling: str) -> Sign:
    """The relation with this name, text or LaTeX; after "not ", its contrary. Raises UnknownRelation."""
    plain = spelling.removeprefix(DENIED)
    if plain not in _BY_SPELLING:
        raise UnknownRelation(f"'{spelling}' is no relation; expected one of {', '.join(one.name for one in SIGNS)}")
    found = _BY_SPELLING[plain]
    return found if plain == spelling else CONTRARY[found]


def sign_of_kind(kind: str) -> Sign:
    """The relation that the kernel's formulas of the class of this name state. Raises UnknownRelation."""
    if kind not in _BY_KIND:
        raise UnknownRelation(f"a formula of the kind {kind} is no relation")
    return _BY_KIND[kind]


def is_relation(kind: str) -> bool:
    """Whether the kernel's formulas of the class of this name state a relation between two numbers."""
    return kind in _BY_KIND


def sign_of(formula: kernel.Relation) -> Sign:
    """The relation that a formula states, of its sides in their order."""
    return sign_of_kind(type(formula).__name__)


def is_turned(formula: kernel.Relation) -> bool:
    """Whether an inequality is printed with its sides exchanged: a number stands on the right, x ≥ 0 and not 0 ≤ x."""
    is_order = isinstance(formula, (kernel.Less, kernel.LessEqual))
    return is_order and isinstance(formula.left, kernel.Number) and not isinstance(formula.right, kernel.Number)


def contrary_to(formula: kernel.Relation) -> kernel.Relation:
    """What holds of the sides of a formula, where both are defined, exactly where it does not."""
    return CONTRARY[sign_of(formula)].of(formula.left, formula.right)


def failure_in_words(lhs: str, relation: str, rhs: str) -> str:
    """How a relation fails between two values, which are cut off; ``relation`` has "not " before it where its denial
    fails."""
    symbol = relation.removeprefix(DENIED)
    if symbol != relation:
        return f"the statement denies {lhs} {symbol} {rhs}, which holds at this point"
    if lhs == rhs:
        return f"both sides are defined at this point, the same to the digits shown, and {symbol} fails"
    return f"both sides are defined at this point, and {lhs} {symbol} {rhs} is false"
