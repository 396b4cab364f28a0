"""Cases and indicators: tests of indices become Kronecker's choice, tests of finite variables polynomials,
comparisons of real numbers steps."""

from __future__ import annotations

from fractions import Fraction

from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.syntax import Condition, Expression
from derive.documents.meaning import typed
from derive.documents.meaning.combining import constant, entrywise, total
from derive.documents.meaning.context import Context
from derive.documents.meaning.registry import elaborate, index
from derive.documents.meaning.shapes import NO_NUMBER, Environment, IndexValue, Value, build
from derive.kernel.terms import Add, Choose, Index, Multiply, Term, negative, number
from derive.language.relations import CONVERSE, sign_named

TEST = refusal(
    "D239",
    "a condition that is no test",
    """A row of cases or an indicator tests whether two indices are equal, compares two real numbers, or tests a
    variable that is declared with finitely many values. An order of indices is not understood. Declare what are numbers
    with 'let', and write the entries of vectors.""",
    (r"\mathbb{1}[a < b] = 1",),
    (r"\mathbb{1}[a < b] + \mathbb{1}[b \le a] = 1", r"let $a \in \mathbb{R}$, $b \in \mathbb{R}$"),
)

CASES = refusal(
    "D240",
    "cases that leave something out",
    """The rows of cases have to cover everything, so that there is a value everywhere: the last one is 'otherwise', or
    what the others leave, as 'i \\ne j' behind i = j. 'otherwise' stands in the last row only.""",
    (r"\delta_{ij} = \begin{cases} 1 & \text{if } i = j \\ 0 & \text{if } i = k \end{cases}",),
    (r"\delta_{ij} = \begin{cases} 1 & \text{if } i = j \\ 0 & \text{otherwise} \end{cases}",),
)


def index_pair(condition: Condition, context: Context) -> tuple[IndexValue, IndexValue] | None:
    """The two indices that a condition compares; None where it compares numbers."""
    sides = (condition.left, condition.right)
    if not any(_may_be_index(side, context) and not _is_size(side, context) for side in sides):
        return None
    if not all(_may_be_index(side, context) or isinstance(side, syntax.Numeral) for side in sides):
        return None
    left, right = (index(side, context) for side in sides)
    left.size.unify(right.size, condition.at, "the sizes of the indices")
    return left, right


def _may_be_index(node: Expression, context: Context) -> bool:
    if isinstance(node, syntax.Subscript) and isinstance(node.base, syntax.Name):
        return node.base.key in context.scope.classes
    if not isinstance(node, syntax.Name):
        return False
    key = node.key
    if key in context.locals:
        return isinstance(context.locals[key], IndexValue)
    if key in context.scope.classes or key in context.free or key in context.scope.sizes:
        return True
    return key not in context.scope.symbols and key not in context.scope.functions


def _test(condition: Condition, context: Context) -> typed.Test:
    if condition.relation in _REAL_TESTS and not _is_index_test(condition, context):
        return _real_test(condition, context)
    if condition.relation not in ("=", "!="):
        raise TEST(
            "a case compares two numbers, or tests whether two indices are equal: write one of these", condition.at
        )
    pair = index_pair(condition, context)
    opposite = condition.relation == "!="
    if pair is not None:
        return typed.SameIndexTest(*pair, opposite)
    weight = _finite_weight if _is_finite(condition.left, context) else _equal_weight
    return typed.WeightTest(weight(condition, context), opposite)


_REAL_TESTS = {"<=": (1, False), ">=": (-1, False), "<": (-1, True), ">": (1, True)}
"""Relations of real numbers: the sign of right − left that the step tests, and whether its failure is what holds."""


def _is_index_test(condition: Condition, context: Context) -> bool:
    sides = (condition.left, condition.right)
    return any(_may_be_index(side, context) and not _is_number(side, context) for side in sides)


def _is_number(node: Expression, context: Context) -> bool:
    """Whether a name can be a real number: it is no index of the formula. A size is one, beside what is no index."""
    if not isinstance(node, syntax.Name) or node.key in context.locals or node.key in context.scope.classes:
        return False
    return node.key not in context.free


def _is_size(node: Expression, context: Context) -> bool:
    """Whether the node is the letter of a size: a number, and the last class only beside an index."""
    return isinstance(node, syntax.Name) and node.key in context.scope.sizes and node.key not in context.locals


def _difference(condition: Condition, context: Context) -> Value:
    """right − left, of two real numbers."""
    left, right = elaborate(condition.left, context), elaborate(condition.right, context)
    for value in (left, right):
        if value.sizes:
            raise NO_NUMBER(f"a case compares numbers, not {value.shape}; write its entries", condition.at)
    return total([(1, right), (-1, left)], condition.at)


def _weighted(weight: Term, holds: Term, fails: Term) -> Term:
    """holds where the weight is 1, fails where it is 0; both have to be defined everywhere."""
    rest = Add((number(1), negative(weight)))
    return Add((Multiply((weight, holds)), Multiply((rest, fails))))


def _real_test(condition: Condition, context: Context) -> typed.Test:
    """a ≤ b by the step at b − a, which is 1 from 0 on; a < b is what is left of b ≤ a."""
    sides = (condition.left, condition.right)
    if all(isinstance(side, syntax.Name) and not context.scope.is_known(side.key) for side in sides):
        raise TEST(
            f"'{_spelled(sides[0])}' and '{_spelled(sides[1])}' may be indices or numbers: an order of indices is not "
            "understood; declare numbers with 'let'",
            condition.at,
        )
    sign, opposite = _REAL_TESTS[condition.relation]
    difference = _difference(condition, context)
    step = entrywise("step", difference if sign == 1 else entrywise("negative", difference))
    return typed.WeightTest(step, opposite)


def _equal_weight(condition: Condition, context: Context) -> Value:
    """a = b: both a ≤ b and b ≤ a."""
    difference = _difference(condition, context)
    return entrywise("product", entrywise("step", difference), entrywise("step", entrywise("negative", difference)))


def _is_finite(node: Expression, context: Context) -> bool:
    """Whether the node is a variable that is declared with finitely many values, or an entry of one."""
    base = node.base if isinstance(node, syntax.Subscript) else node
    if not isinstance(base, syntax.Name) or base.key in context.locals:
        return False
    symbol = context.scope.symbols.get(base.key)
    return symbol is not None and symbol.finite is not None


def _finite(node: Expression, context: Context) -> tuple[Fraction, ...]:
    """The values of a variable, or entry, that is declared with finitely many."""
    base = node.base if isinstance(node, syntax.Subscript) else node
    assert isinstance(base, syntax.Name)
    return context.symbol(base.key, node.at).finite or ()


def _finite_weight(condition: Condition, context: Context) -> Value | None:
    """y = a for a variable with finitely many values: the polynomial that is 1 at a and 0 at the others; None where a
    is none of them. For two such variables it is the sum over the values that both have."""
    point = _constant(condition.right)
    if point is None and not _is_finite(condition.right, context):
        return _equal_weight(condition, context)
    left, values = elaborate(condition.left, context), _finite(condition.left, context)
    if point is not None:
        return _only_at(left, point, values) if point in values else None
    right, others = elaborate(condition.right, context), _finite(condition.right, context)
    weights = [
        entrywise("product", _only_at(left, one, values), _only_at(right, one, others))
        for one in values
        if one in others
    ]
    return total([(1, weight) for weight in weights], condition.at) if weights else None


def _only_at(variable: Value, point: Fraction, values: tuple[Fraction, ...]) -> Value:
    """The polynomial that is 1 at a point and 0 at the other values."""
    factors: list[Value] = []
    for other in values:
        if other != point:
            factors += [constant(1 / (point - other)), entrywise("sum", variable, constant(-other))]
    return Value((), typed.Entrywise("product", tuple(factors)))


def _all_of(conditions: tuple[Condition, ...], context: Context) -> tuple[typed.Test, ...]:
    return tuple(_test(condition, context) for condition in conditions)


@elaborate.register
def indicator(node: syntax.Indicator, context: Context) -> Value:
    """1 where all conditions hold, else 0."""
    return Value((), typed.Cases(((_all_of(node.conditions, context), constant(1)),), constant(0)))


@elaborate.register
def cases(node: syntax.Cases, context: Context) -> Value:
    """The value of the row whose condition holds. Raises Unreadable where the rows leave something out."""
    rows = [(elaborate(value, context), conditions) for value, conditions in node.rows]
    for value, _ in rows:
        if value.sizes:
            raise NO_NUMBER(f"a row of cases is {value.shape}; expected a number: write its entries", node.at)
    if rows[-1][1] is not None and not _exhaustive(node, context):
        raise CASES("the cases leave something out; the last one may be 'otherwise'", node.at)
    tests = [_all_of(conditions, context) for _, conditions in rows[:-1] if conditions is not None]
    if len(tests) != len(rows) - 1:
        raise CASES("'otherwise' stands before the last row of cases: move it to the end", node.at)
    if not tests:
        return rows[0][0] if rows[0][1] is None else constant(0)

    values = [value for value, _ in rows]
    return Value((), typed.Cases(tuple(zip(tests, values, strict=False)), values[-1]))


@build.register
def _cases(form: typed.Cases, environment: Environment, indices: tuple[Index, ...]) -> Term:
    result = form.otherwise.build(environment, ())
    for tests, value in reversed(form.rows):
        holds = value.build(environment, ())
        for test in reversed(tests):
            holds = _chosen(test, environment, holds, result)
        result = holds
    return result


def _chosen(test: typed.Test, environment: Environment, holds: Term, fails: Term) -> Term:
    """The first term where the test holds, else the second."""
    if test.opposite:
        holds, fails = fails, holds
    if isinstance(test, typed.SameIndexTest):
        return Choose(test.left.build(environment), test.right.build(environment), holds, fails)
    return fails if test.weight is None else _weighted(test.weight.build(environment, ()), holds, fails)


def _exhaustive(node: syntax.Cases, context: Context) -> bool:
    """Whether the last row's condition is what the others leave: i ≠ j after i = j, or the last value."""
    last = node.rows[-1][1]
    before = [conditions[0] for _, conditions in node.rows[:-1] if conditions is not None and len(conditions) == 1]
    if last is None or len(last) != 1 or len(before) != len(node.rows) - 1 or not before:
        return False
    relations = [condition.relation for condition in (*before, last[0])]
    if all(_pair(condition) == _pair(last[0]) for condition in before):
        return _signs_left(before, last[0]) or relations in (["=", "!="], ["!=", "="])
    name = last[0].left
    base = name.base if isinstance(name, syntax.Subscript) else name
    symbol = context.scope.symbols.get(base.key) if isinstance(base, syntax.Name) else None
    if symbol is None or symbol.finite is None:
        return False
    tested = {_constant(row.right) for row in (*before, last[0]) if row.relation == "=" and _same(row.left, name)}
    return tested == set(symbol.finite)


_SIGNS = {"<": "<", ">": ">", "=": "=", "<=": "<=", ">=": ">=", "!=": "<>"}


def _signs_left(before: list[Condition], last: Condition) -> bool:
    """Whether comparisons of the same two numbers leave no case out."""
    covered: set[str] = set()
    for condition in (*before, last):
        signs = _SIGNS.get(condition.relation, "")
        same = _spelled(condition.left) == _spelled(last.left)
        covered |= {one if same else CONVERSE[sign_named(one)].name for one in signs}
    return covered == {"<", "=", ">"}


def _constant(node: Expression) -> Fraction | None:
    if isinstance(node, syntax.Total) and len(node.terms) == 1 and isinstance(node.terms[0][1], syntax.Numeral):
        return node.terms[0][0] * node.terms[0][1].value
    return node.value if isinstance(node, syntax.Numeral) else None


def _pair(condition: Condition) -> frozenset[str]:
    return frozenset({_spelled(condition.left), _spelled(condition.right)})


def _same(left: Expression, right: Expression) -> bool:
    return _spelled(left) == _spelled(right)


def _spelled(node: Expression) -> str:
    if isinstance(node, syntax.Name):
        return node.key
    if isinstance(node, syntax.Subscript):
        return _spelled(node.base) + "_" + ",".join(map(_spelled, node.indices))
    if isinstance(node, syntax.Numeral):
        return str(node.value)
    return f"@{node.at}"
