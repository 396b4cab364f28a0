"""Conclusions and hypotheses in the notation that the reader takes in exactly one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.documents.canonical import names
from derive.documents.canonical.arrays import matrix
from derive.documents.canonical.page import Page
from derive.documents.canonical.pieces import OPEN, PRODUCT, brackets
from derive.documents.canonical.terms import term
from derive.kernel import terms as kernel
from derive.kernel.terms import (
    ZERO,
    And,
    BoundIndex,
    Entry,
    Equal,
    ForAll,
    Formula,
    Implies,
    Index,
    IndexNumber,
    IndexVariable,
    Less,
    LessEqual,
    Multiply,
    Not,
    Number,
    Or,
    SameIndex,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    free_variables,
    open_body,
    subnodes,
    substitute,
)
from derive.language.relations import AT_MOST, CONVERSE, LESS, sign_of


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis as one writes it: the formula, the indices for which it holds, and under which conditions.

    ``is_lasting`` where the reader has to know it before the formula that it is a hypothesis of."""

    formula: str
    letters: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    is_lasting: bool = False

    @property
    def latex(self) -> str:
        """The hypothesis as one formula."""
        every = rf" \quad \text{{for all }} {', '.join(self.letters)}" if self.letters else ""
        guards = rf" \quad \text{{if }} {', '.join(self.conditions)}" if self.conditions else ""
        return self.formula + every + guards

    @property
    def directive(self) -> str:
        """The hypothesis as a directive of a document."""
        is_read = names.NOT_READ not in self.latex  # 'assume here' passes over a formula without a relation
        kind = "assume here" if is_read and not self.is_lasting else "assume"
        every = f" for all ${', '.join(self.letters)}$" if self.letters else ""
        guards = "".join(f" for ${condition}$" for condition in self.conditions)
        return f"{kind} ${self.formula}${every}{guards}"


def related(formula: kernel.Relation, page: Page) -> str:
    """A relation between two terms, a number on the right of an inequality."""
    left, relation, right = formula.left, sign_of(formula), formula.right
    if relation in (LESS, AT_MOST) and isinstance(left, Number) and not isinstance(right, Number):
        left, relation, right = right, CONVERSE[relation], left
    return beside(left, relation.latex, right, page)


def beside(left: Term, relation: str, right: Term, page: Page) -> str:
    """Two terms with the sign of a relation between them."""
    return f"{term(left, page).code} {relation} {term(right, page).code}"


# Conclusions -------------------------------------------------------------------------------------


def conclusion(formula: Formula, page: Page) -> str:
    """A formula as a claim; what claims cannot say in the notation of people, with a mark."""
    match formula:
        case kernel.Relation():
            return related(formula, page)
        case ForAll():
            code = semidefinite(formula, page) or best(formula, page)
            return code or names.NOT_READ + _quantified(formula, page)
        case _:
            return names.NOT_READ + _logical(formula, page)


def pair(one: Formula, other: Formula, page: Page) -> str | None:
    """Two formulas that one relation claims together: that two arg max are equal, or proportionality."""
    match one, other:
        case Implies(left=here, right=there), Implies() if other == Implies(there, here):
            sides = [_best_sides(side, page) if isinstance(side, ForAll) else None for side in (here, there)]
            if sides[0] is not None and sides[1] is not None:
                return f"{sides[0][1]} = {sides[1][1]}"
    proportional = proportionality(one, other)
    return beside(proportional[0], r"\propto", proportional[1], page) if proportional else None


def proportionality(one: Formula, other: Formula) -> tuple[Term, Term, dict[IndexVariable, IndexVariable]] | None:
    """Two sides that are proportional, where two formulas say so, and the indices over which, with those that stand
    for them elsewhere."""
    match one, other:
        case (
            Equal(left=Multiply(factors=(here, right_there)), right=Multiply(factors=(there, right_here))),
            Or(parts=(kernel.Different(left=right, right=zero), Equal(left=left, right=nought))),
        ):
            moved = _renamed(here, there)
            elsewhere = substitute(here, moved), substitute(right_here, moved)
            is_pair = zero == nought == ZERO and (left, right) == (here, right_here)
            if moved and is_pair and elsewhere == (there, right_there):
                return here, right_here, moved
    return None


def _renamed(here: Term, there: Term) -> dict[IndexVariable, IndexVariable]:
    """The free indices of a term that another one has others for, in the same places."""
    found: dict[IndexVariable, IndexVariable] = {}
    pending: list[tuple[object, object]] = [(here, there)]
    while pending:
        one, other = pending.pop()
        if isinstance(one, IndexVariable) and isinstance(other, IndexVariable) and one != other:
            found[one] = other
        elif isinstance(one, kernel.Node) and isinstance(other, kernel.Node) and type(one) is type(other):
            pending += zip(
                (part for _, part in one.named_parts()), (part for _, part in other.named_parts()), strict=False
            )
    return found


def best(formula: ForAll, page: Page) -> str | None:
    r"""``c = \arg\max_k …`` or ``c \in \arg\max_k …``."""
    sides = _best_sides(formula, page)
    return None if sides is None else " ".join((sides[0], "=" if sides[2] else r"\in", sides[1]))


def _best_sides(formula: ForAll, page: Page) -> tuple[str, str, bool] | None:
    """The index, the arg max (or arg min) that it is, and whether it is the only one."""
    if isinstance(formula.over, tuple):
        return None
    with page.indices(formula.body, (formula.over,)) as ((index,), opened):
        body, chosen = opened, None
        if isinstance(opened, Implies) and isinstance(opened.left, Not):
            same = opened.left.formula
            if not isinstance(same, SameIndex) or same.left != index or not isinstance(opened.right, Less):
                return None
            body, chosen = opened.right, same.right
        elif not isinstance(opened, LessEqual):
            return None
        assert isinstance(body, (Less, LessEqual))
        for operator, elsewhere, there in (("max", body.left, body.right), ("min", body.right, body.left)):
            place = _place(elsewhere, there, index) if chosen is None else chosen
            if place is not None and substitute(elsewhere, {index: place}) == there and elsewhere != there:
                code = rf"\arg\{operator}_{{{page.index(index)}}} {term(elsewhere, page).closed(PRODUCT)}"
                return page.index(place), code, chosen is not None
    return None


def _place(elsewhere: Term, there: Term, index: IndexVariable) -> Index | None:
    """The index that stands in one term where another one has a given index."""
    candidates = [part for part in subnodes(there) if isinstance(part, Index) and part.size == index.size]
    fitting = (part for part in candidates if not part.loose and substitute(elsewhere, {index: part}) == there)
    return next(fitting, None)


def semidefinite(formula: ForAll, page: Page) -> str | None:
    r"""``A \preceq B`` or ``A \prec B``, where a formula says it of every vector."""
    if not isinstance(formula.over, tuple) or len(formula.over) != 1:
        return None
    (size,) = formula.over
    vector = Variable("#v", (size,))
    match open_body(formula.body, (vector,)):
        case LessEqual(left=left, right=right):
            signs = (r"\preceq", r"\succeq")
        case Implies(left=apart, right=Less(left=left, right=right)) if apart == _length(vector, size):
            signs = (r"\prec", r"\succ")
        case _:
            return None
    low, high = _form(left, vector, size, page), _form(right, vector, size, page)
    if low is None or high is None or low == high == "0":
        return None
    return f"{high} {signs[1]} 0" if low == "0" else f"{low} {signs[0]} {high}"


def _length(vector: Variable, size: Size) -> Formula:
    """That a vector is not 0."""
    entry = Entry(vector, (BoundIndex(0, size),))
    return Less(ZERO, Sum(size, Multiply((entry, entry))))


def _form(side: Term, vector: Variable, size: Size, page: Page) -> str | None:
    """The matrix of a quadratic form in a vector."""
    if side == ZERO:
        return "0"
    if not isinstance(side, Sum) or not isinstance(side.body, Sum) or side.size != size or side.body.size != size:
        return None
    product = side.body.body
    ends = [Entry(vector, (BoundIndex(level, size),)) for level in (1, 0)]
    if not isinstance(product, Multiply) or len(product.factors) != 3 or [*product.factors[::2]] != ends:
        return None
    body = product.factors[1]
    return None if vector in free_variables(body) else matrix(body, (size, size), page, term)


# Hypotheses --------------------------------------------------------------------------------------


def hypothesis(formula: Formula, page: Page) -> Hypothesis:
    """A hypothesis as one writes it; what hypotheses cannot say in the notation of people, with a mark."""
    formula = _without_least(formula)
    if isinstance(formula, ForAll) and isinstance(formula.over, tuple):
        code = semidefinite(formula, page)
        return Hypothesis(code or names.NOT_READ + _quantified(formula, page))
    sizes: list[Size] = []
    body = formula
    while isinstance(body, ForAll) and not isinstance(body.over, tuple):
        sizes.append(body.over)
        body = body.body
    with page.reserved(()):
        letters = _alphabetical(sizes, page)
        indices = [IndexVariable(letter, size) for letter, size in zip(letters, sizes, strict=True)]
        return _guarded(open_body(body, indices), tuple(letters), page)


def _alphabetical(sizes: Sequence[Size], page: Page) -> list[str]:
    """Letters in the order of the alphabet, in which the reader binds them."""
    found: list[str] = []
    for size in sizes:
        found.append(names.index_letter(size, {*page.used, *found}))
    page.used.update(found)
    return sorted(found)


def _guarded(formula: Formula, letters: tuple[str, ...], page: Page) -> Hypothesis:
    conditions: list[str] = []
    while isinstance(formula, Implies):
        conditions.append(_simple(formula.left, page))
        formula = formula.right
    is_on_size = isinstance(formula, kernel.Relation) and not free_variables(formula)
    is_lasting = is_on_size or (bool(conditions) and not letters)
    return Hypothesis(_simple(formula, page), letters, tuple(conditions), is_lasting)


def _simple(formula: Formula, page: Page) -> str:
    """A relation between numbers or indices; anything else with a mark."""
    match formula:
        case kernel.Relation():
            return related(formula, page)
        case SameIndex(left=one, right=other):
            return f"{page.index(one)} = {page.index(other)}"
        case Not(formula=SameIndex(left=one, right=other)):
            return rf"{page.index(one)} \ne {page.index(other)}"
        case And(parts=(one, other)):
            sides = proportionality(one, other)
            if sides is not None:
                return beside(sides[0], r"\propto", sides[1], page)
    return names.NOT_READ + _logical(formula, page)


def _without_least(formula: Formula) -> Formula:
    """The formula without the remark that an index exists, which the reader adds by itself."""
    match formula:
        case And(parts=(part, LessEqual(left=Number(value=value), right=SizeValue(size=size)))):
            numbered = (sub for sub in subnodes(part) if isinstance(sub, IndexNumber) and sub.size == size)
            if any(sub.value == value for sub in numbered):
                return _without_least(part)
    return formula


# Logic in the notation of people -----------------------------------------------------------------


def _logical(formula: Formula, page: Page) -> str:
    """Any formula, for people."""
    match formula:
        case kernel.Relation() | SameIndex() | Not(formula=SameIndex()):
            return _simple(formula, page)
        case Not(formula=inner):
            return rf"\lnot {brackets(_logical(inner, page))}"
        case And(parts=parts) | Or(parts=parts):
            sign = r" \land " if isinstance(formula, And) else r" \lor "
            return sign.join(brackets(_logical(part, page)) for part in parts) or r"\text{nothing}"
        case Implies(left=left, right=right):
            return rf"{brackets(_logical(left, page))} \implies {brackets(_logical(right, page))}"
        case ForAll() | kernel.Exists():
            return _quantified(formula, page)
        case kernel.Smooth(sizes=sizes, body=body):
            with page.array(body, sizes) as (variable, opened):
                name = names.whole(variable.name)
                return rf"{name} \mapsto {term(opened, page).closed(OPEN)} \text{{ is smooth}}"
    raise AssertionError(f"a formula of an unknown kind: {type(formula).__name__}")


def _quantified(formula: kernel.Quantifier, page: Page) -> str:
    sign = r"\forall" if isinstance(formula, ForAll) else r"\exists"
    if isinstance(formula.over, tuple):
        with page.array(formula.body, formula.over) as (variable, opened):
            return rf"{sign} {names.whole(variable.name)} : {brackets(_logical(opened, page))}"
    with page.indices(formula.body, (formula.over,)) as ((index,), opened):
        return rf"{sign} {page.index(index)} : {brackets(_logical(opened, page))}"
