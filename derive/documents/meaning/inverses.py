r"""Inverses of matrices: where a hypothesis says that A is invertible, A^{-1} is a matrix B with A B = I and B A = I.

That something holds for every invertible A and its inverse is the same statement as that it holds for all A and B with
A B = I and B A = I: no other B has them (R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd ed., Cambridge 2013, 0.5).
Which matrix an inverse is of is found when its term is built: definitions are put in then, and a derivative, limit or
sum around it shows in the term, so that no B is taken for a constant whose A is none."""

from __future__ import annotations

from contextlib import suppress

from derive.documents.errors import Unreadable, refusal
from derive.documents.meaning import typed
from derive.documents.meaning.context import Context
from derive.documents.meaning.definite import is_positive_definite, strictly_positive, with_identity
from derive.documents.meaning.said import Hypothesis, IsInverse, NowhereZero, state
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import NO_ARRAY, Environment, Probe, Value, build
from derive.documents.meaning.symbols import Symbol
from derive.documents.meaning.unknowns import LONGEST_NAME, is_total, normal_form
from derive.kernel.reasoner import decide
from derive.kernel.terms import (
    ZERO,
    Add,
    Choose,
    Different,
    Entry,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    KernelError,
    Multiply,
    Power,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    free_variables,
    number,
    open_body,
    substitute,
)
from derive.language.inverses import Inverse
from derive.printing.formulas import to_text

NO_INVERSE = refusal(
    "D245",
    "an inverse of which nothing says that it exists",
    """Not every square matrix has an inverse, so that it exists is a part of what is claimed. Say it above the formula
    with 'assume $\\det(A) \\neq 0$', of the same expression as in the inverse. No hypothesis is needed to read the
    inverse of \\mathrm{diag}(r), which is \\mathrm{diag}(1/r), and defined where no entry of r is 0.""",
    (r"A^{-1} A b = b", r"let $A \in \mathbb{R}^{d \times d}$, $b \in \mathbb{R}^d$"),
    (r"A^{-1} A b = b", r"let $A \in \mathbb{R}^{d \times d}$, $b \in \mathbb{R}^d$", r"assume $\det(A) \neq 0$"),
)

VARYING = refusal(
    "D246",
    "an inverse of a matrix that varies",
    """The hypothesis that a matrix has an inverse is one about that matrix. Below a derivative or limit by what the
    matrix depends on, and where it depends on an index, its inverse is not the inverse of one matrix, and it is not
    understood. Give the derivative by other means, or a name to one of the matrices.""",
    (
        r"\frac{d}{d t} x^\top (A + t I)^{-1} x = 1",
        r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$, $t \in \mathbb{R}$",
        r"assume $\det(A + t I) \neq 0$",
    ),
    (
        r"\nabla_x \left(x^\top A^{-1} b\right) = A^{-1} b",
        r"let $A \in \mathbb{R}^{d \times d}$, $x \in \mathbb{R}^d$, $b \in \mathbb{R}^d$",
        r"assume $\det(A) \neq 0$",
    ),
)

DETERMINANT = refusal(
    "D247",
    "a determinant",
    """A determinant is understood in a hypothesis only that says of a square matrix that it has an inverse: 'assume
    $\\det(A) \\neq 0$'. It has no value in any other formula. For a matrix of a given size write out what its
    determinant is.""",
    (r"\det(A) = \det(A)", r"let $A \in \mathbb{R}^{d \times d}$"),
    (r"A A^{-1} = I", r"let $A \in \mathbb{R}^{d \times d}$", r"assume $\det(A) \neq 0$"),
)

_FIRST, _SECOND = "·0", "·1"
"""The letters for row and column of the matrix that an inverse is of."""


def assume_invertible(matrix: Value, scope: Scope, at: int) -> list[Hypothesis]:
    """What it says that a matrix has an inverse; of diag(r) it says that rᵢ ≠ 0."""
    _refuse_other_shapes(matrix, at)
    environment = Environment(scope)
    row, column, body = _entry_of(matrix, environment)
    _refuse_varying(body, at)
    if _on_diagonal(body, row, column) is not None:
        return [Hypothesis(NowhereZero(matrix), False)]
    key = _key(body, row, column)
    if key in scope.inverses:
        return []
    name = _name(body, row, column, {symbol.name for symbol in scope.inverses.values()})
    symbol = Symbol(name, (matrix.sizes[0], matrix.sizes[0]), at)
    scope.inverses = {**scope.inverses, key: symbol}
    return [Hypothesis(IsInverse(matrix, symbol, on_the_left), False) for on_the_left in (False, True)]


def _name(body: Term, row: IndexVariable, column: IndexVariable, taken: set[str]) -> str:
    """What an inverse is called in counterexamples: no other has the name."""
    letters = [IndexVariable(letter, row.size) for letter in "ij"]
    shown = to_text(substitute(body, dict(zip((row, column), letters, strict=True))))
    if isinstance(body, Entry) and isinstance(body.array, Variable) and body.indices == (row, column):
        shown = body.array.name
    elif len(shown) > LONGEST_NAME:
        shown = "(…)"
    else:
        shown = f"({shown})"
    while f"{shown}^{{-1}}" in taken:
        shown += "'"
    return f"{shown}^{{-1}}"


@state.register
def _is_inverse(form: IsInverse, environment: Environment) -> tuple[Formula, ...]:
    row, column, body = _entry_of(form.matrix, environment)
    variable = form.symbol.array(environment)
    assert isinstance(variable, Variable)
    return (Inverse(variable, body, row, column).formulas[int(form.on_the_left)],)


@state.register
def _nowhere_zero(form: NowhereZero, environment: Environment) -> tuple[Formula, ...]:
    row, column, body = _entry_of(form.matrix, environment)
    chosen = _on_diagonal(body, row, column)
    assert chosen is not None
    return (ForAll(row.size, close_body(Different(chosen, ZERO), (row,))),)


def inverse(matrix: Value, context: Context, at: int) -> Value:
    """The inverse of a square matrix: the one that a hypothesis gives, or that of a diagonal matrix.

    Raises Unreadable where there is none, at the latest when its term is built."""
    _refuse_other_shapes(matrix, at)
    scope = context.scope
    is_nowhere_zero = False
    if all(size.value is not None for size in matrix.sizes):
        is_nowhere_zero = _introduce(matrix, context, at)
    return Value((matrix.sizes[0], matrix.sizes[0]), typed.InverseOf(matrix, scope.inverses, is_nowhere_zero, at))


def _introduce(matrix: Value, context: Context, at: int) -> bool:
    """Gives a matrix of which it follows that it has an inverse the hypotheses on this inverse. Raises Unreadable where
    it does not follow, if the matrix is the same wherever the formula is used. Of a diagonal matrix, whether it
    follows: it is understood where it does not, too."""
    probe = Probe(context.scope)
    row, column, body = _entry_of(matrix, probe)
    own = {value.name for value in context.locals.values() if isinstance(value, Symbol)}
    is_local = any(variable.name in own for variable in free_variables(body))
    chosen = _on_diagonal(body, row, column)
    if chosen is not None:
        return not is_local and _differs_from_zero(chosen, context.scope)
    if _key(body, row, column) in context.scope.inverses or is_local:
        return False
    if not context.locals:
        _refuse_varying(body, at)
    is_fixed = all(isinstance(one, Variable) or one in (row, column) for one in free_variables(body))
    if is_fixed and _has_inverse(body, row, column, context.scope):
        context.scope.hypotheses += assume_invertible(matrix, context.scope, at)
    elif not context.locals:
        raise _without_inverse(at)
    return False


def _facts(scope: Scope) -> tuple[Formula, ...]:
    """The hypotheses that can be said before all sizes are known."""
    facts: list[Formula] = []
    for hypothesis in scope.hypotheses:
        with suppress(Unreadable):
            facts += hypothesis.said.formulas(Probe(scope))
    return tuple(facts)


def _differs_from_zero(term: Term, scope: Scope) -> bool:
    """Whether it is evident from the hypotheses that a term is not 0."""
    with suppress(KernelError):
        decide(Different(term, ZERO), _facts(scope))
        return True
    return False


def _has_inverse(body: Term, row: IndexVariable, column: IndexVariable, scope: Scope) -> bool:
    """Whether it is evident from the hypotheses that a matrix has an inverse: it is positive definite, an inverse, the
    transpose of a matrix that has one, or the product of two."""
    facts = _facts(scope)
    named = {symbol.name for symbol in scope.inverses.values()}

    def is_made_of(part: Term) -> bool:
        turned = substitute(part, {row: column, column: row})
        if {_key(part, row, column), _key(turned, row, column)} & {*scope.inverses}:
            return True
        if isinstance(part, Entry) and isinstance(part.array, Variable) and part.array.name in named:
            return {*part.indices} == {row, column}
        if strictly_positive(part, row, column) in facts or is_positive_definite(part, row, column, facts):
            return True
        factors = _factors(part, row, column)
        return factors is not None and all(map(is_made_of, factors))

    return is_made_of(body)


def _factors(body: Term, row: IndexVariable, column: IndexVariable) -> tuple[Term, Term] | None:
    """The entries of two square matrices of which a matrix is the product."""
    if not isinstance(body, Sum) or body.size != row.size:
        return None
    between = IndexVariable("·2", row.size)
    match open_body(body.body, (between,)):
        case Multiply(factors=(left, right)):
            if column not in free_variables(left) and row not in free_variables(right):
                return substitute(left, {between: column}), substitute(right, {between: row})
    return None


def _without_inverse(at: int) -> Unreadable:
    return NO_INVERSE(
        r"nothing says that this matrix has an inverse: write 'assume $\det(A) \neq 0$' above, with this matrix in the "
        "place of A",
        at,
    )


@build.register
def _inverse(form: typed.InverseOf, environment: Environment, indices: tuple[Index, ...]) -> Term:
    row, column, body = _entry_of(form.matrix, environment)
    chosen = _on_diagonal(body, row, column)
    if chosen is not None:
        reciprocal = Power(substitute(chosen, {row: indices[0]}), number(-1))
        there = Choose(indices[0], indices[1], reciprocal, ZERO)
        if form.is_nowhere_zero:
            return there
        # where one number on the diagonal is 0 there is no inverse, and so no entry of it: 0 Σ 1/r is undefined there
        reciprocals = Sum(row.size, close_body(Power(chosen, number(-1)), (row,)))
        return Add((there, Multiply((ZERO, reciprocals))))
    _refuse_varying(body, form.at)
    key = _key(body, row, column)
    if key not in form.known:
        raise _without_inverse(form.at)
    return entry(form.known[key].array(environment), indices)


def _entry_of(matrix: Value, environment: Environment) -> tuple[IndexVariable, IndexVariable, Term]:
    """Letters for row and column, and the entry of the matrix there."""
    row, column = (
        IndexVariable(letter, environment.size(size))
        for letter, size in zip((_FIRST, _SECOND), matrix.sizes, strict=True)
    )
    return row, column, matrix.term(environment, (row, column))


def _key(body: Term, row: IndexVariable, column: IndexVariable) -> str:
    """The same for entries that are the same once they are worked out."""
    return normal_form(with_identity(body, row, column)).key if is_total(body) else body.key


def _on_diagonal(body: Term, row: IndexVariable, column: IndexVariable) -> Term | None:
    """The entry where row and column are the same, if it is written so that it is 0 elsewhere."""
    match body:
        case Choose(left=left, right=right, equal=equal, distinct=distinct):
            is_delta = {left, right} == {row, column} and distinct == ZERO
            return substitute(equal, {column: row}) if is_delta else None
        case Multiply(factors=factors):
            parts = [_on_diagonal(factor, row, column) for factor in factors]
            if all(part is None for part in parts):
                return None
            return Multiply(tuple(
                substitute(factor, {column: row}) if part is None else part
                for factor, part in zip(factors, parts, strict=True)
            ))  # fmt: skip
        case Add(terms=terms):
            found = [_on_diagonal(term, row, column) for term in terms]
            return Add(tuple(part for part in found if part is not None)) if None not in found else None
    return None


def _refuse_other_shapes(matrix: Value, at: int) -> None:
    """Raises Unreadable for what is no square matrix."""
    if len(matrix.sizes) != 2:
        raise NO_ARRAY(f"{matrix.shape} has no inverse; expected a square matrix", at)
    matrix.sizes[0].unify(matrix.sizes[1], at, "an inverse needs a square matrix, and the sizes of this one")


def _refuse_varying(body: Term, at: int) -> None:
    """Raises Unreadable where a matrix depends on what a derivative, a limit or a sum around it varies."""
    for variable in free_variables(body):
        if isinstance(variable, IndexVariable) and variable.name not in (_FIRST, _SECOND):
            raise VARYING(
                "this matrix depends on an index, and the inverses of a family of matrices are not understood: give "
                "the matrix that is meant a name of its own",
                at,
            )
        if variable.name.startswith("#"):
            raise VARYING(
                "something around this inverse varies what its matrix depends on, and such an inverse is not "
                "understood: state the derivative or limit by other means",
                at,
            )
