"""Conditions and hypotheses: ``assume``, ``assume here``, the bounds of ``let``."""

from __future__ import annotations

from collections.abc import Callable

from derive.documents.errors import Unreadable
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import Chain, Relation
from derive.documents.grammar.forms.big_operators import read_set
from derive.documents.grammar.names import COMMON_INDICES, index_key, letter_of
from derive.documents.grammar.parser import Parser
from derive.documents.grammar.syntax import Condition, Expression
from derive.documents.meaning.binders import free_letters
from derive.documents.meaning.conditions import index_pair
from derive.documents.meaning.context import Context
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.letters import size_of
from derive.documents.meaning.relations import Formulas, link, side_values
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import Environment
from derive.documents.meaning.symbols import Hypothesis
from derive.kernel.terms import (
    And,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexVariable,
    LessEqual,
    Not,
    SameIndex,
    SizeValue,
    close_body,
    free_variables,
    number,
)


def conditions_of(chain: Chain, scope: Scope) -> list[Condition]:
    """The relations of a chain as conditions."""
    if not chain.relations:
        raise Unreadable("a hypothesis needs a relation", chain.at)
    sides = [Parser(side, scope).whole() for side in chain.sides]
    letters = {str(letter_of(item)) for piece in chain.conditions for side in piece.sides for item in side}
    refuse_unclear_exclusions(sides, {*letters, *scope.classes, *scope.sizes})
    return [
        Condition(relation.at, relation.name, left, right)
        for relation, left, right in zip(chain.relations, sides, sides[1:], strict=False)
    ]


def _condition(condition: Condition, context: Context) -> Callable[[Environment], Formula]:
    if condition.relation in ("=", "!="):
        pair = index_pair(condition, context)
        if pair is not None:
            return lambda environment: _same_index(condition.relation, *(part.build(environment) for part in pair))
    formulas = _value_relation(condition, context)
    return lambda environment: _conjunction(formulas(environment))


def _value_relation(condition: Condition, context: Context) -> Formulas:
    nodes = (condition.left, condition.right)
    values = side_values(nodes, context)
    relation = Relation(condition.relation, condition.at)
    return link(relation, nodes, (values[0], values[1]), None, context)


def _conjunction(formulas: tuple[Formula, ...]) -> Formula:
    return formulas[0] if len(formulas) == 1 else And(formulas)


def _same_index(relation: str, left: Index, right: Index) -> Formula:
    same = SameIndex(left, right)
    return same if relation == "=" else Not(same)


def shared_conditions(condition: Condition, context: Context) -> list[Callable[[Environment], Formula]]:
    """A condition on indices that holds from its place on: for formulas that have its letters."""
    letters = [side.key for side in (condition.left, condition.right) if isinstance(side, syntax.Name)]
    scope = context.scope
    known = [letter in context.free or letter in scope.classes or letter in scope.sizes for letter in letters]
    if not all(known) or not any(letter in context.free or letter in scope.classes for letter in letters):
        return []
    return [_condition(condition, context)]


def assume(chain: Chain, scope: Scope) -> None:
    """A hypothesis from here on: conditions on indices share their letters, others are quantified."""
    for condition in conditions_of(chain, scope):
        context = Context(scope)
        guards = _guards(chain, context)
        _refuse_unnamed_class(condition, chain, scope)
        _refuse_fixed_index(condition, scope)
        if condition.relation in ("=", "!=") and _on_indices(condition, scope) and not guards:
            scope.conditions.append(condition)
            continue
        tests = [_condition(guard, context) for guard in guards]
        formulas = _guarded(_value_relation(condition, context), tests)
        _refuse_variables(chain, context)
        scope.hypotheses.append(Hypothesis(_quantified(formulas, context), False))


def _refuse_variables(chain: Chain, context: Context) -> None:
    """Raises Unreadable for "for all x" where x is a number or array: only indices are quantified."""
    for part in chain.conditions:
        for item in part.sides[0] if not part.relations else ():
            letter = str(index_key(item))
            if letter in context.scope.symbols and letter not in context.free and letter not in context.scope.classes:
                raise Unreadable(
                    f"'for all {letter}': '{letter}' is no index here, and hypotheses about every value of a variable "
                    r"are not understood; for 'for all x: x^T A x >= 0' write A \succeq 0",
                    item.start,
                )


def _refuse_fixed_index(condition: Condition, scope: Scope) -> None:
    """Raises Unreadable for a hypothesis on entries whose index only the right side of a definition has fixed."""
    for letter in free_letters((condition.left, condition.right)):
        if letter in scope.fixed and letter in COMMON_INDICES:
            raise Unreadable(
                f"'{letter}' has two readings, the class that a definition above has on its right side only, and any "
                f"class: declare '{letter}' with 'let', or write another index",
                condition.at,
            )


def _refuse_unnamed_class(condition: Condition, chain: Chain, scope: Scope) -> None:
    """Raises Unreadable for ``y_k = \\delta_{km}`` where nobody says which class m is: it would hold for every m."""
    if chain.conditions or condition.relation != "=":
        return
    for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(one, syntax.Kronecker):
            continue
        for letter in free_letters(one):
            if letter not in free_letters(other) and letter not in scope.classes and letter not in scope.sizes:
                raise Unreadable(
                    f"'{letter}' has two readings here, every class and one fixed class: declare the class with "
                    f"'let ${letter} \\in \\{{1, \\dots, K\\}}$', or write 'for all ${letter}$'",
                    one.at,
                )


def _guards(chain: Chain, context: Context) -> list[Condition]:
    """The conditions under which a hypothesis is made: ``z_c > z_j`` for ``j \\ne c``. That an index is in
    its range is none, and says which size it has."""
    found: list[Condition] = []
    for part in chain.conditions:
        if part.relations and part.relations[0].name == "in":
            _in_range(part, context)
        elif part.relations:
            found += conditions_of(part, context.scope)
    return found


def _in_range(chain: Chain, context: Context) -> None:
    """``k \\in \\{1, …, K\\}``. Raises Unreadable for another set: the hypothesis is then not about every class."""
    parser = Parser(chain.sides[-1], context.scope, at=chain.at)
    size = size_of(read_set(parser, chain.sides[-1]), context)
    for item in chain.sides[0]:
        letter = index_key(item)
        if item.text != ",":
            context.index_letter(str(letter), item.start).size.unify(size, item.start)


def _guarded(formulas: Formulas, tests: list[Callable[[Environment], Formula]]) -> Formulas:
    def build(environment: Environment) -> tuple[Formula, ...]:
        result = formulas(environment)
        for test in reversed(tests):
            result = tuple(Implies(test(environment), formula) for formula in result)
        return result

    return build


def own_formulas(chain: Chain, context: Context, letters: frozenset[str]) -> list[Callable[[Environment], Formula]]:
    """The hypotheses given for one formula, which has the ``letters`` and shares them: what a "for all" names
    and what the formula lacks is quantified. Raises Unreadable for a condition on an index that the formula lacks."""
    scope = context.scope
    if [relation.name for relation in chain.relations] == ["in"]:
        _in_range(chain, context)
        return []
    every = {str(index_key(item)) for part in chain.conditions if not part.relations for item in part.sides[0]}
    shared = letters - every
    found: list[Callable[[Environment], Formula]] = []
    for condition in conditions_of(chain, scope):
        is_plain = not chain.conditions and condition.relation in ("=", "!=")
        if is_plain and (_on_indices(condition, scope) or _names_index(condition, letters)):
            found.append(_condition(condition, context))
            unused = sorted(set(context.free) - letters)
            if unused:
                raise Unreadable(
                    f"the formula has no index '{unused[0]}'; a condition for all values of an index stands behind "
                    f"a hypothesis: 'for all ${unused[0]} \\ne …$'",
                    condition.at,
                )
            continue
        inner = Context(scope)
        inner.free = {letter: symbol for letter, symbol in context.free.items() if letter in shared}
        guards = _guards(chain, inner)
        formulas = _value_relation(condition, inner)
        tests = [_condition(guard, inner) for guard in guards]
        _refuse_variables(chain, inner)
        lacking = sorted(set(inner.free) - shared - every)
        if every and guards and lacking:
            raise Unreadable(
                f"the formula has no index '{lacking[0]}', and 'for all' names others only: name it, too, or use it",
                condition.at,
            )
        if lacking or every:
            found.append(_quantified(_guarded(formulas, tests), inner, shared))
        else:
            found += [*tests, _quantified(formulas, inner, shared)]
    return found


def _names_index(condition: Condition, letters: frozenset[str]) -> bool:
    """Whether a side is an index letter of the formula."""
    return any(isinstance(side, syntax.Name) and side.key in letters for side in (condition.left, condition.right))


def _on_indices(condition: Condition, scope: Scope) -> bool:
    def is_letter(node: Expression) -> bool:
        return isinstance(node, syntax.Name) and (
            node.key in scope.classes or node.key in scope.sizes
            or (node.key not in scope.symbols and node.key not in scope.functions)
        )  # fmt: skip

    sides = (condition.left, condition.right)
    letters = [is_letter(side) for side in sides]
    if all(letters):
        return not all(isinstance(side, syntax.Name) and side.key in scope.sizes for side in sides)
    one = next((side for side, letter in zip(sides, letters, strict=True) if letter), None)
    number_ = any(isinstance(side, syntax.Numeral) for side in sides)
    return isinstance(one, syntax.Name) and number_ and (one.key in scope.classes or one.key in scope.likely_indices)


def _quantified(
    formulas: Formulas, context: Context, shared: frozenset[str] = frozenset()
) -> Callable[[Environment], Formula]:
    """The formula for all values of its free index letters, but for those that are shared with the claim."""

    def build(environment: Environment) -> Formula:
        formula = _conjunction(formulas(environment))
        declared = {*context.scope.classes, *shared}
        free = sorted(
            (v for v in free_variables(formula) if isinstance(v, IndexVariable) and v.name not in declared),
            key=lambda variable: variable.name,
        )
        for variable in reversed(free):
            formula = ForAll(variable.size, close_body(formula, (variable,)))
        for least in least_sizes(context, environment):
            formula = And((formula, least))
        return formula

    return build


def let_condition(chain: Chain, scope: Scope) -> None:
    """A bound in a declaration: ``\\tau > 0``, ``p_k > 0``, ``K \\ge 2``."""
    for condition in conditions_of(chain, scope):
        context = Context(scope)
        formulas = _value_relation(condition, context)
        scope.hypotheses.append(Hypothesis(_quantified(formulas, context), _is_simple(condition)))


def _is_simple(condition: Condition) -> bool:
    """Whether the bound can be satisfied at every size together with the domain: an entry against 0."""
    sides = (condition.left, condition.right)
    zero = any(isinstance(side, syntax.Numeral) and side.value == 0 for side in sides)
    entries = any(isinstance(side, (syntax.Subscript, syntax.Name)) for side in sides)
    return zero and entries and condition.relation in ("<", "<=", ">", ">=", "!=")


def least_sizes(context: Context, environment: Environment) -> list[Formula]:
    """An index 2 exists only where the size is at least 2."""
    found: list[Formula] = []
    for value, reference in context.numbers:
        size = environment.size(reference)
        if isinstance(size, str) and value > 1:
            found.append(LessEqual(number(value), SizeValue(size)))
    return found
