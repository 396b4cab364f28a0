"""Conditions and hypotheses: ``assume``, ``assume here``, the bounds of ``let``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from derive.documents.directives.attempt import Attempt
from derive.documents.directives.members import condition_names, of_every_member
from derive.documents.directives.orders import is_order, order_of
from derive.documents.directives.ranges import IndexRange, in_range, is_range_of_index
from derive.documents.directives.sides import sides_of
from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import Chain, Relation
from derive.documents.grammar.names import COMMON_INDICES, index_key, letter_of
from derive.documents.grammar.syntax import Condition, Expression, Name, free_letters, running_letter
from derive.documents.grammar.tokens import Item, plain
from derive.documents.meaning.conditions import index_pair
from derive.documents.meaning.context import Context
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.inverses import assume_invertible
from derive.documents.meaning.letters import size_of
from derive.documents.meaning.order import is_condition_on_place
from derive.documents.meaning.registry import elaborate
from derive.documents.meaning.relations import link, side_values
from derive.documents.meaning.said import Hypothesis, IsInverse, NowhereZero, Quantified, Said, SameIndices
from derive.documents.meaning.scope import EARLY, Scope
from derive.documents.meaning.spelling import spelled

HYPOTHESIS = refusal(
    "D311",
    "a hypothesis that says nothing",
    """A hypothesis is an equation, an inequality or a condition on indices. A formula without a relation says nothing
    that could hold or fail: write what is known of it, or declare the letter with 'let'.""",
    ("a = a", "assume $a$"),
    (r"a \ge 0", "assume $a > 0$"),
)

QUANTIFIED = refusal(
    "D312",
    "a 'for all' over something that is no index",
    """'for all' runs over indices, and has to name each index of the hypothesis that the formula does not have. A
    hypothesis about every value of a number or vector is not understood; that a matrix is positive semidefinite is
    written 'A \\succeq 0'.""",
    (
        r"A_{11} \ge 0",
        r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$",
        r"assume $x^\top A x \ge 0$ for all $x$",
    ),
    (r"y^\top A y \ge 0", r"let $A \in \mathbb{R}^{d \times d}$, $y \in \mathbb{R}^d$", r"assume $A \succeq 0$"),
)

WHICH_CLASS = refusal(
    "D313",
    "a hypothesis for one class, or for every class",
    """The index has two readings: one fixed class, and every class. Declare it with 'let $m \\in \\{1, \\dots, K\\}$'
    where it is fixed, and write 'for all $m$', or another letter, where the hypothesis holds for every class.""",
    ("y_m = 1", r"assume $y_k = \delta_{km}$"),
    ("y_m = 1", r"let $m \in \{1, \dots, K\}$", r"assume $y_k = \delta_{km}$"),
)

NO_SUCH_INDEX = refusal(
    "D314",
    "a condition on an index that the formula does not have",
    """'assume here' shares the letters of the formula that follows. A condition on an index that this formula lacks
    says nothing about it. Write the letter that the formula has; where a hypothesis holds for all values of an index
    but some, write the condition behind it: 'assume here $z_i > z_j$ for all $j \\ne i$'.""",
    ("z_i = z_i", r"let $z \in \mathbb{R}^K$", r"assume here $i \ne j$"),
    ("z_i z_j = z_j z_i", r"let $z \in \mathbb{R}^K$", r"assume here $i \ne j$"),
)

INVERTIBLE = refusal(
    "D321",
    "a hypothesis on a determinant that is not understood",
    """'assume $\\det(A) \\neq 0$' says that a square matrix has an inverse, from its place on and without a condition.
    Declare the matrix with 'let', or define it, before; what else a determinant may be is not understood.""",
    ("b = b", r"let $a \in \mathbb{R}$, $b \in \mathbb{R}$", r"assume $\det(a) \neq 0$"),
    ("A A^{-1} = I", r"let $A \in \mathbb{R}^{d \times d}$", r"assume $\det(A) \neq 0$"),
)


def conditions_of(chain: Chain, attempt: Attempt) -> list[Condition]:
    """The relations of a chain as conditions; of a list with dots, one for every index."""
    scope = attempt.scope
    if not chain.relations:
        raise HYPOTHESIS(
            "a hypothesis needs a relation: write an equation, an inequality or a condition on indices", chain.at
        )
    sides, index = sides_of(chain, attempt)
    if index is not None and index.size is not None:
        _check_range(index, sides, attempt)
    letters = {str(letter_of(item)) for piece in chain.conditions for side in piece.sides for item in side}
    refuse_unclear_exclusions(sides, {*letters, *scope.classes, *scope.sizes})
    return [
        Condition(relation.at, relation.name, left, right)
        for relation, left, right in zip(chain.relations, sides, sides[1:], strict=False)
    ]


def _without_order(chain: Chain, attempt: Attempt) -> list[Condition]:
    """The relations of a hypothesis as conditions; what it says with dots of the order of entries is added at once."""
    if not is_order(chain):
        return conditions_of(chain, attempt)
    said, rest = order_of(chain, attempt)
    attempt.scope.hypotheses.append(Hypothesis(said, False))
    return rest


def _of_every_member(conditions: Sequence[Condition], scope: Scope) -> list[Condition]:
    return [one for condition in conditions for one in of_every_member(condition, scope)]


def _check_range(index: IndexRange, sides: Sequence[Expression], attempt: Attempt) -> None:
    """Raises Unreadable where the dots of a list do not run over the whole size of what has the index."""
    context = Context(attempt.scope, is_premise=True)
    side_values(sides, context)
    for letter in index.letters:
        if letter in context.free:
            context.free[letter].size.unify(size_of(index.size, context), index.at)


def _condition(condition: Condition, context: Context) -> Said:
    if condition.relation in ("=", "!="):
        pair = index_pair(condition, context)
        if pair is not None:
            return SameIndices(*pair, opposite=condition.relation == "!=")
    return _value_relation(condition, context)


def _value_relation(condition: Condition, context: Context) -> Said:
    nodes = (condition.left, condition.right)
    values = side_values(nodes, context)
    relation = Relation(condition.relation, condition.at)
    return link(relation, nodes, (values[0], values[1]), None, context)


def shared_conditions(condition: Condition, context: Context) -> list[Said]:
    """A condition on indices that holds from its place on: for formulas that have its letters."""
    sides = [running_letter(side) for side in (condition.left, condition.right)]
    letters = [letter for letter in sides if letter is not None]
    scope = context.scope
    known = [letter in context.free or letter in scope.classes or letter in scope.sizes for letter in letters]
    if not all(known) or not any(letter in context.free or letter in scope.classes for letter in letters):
        return []
    return [_condition(condition, context)]


def assume(chain: Chain, attempt: Attempt) -> None:
    """A hypothesis from here on: conditions on indices share their letters, others are quantified."""
    scope = attempt.scope
    guarded = [(part, in_range(part, attempt) if is_range_of_index(part) else conditions_of(part, attempt))
               for part in chain.conditions if part.relations]  # fmt: skip
    for part in chain.conditions:
        if not part.relations:
            attempt.spelled(part.sides[0])
    for condition in _of_every_member(_without_order(chain, attempt), scope):
        context = Context(scope, is_premise=True)
        matrix = _has_inverse(condition, context)
        if matrix is not None:
            scope.hypotheses += _invertible(matrix, bool(guarded), condition, context)
            continue
        guards = _guards(guarded, context)
        _refuse_unnamed_class(condition, chain, scope)
        _refuse_fixed_index(condition, scope)
        is_on_indices = condition.relation in ("=", "!=") and _on_indices(condition, scope)
        is_of_members = any(_is_member(side, scope) for side in (condition.left, condition.right))
        is_on_place = is_condition_on_place(condition.left, condition.right, scope)
        if ((is_on_indices and not is_of_members) or is_on_place) and not guards:
            scope.conditions.append(condition)
            continue
        tests = [_condition(guard, context) for guard in guards]
        said = (_condition if is_on_indices and is_of_members else _value_relation)(condition, context)
        _refuse_variables(chain, context)
        named = {letter for letter, _, _ in quantified_letters(chain)}
        _refuse_later_class(named, condition, context)
        _refuse_conditioned(named, condition, context)
        quantified = _quantified(said, tests, context)
        scope.hypotheses.append(Hypothesis(quantified, False))


def _has_inverse(condition: Condition, context: Context) -> Expression | None:
    """The matrix of which a condition says that it has an inverse; None for any other condition."""
    for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
        is_zero = isinstance(other, syntax.Numeral) and other.value == 0
        if condition.relation == "!=" and is_zero and isinstance(one, syntax.Known) and not one.primes:
            is_matrix = one.function == "abs" and len(elaborate(one.arguments[0], context).sizes) == 2
            if one.function == "det" or is_matrix:
                return one.arguments[0]
        if condition.relation == "=" and isinstance(other, syntax.Identity) and isinstance(one, syntax.Times):
            for part, raised in (one.factors, one.factors[::-1]) if len(one.factors) == 2 else ():
                is_inverse = isinstance(raised, syntax.Raised) and spelled(raised) == spelled(_inverse_of(part))
                if is_inverse:
                    return part
    return None


def _inverse_of(node: Expression) -> Expression:
    one = syntax.Numeral(node.at, Fraction(1), 0)
    return syntax.Raised(node.at, node, syntax.Total(node.at, ((-1, one),)))


def _invertible(matrix: Expression, is_guarded: bool, condition: Condition, context: Context) -> list[Hypothesis]:
    """What it says that a matrix has an inverse."""
    if is_guarded:
        raise INVERTIBLE(
            "that a matrix has an inverse is understood without a condition only: leave out what stands behind it",
            condition.at,
        )
    value = elaborate(matrix, context)
    if len(value.sizes) != 2:
        raise INVERTIBLE(
            f"only a matrix has a determinant, and this is {value.shape}: declare it with 'let'", matrix.at
        )
    return assume_invertible(value, context.scope, condition.at)


def quantified_letters(chain: Chain) -> Iterator[tuple[str, Item, bool]]:
    """The letters of the "for all" behind a formula, each with its item, and whether nothing is said of what it runs
    over."""
    for part in chain.conditions:
        names = [relation.name for relation in part.relations]
        if not names or names == ["in"] or part.is_range:
            yield from ((str(index_key(item)), item, not names) for item in part.sides[0])


def _refuse_variables(chain: Chain, context: Context) -> None:
    """Raises Unreadable for "for all x" where x is a number or array, or one class that is declared: only indices are
    quantified."""
    for letter, item, is_bare in quantified_letters(chain):
        if letter in context.scope.classes:
            raise QUANTIFIED(
                f"'for all {letter}' says something of every class, and '{letter}' is declared as one: write another "
                "letter in this hypothesis",
                item.start,
            )
        if is_bare and letter in context.scope.symbols and letter not in context.free:
            raise QUANTIFIED(
                f"'for all {letter}': '{letter}' is no index here, and hypotheses about every value of a variable are "
                r"not understood; for 'for all x: x^T A x >= 0' write A \succeq 0",
                item.start,
            )


def _refuse_later_class(named: set[str], condition: Condition, context: Context) -> None:
    """Raises Unreadable for a hypothesis on entries whose index a declaration below makes one class: here it would be
    said of every class."""
    for letter in sorted(set(context.free) & context.scope.collected.classes - named):
        if letter not in context.scope.classes:
            raise EARLY(
                f"'{letter}' is declared as one class below, and this would say something of every '{letter}': move "
                "the declaration up, or write another letter here",
                condition.at,
            )


def _refuse_conditioned(named: set[str], condition: Condition, context: Context) -> None:
    r"""Raises Unreadable for a hypothesis on entries whose index a condition above speaks of, as ``k \ne 1``: whether
    it holds for those k only, or for every k, is not said."""
    scope = context.scope
    sides = [side for one in scope.conditions for side in (one.left, one.right)]
    conditioned = {side.key for side in sides if isinstance(side, Name)}
    conditioned |= {letter for letter, symbol in scope.symbols.items() if symbol.implicit and not symbol.sizes}
    for letter in sorted(conditioned & set(context.free) - named):
        if letter not in scope.classes:
            raise WHICH_CLASS(
                f"'{letter}' has two readings, any class and one that a formula above speaks of: write "
                f"'for all ${letter}$' behind this hypothesis with the condition, or another letter",
                condition.at,
            )


def _refuse_fixed_index(condition: Condition, scope: Scope) -> None:
    """Raises Unreadable for a hypothesis on entries whose index only the right side of a definition has fixed."""
    for letter in free_letters(condition.left, condition.right):
        if letter in scope.fixed and letter in COMMON_INDICES:
            raise WHICH_CLASS(
                f"'{letter}' has two readings, the class that a definition above has on its right side only, and any "
                f"class: declare '{letter}' with 'let', or write another index",
                condition.at,
            )


def _refuse_unnamed_class(condition: Condition, chain: Chain, scope: Scope) -> None:
    """Raises Unreadable for ``y_k = \\delta_{km}`` where nobody says which class m is: it would hold for every m."""
    for letter in free_letters(condition.left, condition.right):
        if letter.endswith("^*") and letter not in scope.classes:
            raise WHICH_CLASS(
                f"'{letter}' is one particular class, and nothing says which: declare it with "
                f"'let ${letter} \\in \\{{1, \\dots, K\\}}$'",
                condition.at,
            ).asking(rf"{letter} \in \{{1, \dots, K\}}")
    if chain.conditions or condition.relation != "=":
        return
    for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(one, syntax.Kronecker):
            continue
        for letter in one.free_letters:
            if letter not in other.free_letters and letter not in scope.classes and letter not in scope.sizes:
                raise WHICH_CLASS(
                    f"'{letter}' has two readings here, every class and one fixed class: declare the class with "
                    f"'let ${letter} \\in \\{{1, \\dots, K\\}}$', or write 'for all ${letter}$'",
                    one.at,
                ).asking(rf"{letter} \in \{{1, \dots, K\}}")


Guards = Sequence[tuple[Chain, "list[Condition] | IndexRange"]]
"""The conditions that stand behind a hypothesis, parsed: relations, or the range of an index."""


def _guards(parts: Guards, context: Context) -> list[Condition]:
    """The conditions under which a hypothesis is made: ``z_c > z_j`` for ``j \\ne c``. That an index is in
    its range is none, and says which size it has; a range that leaves classes out is one."""
    found: list[Condition] = []
    for _, guard in parts:
        found += guard.conditions(context) if isinstance(guard, IndexRange) else guard
    return found


@contextmanager
def own_inverses(chains: Sequence[Chain], scope: Scope) -> Iterator[None]:
    """Where a formula is read, what its own hypotheses say of determinants is known; behind it, it is not any more."""
    hypotheses, inverses = [*scope.hypotheses], scope.inverses
    for chain in chains:
        is_said = any("det" in plain(side) for side in chain.sides)
        for condition in conditions_of(chain, Attempt(scope)) if is_said else ():
            context = Context(scope, is_premise=True)
            matrix = _has_inverse(condition, context) if _is_determinant(condition) else None
            if matrix is not None:
                scope.hypotheses += _invertible(matrix, bool(chain.conditions), condition, context)
    yield
    scope.inverses = inverses
    scope.hypotheses = [
        one for one in scope.hypotheses if not isinstance(one.said, (IsInverse, NowhereZero)) or one in hypotheses
    ]


def _is_determinant(condition: Condition) -> bool:
    """Whether a side is a determinant that is compared with 0."""
    sides = (condition.left, condition.right)
    is_zero = any(isinstance(side, syntax.Numeral) and side.value == 0 for side in sides)
    is_determinant = any(isinstance(side, syntax.Known) and side.function == "det" for side in sides)
    return condition.relation == "!=" and is_zero and is_determinant


def own_formulas(chain: Chain, context: Context, letters: frozenset[str], attempt: Attempt) -> list[Said]:
    """The hypotheses given for one formula, which has the ``letters`` and shares them: what a "for all" names
    and what the formula lacks is quantified. Raises Unreadable for a condition on an index that the formula lacks."""
    scope = context.scope
    if is_range_of_index(chain):
        return [_condition(condition, context) for condition in in_range(chain, attempt).conditions(context)]
    every = {str(index_key(item)) for part in chain.conditions if not part.relations for item in part.sides[0]}
    parts: Guards = [(part, in_range(part, attempt) if is_range_of_index(part) else conditions_of(part, attempt))
                     for part in chain.conditions if part.relations]  # fmt: skip
    for part in chain.conditions:
        if not part.relations:
            attempt.spelled(part.sides[0])
    shared = letters - every
    found: list[Said] = []
    if is_order(chain):
        said, conditions = order_of(chain, attempt)
        found.append(said)
    else:
        conditions = conditions_of(chain, attempt)
    for condition in _of_members(conditions, context):
        if _is_determinant(condition):
            continue  # it is known already, see own_inverses
        is_plain = not chain.conditions and condition.relation in ("=", "!=")
        if is_plain and (_on_indices(condition, scope) or _names_index(condition, letters)):
            found.append(_condition(condition, context))
            unused = sorted(set(context.free) - letters)
            if unused:
                raise NO_SUCH_INDEX(
                    f"the formula has no index '{unused[0]}'; a condition for all values of an index stands behind "
                    f"a hypothesis: 'for all ${unused[0]} \\ne …$'",
                    condition.at,
                )
            continue
        inner = Context(scope, is_premise=True)
        inner.free = {letter: symbol for letter, symbol in context.free.items() if letter in shared}
        guards = _guards(parts, inner)
        said = _value_relation(condition, inner)
        tests = [_condition(guard, inner) for guard in guards]
        _refuse_variables(chain, inner)
        lacking = sorted(set(inner.free) - shared - every)
        if chain.is_premise and lacking:
            raise NO_SUCH_INDEX(
                f"'{lacking[0]}' is an index of the premise only, which may be meant for one value of it, or for all: "
                "write 'assume here $…$' above the formula for all of them",
                condition.at,
            )
        if every and guards and lacking:
            raise QUANTIFIED(
                f"the formula has no index '{lacking[0]}', and 'for all' names others only: name it, too, or use it",
                condition.at,
            )
        found.append(_quantified(said, tests, inner, shared))
    return found


def _of_members(conditions: Sequence[Condition], context: Context) -> list[Condition]:
    """The hypotheses on one formula, those on members x^{(t)} of a family for each number where the formula has no such
    t: it shares the t that it has."""
    scope = context.scope
    own = {scope.letter_of_member(name) for name in context.used}
    found: list[Condition] = []
    for condition in conditions:
        letters = {scope.letter_of_member(name) for name in condition_names(condition)} - {None}
        context.speaks_of_members = context.speaks_of_members or bool(letters)
        found += of_every_member(condition, scope) if not letters & own else [condition]
    return found


def _names_index(condition: Condition, letters: frozenset[str]) -> bool:
    """Whether a side is an index letter of the formula."""
    return any(isinstance(side, syntax.Name) and side.key in letters for side in (condition.left, condition.right))


def _is_member(node: Expression, scope: Scope) -> bool:
    """Whether the node is a member of a family of classes, such as y_n."""
    return isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name) and node.base.key in scope.classes


def _on_indices(condition: Condition, scope: Scope) -> bool:
    def is_letter(node: Expression) -> bool:
        if _is_member(node, scope):
            return True
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
    if one is not None and _is_member(one, scope):
        return number_
    return isinstance(one, syntax.Name) and number_ and (one.key in scope.classes or one.key in scope.likely_indices)


def _quantified(said: Said, tests: Sequence[Said], context: Context, shared: frozenset[str] = frozenset()) -> Said:
    """What is said under tests, for all values of its free index letters, but for those that are shared with the claim:
    a letter that is fixed further down is not fixed here."""
    fixed = frozenset(context.scope.classes) | shared
    return Quantified(said, tuple(tests), frozenset(context.free), fixed, tuple(context.numbers))


def let_condition(chain: Chain, attempt: Attempt) -> None:
    """A bound in a declaration: ``\\tau > 0``, ``p_k > 0``, ``K \\ge 2``."""
    scope = attempt.scope
    for condition in _of_every_member(_without_order(chain, attempt), scope):
        context = Context(scope, is_premise=True)
        said = _value_relation(condition, context)
        _refuse_later_class(set(), condition, context)
        larger = any(value > 1 for value, _ in context.numbers)
        simple = _is_simple(condition) and not larger
        quantified = _quantified(said, [], context)
        scope.hypotheses.append(Hypothesis(quantified, simple))


def _is_simple(condition: Condition) -> bool:
    """Whether the bound can be satisfied at every size together with the domain: an entry against 0."""
    sides = (condition.left, condition.right)
    zero = any(isinstance(side, syntax.Numeral) and side.value == 0 for side in sides)
    entries = any(isinstance(side, (syntax.Subscript, syntax.Name)) for side in sides)
    return zero and entries and condition.relation in ("<", "<=", ">", ">=", "!=")
