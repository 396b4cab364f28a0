"""Real terms in the notation that the reader takes in exactly one way, for the same term."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from derive.documents.canonical import names, pieces
from derive.documents.canonical.arrays import array_code, matrix
from derive.documents.canonical.branches import Branch, branch
from derive.documents.canonical.page import Page
from derive.documents.canonical.parts import constant, inverted, negated
from derive.documents.canonical.pieces import ATOM, FRACTION, OPEN, PRODUCT, SUM, Piece
from derive.kernel import terms as kernel
from derive.kernel.terms import (
    ONE,
    ZERO,
    Choose,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Maximum,
    Multiply,
    Number,
    Power,
    Size,
    Term,
    Variable,
    close_body,
    free_variables,
    negative,
)
from derive.language.extrema import largest_terms

LARGEST_EXPONENT = 64
"""The largest number that the reader takes as an exponent."""

TALL = (r"\frac", r"\sum", r"\prod", r"\begin", r"\lim", r"\max", r"\min", r"\left.")
HIGHEST_ORDER = 6
"""The most variables of one derivative."""


def term(node: Term, page: Page) -> Piece:
    """A term without loose bound variables."""
    chosen = branch(node, page)
    if chosen is not None:
        return _branches(chosen, page)
    lowest = _negated_maximum(node)
    if lowest is not None:
        return _extreme("min", lowest, page)
    match node:
        case Number(value=value):
            return pieces.number(value)
        case kernel.SizeValue(size=size):
            return _size(size, page)
        case kernel.Entry(array=kernel.Variable() as array, indices=(index,)) if array in page.numbers:
            is_neighbour = isinstance(index, kernel.IndexVariable) and bool(index.arguments)
            return Piece(page.index(index), SUM if is_neighbour else ATOM, not is_neighbour)
        case kernel.Entry(array=array, indices=indices):
            return _entry(page.entry(array, indices), len(indices))
        case kernel.Add(terms=terms):
            return _sum(terms, page)
        case Multiply(factors=factors):
            return _product(factors, page)
        case Power(base=base, exponent=exponent):
            return _power(base, exponent, page)
        case kernel.Exp(argument=argument):
            return _exponential(term(argument, page).code, page)
        case kernel.Log(argument=argument):
            return pieces.applied(r"\log", term(argument, page).code)
        case kernel.Absolute(argument=argument):
            return Piece(rf"\left|{term(argument, page).code}\right|", FRACTION)
        case kernel.Step(argument=argument):
            return pieces.applied(rf"{names.NOT_READ}\mathrm{{step}}", term(argument, page).code)
        case Choose():
            return _undecided(node, page)
        case kernel.Sum() | kernel.Product():
            return _big(node, page)
        case Maximum():
            return _extreme("max", node, page)
        case kernel.Derivative():
            return _derivative(node, page)
        case kernel.Limit():
            return _limit(node, page)
        case kernel.Rank():
            return _rank(node, page)
    raise AssertionError(f"a term of an unknown kind: {type(node).__name__}")


def operand(node: Term, page: Page, level: int = PRODUCT) -> str:
    """A term behind an operator that takes what holds together at least so tightly."""
    return term(node, page).closed(level)


def _size(size: Size, page: Page) -> Piece:
    if isinstance(size, int):
        return Piece(names.NOT_READ + str(size), SUM)
    return Piece(page.size(size), ATOM, True)


def _entry(code: str, axes: int) -> Piece:
    """An entry: a letter, and the base of a power where it has no script above and one index at most."""
    is_bracket = code.startswith(r"\left")
    is_simple = not is_bracket and axes <= 1 and "^" not in code and "'" not in code and names.NOT_READ not in code
    return Piece(code, ATOM if is_simple else FRACTION, not is_bracket)


def _sum(terms: Sequence[Term], page: Page) -> Piece:
    if len(terms) < 2:
        return Piece(names.NOT_READ + pieces.brackets("".join(operand(part, page) for part in terms)), SUM)
    found: list[tuple[bool, Piece]] = []
    for part in terms:
        positive = negated(part) if _negated_maximum(part) is None else None
        found.append((positive is not None, term(positive if positive is not None else part, page)))
    return pieces.total(found)


def _product(factors: Sequence[Term], page: Page) -> Piece:
    if len(factors) < 2:
        return Piece(names.NOT_READ + pieces.brackets("".join(operand(part, page) for part in factors)), SUM)
    if len(factors) == 2:
        positive = negated(Multiply(tuple(factors)))
        if positive is not None:
            return Piece("-" + operand(positive, page), SUM)
        below = inverted(factors[1])
        if below is not None:
            return _quotient(factors[0], below, page)
    return pieces.product([term(factor, page) for factor in factors])


def _quotient(above: Term, below: Term, page: Page) -> Piece:
    top, bottom = term(above, page).code, term(below, page).code
    value = constant(below)
    if value is None or (value != 0 and constant(above) is None):
        return pieces.fraction(top, bottom)
    letter = names.whole(page.letter(()).name)
    return _evaluated(pieces.fraction(top, letter).code, letter, bottom)


def _power(base: Term, exponent: Term, page: Page) -> Piece:
    """A power; numbers that the reader would work out are put in afterwards."""
    value = constant(exponent)
    is_plain = value is None or (isinstance(exponent, Number) and abs(value) <= LARGEST_EXPONENT)
    if not is_plain:
        letter = names.whole(page.letter(()).name)
        code = pieces.power(term(base, page), letter).code
        return _evaluated(code, letter, term(exponent, page).code)
    if value is not None and value.denominator == 1 and constant(base) is not None:
        letter = names.whole(page.letter(()).name)
        code = pieces.power(Piece(letter, ATOM), _exponent(exponent, page)).code
        return _evaluated(code, letter, term(base, page).code)
    if value == Fraction(1, 2):
        return Piece(rf"\sqrt{{{term(base, page).code}}}", FRACTION)
    return pieces.power(term(base, page), _exponent(exponent, page))


def _exponent(node: Term, page: Page) -> str:
    """An exponent: a number that the reader works out, so that its sign may stand before it."""
    if isinstance(node, Number) and node.value < 0:
        return "-" + pieces.number(-node.value).code
    return term(node, page).code


def _evaluated(code: str, letter: str, point: str) -> Piece:
    """A code where a letter has a value."""
    return _at(Piece(code, FRACTION), {letter: point})


def _exponential(code: str, page: Page) -> Piece:
    if "e" in page.taken or any(word in code for word in TALL):
        return pieces.applied(r"\exp", code)
    return Piece(f"e^{{{code}}}", FRACTION, True)


# Choices -----------------------------------------------------------------------------------------


def _branches(chosen: Branch, page: Page) -> Piece:
    """A choice by a condition: Kronecker's delta, an indicator, or cases."""
    ends = (chosen.holds, chosen.fails)
    if ends == (ONE, ZERO) and chosen.indices and r"\delta" not in page.taken:
        return Piece(rf"\delta_{{{','.join(map(page.index, chosen.indices))}}}", FRACTION, True)
    points: dict[str, str] = {}
    if ends == (ONE, ZERO):
        return _at(Piece(rf"\mathbb{{1}}\left[{_condition(chosen, page, points)}\right]", FRACTION, True), points)
    if ends == (ZERO, ONE) and chosen.indices:
        left, right = map(page.index, chosen.indices)
        return Piece(rf"\mathbb{{1}}\left[{left} \ne {right}\right]", FRACTION, True)
    rows: list[tuple[str, str]] = []
    following: Branch | None = chosen
    while following is not None:
        rows.append((term(following.holds, page).code, _condition(following, page, points)))
        last = following.fails
        following = branch(last, page)
    return _at(pieces.cases(rows, term(last, page).code), points)


def _condition(chosen: Branch, page: Page, points: dict[str, str]) -> str:
    """The condition of a choice, with letters for sizes, which are put in afterwards."""
    if chosen.indices:
        return " = ".join(map(page.index, chosen.indices))
    left, relation, right = chosen.compared
    sides = [_compared(side, page, points) for side in (left, right)]
    if chosen.is_listed and isinstance(right, Number):
        sides[1] = str(right.value)
    return f"{sides[0]} {relation} {sides[1]}"


def _compared(side: Term, page: Page, points: dict[str, str]) -> str:
    """A number in a condition: a size alone would be an index there, the last one."""
    if not isinstance(side, kernel.SizeValue):
        return term(side, page).code
    letter = names.whole(page.letter(()).name)
    points[letter] = term(side, page).code
    return letter


def _at(piece: Piece, points: dict[str, str]) -> Piece:
    """A piece where letters have values."""
    if not points:
        return piece
    below = ", ".join(f"{letter} = {point}" for letter, point in points.items())
    return Piece(rf"\left. {piece.code} \right|_{{{below}}}", FRACTION)


def _undecided(node: Choose, page: Page) -> Piece:
    """A choice between two numbered indices, of which nothing says over which size they range."""
    condition = f"{page.index(node.left)} = {page.index(node.right)}"
    rows = [(term(node.equal, page).code, condition)]
    return Piece(names.NOT_READ + pieces.cases(rows, term(node.distinct, page).code).code, SUM)


# Operators ---------------------------------------------------------------------------------------


def _big(node: kernel.Sum | kernel.Product, page: Page) -> Piece:
    operator, neutral = (r"\sum", ZERO) if isinstance(node, kernel.Sum) else (r"\prod", ONE)
    with page.indices(node.body, (node.size,)) as ((index,), body):
        below, above, rest = _bounds(index, body, neutral, page)
        code = f"{operator}_{{{below}}}" + (f"^{{{above}}}" if above else "") + " " + operand(rest, page)
    return Piece(code, OPEN)


def _bounds(index: IndexVariable, body: Term, neutral: Term, page: Page) -> tuple[str, str, Term]:
    """What stands below and above a sum or product, and its body: what is left out may be said below."""
    letter, size = page.index(index), page.size(index.size)
    bounded = _bounded_by_index(index, body, page)
    if bounded is not None:
        return bounded
    if size == "I" and index in free_variables(body):  # which is the identity matrix above a sum
        return letter, "", body
    if not isinstance(index.size, str):
        return f"{letter}=1", size, body
    kept, is_short, starts_late = body, False, False
    if _left_out(index, kept, neutral) == LastIndex(index.size) and isinstance(kept, Choose):
        kept, is_short = kept.distinct, True
    if _left_out(index, kept, neutral) == IndexNumber(1, index.size) and isinstance(kept, Choose):
        kept, starts_late = kept.distinct, True
    if is_short or starts_late:
        return f"{letter}={2 if starts_late else 1}", size + "-1" * is_short, kept
    other = _left_out(index, body, neutral)
    if isinstance(other, IndexVariable) and isinstance(body, Choose):
        return rf"{letter} \ne {page.index(other)}", "", body.distinct
    return f"{letter}=1", size, body


def _bounded_by_index(index: IndexVariable, body: Term, page: Page) -> tuple[str, str, Term] | None:
    """The same where a sum runs from or up to another index; None where it does not."""
    if not isinstance(body, Multiply) or len(body.factors) != 2:
        return None
    mark, rest = body.factors
    is_strict = isinstance(mark, Choose) and mark.equal == ZERO
    inside = mark.distinct if isinstance(mark, Choose) else mark
    if not isinstance(inside, kernel.Entry) or inside.array not in page.orders:
        return None
    one, other = inside.indices
    end = other if one == index else one
    if index not in (one, other) or (isinstance(mark, Choose) and (mark.left, mark.right) != (index, end)):
        return None
    letter, bound = page.index(index), page.index(end)
    if one == index:
        return f"{letter}=1", bound + "-1" * is_strict, rest
    return f"{letter}={bound}" + "+1" * is_strict, page.size(index.size), rest


def _left_out(index: IndexVariable, body: Term, neutral: Term) -> Index | None:
    """The index at which a body is neutral, where it says so first."""
    if not isinstance(body, Choose) or body.equal != neutral or body.left != index:
        return None
    return None if index in free_variables(body.right) else body.right


def _negated_maximum(node: Term) -> Maximum | None:
    """The maximum of −x, where a term is −max(−x), the minimum of x; its terms are negative all through."""
    inner = negated(node)
    if not isinstance(inner, Maximum):
        return None
    listed = largest_terms(inner)
    if listed is not None:
        return inner if all(negated(part) is not None for part in listed) else None
    return inner if negated(inner.body) is not None else None


def _extreme(operator: str, node: Maximum, page: Page) -> Piece:
    """A maximum, or the minimum of what the body is the negative of."""
    listed = largest_terms(node)
    if listed is not None:
        parts = [part if operator == "max" else negated(part) or part for part in listed]
        return pieces.applied(rf"\{operator}", ", ".join(term(part, page).code for part in parts))
    with page.indices(node.body, (node.size,)) as ((index,), opened):
        body = opened if operator == "max" else negated(opened) or opened
        other = _spared(operator, index, body, page)
        below = rf"1 \le {page.index(index)} \le {page.size(node.size)}"
        if other is not None and isinstance(body, Choose):
            below, body = rf"{page.index(index)} \ne {page.index(other)}", body.distinct
        code = rf"\{operator}_{{{below}}} {operand(body, page)}"
    return Piece(code, OPEN)


def _spared(operator: str, index: IndexVariable, body: Term, page: Page) -> IndexVariable | None:
    """The index that a maximum leaves out: there its body is the least value that it has anywhere."""
    if not isinstance(body, Choose) or body.left != index or not isinstance(body.right, IndexVariable):
        return None
    if not page.has_least(index.size, 2):
        return None
    least = _neutral(operator, index, body.distinct)
    return body.right if body.equal == least else None


def _neutral(operator: str, index: IndexVariable, body: Term) -> Term:
    """The least value of the body, or for a minimum the largest, as the reader builds it."""
    if operator == "min":
        return Maximum(index.size, close_body(body, (index,)))
    return negative(Maximum(index.size, close_body(negative(body), (index,))))


def _derivative(node: kernel.Derivative, page: Page) -> Piece:
    """A derivative at the variable itself, or at another point, which stands below a bar."""
    point = node.point
    if isinstance(point, Variable) and point not in free_variables(node.body):
        return _derived(kernel.open_body(node.body, (point,)), point, [node.indices], page)
    first = len(page.passed)
    with page.array(node.body, point.sizes) as (variable, body):
        code = _derived(body, variable, [node.indices], page).code
    with page.reserved(page.passed[first:]):
        value = array_code(point, page, term)
    return _evaluated(code, names.whole(variable.name), value)


def _derived(body: Term, variable: Variable, places: list[tuple[Index, ...]], page: Page) -> Piece:
    """The derivative of a body by entries of a variable, the innermost last."""
    while isinstance(body, kernel.Derivative) and body.point == variable and len(places) < HIGHEST_ORDER:
        if variable in free_variables(body.body):
            break
        places = [*places, body.indices]
        body = kernel.open_body(body.body, (variable,))
    order = f"^{{{len(places)}}}" if len(places) > 1 else ""
    below = " ".join(rf"\partial {_variable(page.entry(variable, place))}" for place in places)
    inner = term(body, page)
    if inner.level == ATOM and not inner.code[0].isdigit():
        return pieces.fraction(rf"\partial{order} {inner.code}", below)
    operator = pieces.fraction(rf"\partial{order}", below).code
    return Piece(f"{operator} {inner.closed(OPEN)}", OPEN)


def _variable(code: str) -> str:
    """What is differentiated by, in brackets where it has a star, or brackets that its index stands behind."""
    return pieces.brackets(code) if code.startswith(r"\left") or "^{*}" in code else code


def _limit(node: kernel.Limit, page: Page) -> Piece:
    side = {"above": "^{+}", "below": "^{-}"}.get(node.direction, "")
    point = term(node.point, page)
    target = (point.closed(ATOM) if side else point.code) + side
    if node.direction in ("infinity", "-infinity"):
        target = node.direction.replace("infinity", r"\infty")
    with page.array(node.body, ()) as (variable, body):
        code = rf"\lim_{{{names.whole(variable.name)} \to {target}}} {operand(body, page)}"
    return Piece(code, OPEN)


def _rank(node: kernel.Rank, page: Page) -> Piece:
    code = matrix(node.body, (node.rows, node.columns), page, term)
    return pieces.applied(r"\mathrm{rank}", code)
