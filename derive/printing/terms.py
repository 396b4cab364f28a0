"""Prints terms, in the style of LaTeX or of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from derive.kernel import terms as kernel
from derive.kernel.terms import (
    Array,
    Derivative,
    Entry,
    Index,
    IndexVariable,
    N,
    Node,
    Size,
    Term,
    Variable,
    open_body,
)
from derive.language.abbreviation import Abbreviation
from derive.language.binders import Letters
from derive.language.extrema import largest_terms
from derive.language.statement import sizes_of
from derive.printing import letters
from derive.printing.abbreviations import (
    Minimum,
    Smallest,
    parts_of,
    recognised,
    split_powers,
    with_minima,
    without_sign,
)
from derive.printing.styles import ATOM, FRACTION, OPEN, PRODUCT, SUM, LatexStyle, Piece, TextStyle
from derive.printing.symbols import Symbol, Symbols, symbol_of, symbols

Names = Sequence[Abbreviation]

NO_LETTERS: Letters = MappingProxyType({})


@lru_cache(maxsize=5_000)
def opened(body: N, replacements: tuple[kernel.Bound, ...]) -> N:
    """As :func:`open_body`, remembered: what is printed as LaTeX is printed as text, too."""
    return open_body(body, replacements)


def is_number(term: Term, value: int) -> bool:
    return isinstance(term, kernel.Number) and term.value == value


class Taken:
    """The letters that are taken: the names in use, outer binders included, and what would look like one of them."""

    def __init__(self, used: Iterable[str], symbols: Symbols) -> None:
        self.used = set(used)
        self.symbols = symbols

    def __contains__(self, letter: object) -> bool:
        return letter in self.used or self.symbols.looks_taken(str(letter))

    def copy(self) -> Taken:
        return Taken(self.used, self.symbols)


class TermPrinter:
    """Spells nodes in one style. ``used`` are the letters that are taken; what is printed ``beside`` the nodes has
    symbols of its own, which must not look like those of the nodes. ``letters`` are the names that authors gave to
    bound variables; ``met`` are the abbreviations that occurred. Where ``settled``, a choice between values that is
    made already is printed as the value."""

    def __init__(
        self,
        style: LatexStyle,
        names: Names,
        nodes: Sequence[Node],
        beside: Sequence[Node] = (),
        letters: Letters = NO_LETTERS,
    ) -> None:
        self.style, self.names, self.letters = style, tuple(names), letters
        self.met: dict[Abbreviation, None] = {}
        self.settled = False
        self.patterns = tuple(map(recognised, self.names))
        self.inline = False
        heads = tuple(_head(style, name) for name in self.names)
        own = symbols(style, tuple(nodes), heads)
        self.symbols = symbols(style, (*nodes, *beside), heads) if beside else own
        taken = {variable.name for node in nodes for variable in kernel.free_variables(node)}
        taken |= {size for node in nodes for size in sizes_of(node) if isinstance(size, str)}
        taken |= {name.name.split("_")[0] for name in self.names}
        self.used = Taken({"e", *taken, *self.symbols.marked}, own)

    # Indices, arrays, binders ------------------------------------------------------------------

    def index(self, index: Index) -> str:
        if isinstance(index, IndexVariable):
            return self.symbols.name(symbol_of(index), [self.index(argument) for argument in index.arguments])
        if isinstance(index, kernel.IndexNumber):
            return str(index.value)
        assert isinstance(index, kernel.LastIndex)
        return self.size(index.size)

    def ranging(self, index: IndexVariable) -> str:
        """A bound index, with its range where that has to be told."""
        is_fixed = self.style.ranges and isinstance(index.size, int)
        return self.index(index) + (f"{self.style.at_most}{index.size}" if is_fixed else "")

    def size(self, size: Size) -> str:
        return self.symbols.name(Symbol("size", size)) if isinstance(size, str) else str(size)

    def array(self, array: Array) -> str:
        if isinstance(array, kernel.Lambda):
            with_indices, body = self.open_indices(array.body, array.sizes)
            code = self.style.array(self.term(body).code, [self.index(index) for index in with_indices])
            self.close(*with_indices)
            return code
        assert isinstance(array, Variable)
        return self.symbols.name(symbol_of(array))

    def entry(self, array: Array, indices: Sequence[Index]) -> str:
        spelled = [self.index(index) for index in indices]
        if isinstance(array, Variable):
            return self.symbols.name(symbol_of(array), spelled)
        return self.array(array) if not spelled else f"{self.array(array)}[{','.join(spelled)}]"

    def open_indices(self, body: Term, sizes: Sequence[Size], pair: bool = False) -> tuple[list[IndexVariable], Term]:
        """The body with letters for the indices that it binds; :meth:`close` frees them again."""
        indices = []
        for size in sizes:
            indices.append(IndexVariable(letters.index_letter(size, self.used, pair), size))
            self.used.used.add(indices[-1].name)
        return indices, opened(body, tuple(indices))

    def fresh_variable(self, sizes: tuple[Size, ...], body: Node, binder: Node) -> Variable:
        """A variable for what is bound, with the name that its author gave to it where that is free."""
        marked = Variable("?", sizes)
        at_marked = opened(body, (marked,))
        letter = self.author_letter(binder)
        if letter is None:
            if isinstance(binder, kernel.Limit):
                candidates = letters.LARGE_LETTERS if "infinity" in binder.direction else letters.LIMIT_LETTERS
                letter = letters.choose(candidates, self.used)
            else:
                letter = letters.variable_letter(marked, at_marked, self.used)
        variable = Variable(letter, sizes)
        self.used.used.add(variable.name)
        return variable

    def author_letter(self, binder: Node) -> str | None:
        """The name that an author gave to what is bound, where nothing else has it."""
        letter = self.letters.get(binder)
        if letter is None and any(isinstance(part, (Minimum, Smallest)) for part in kernel.subnodes(binder)):
            letter = next((name for node, name in self.letters.items() if with_minima(node) == binder), None)
        return None if letter is None or letter in self.used else letter

    def close(self, *variables: IndexVariable | Variable) -> None:
        self.used.used -= {variable.name for variable in variables}

    # Terms -------------------------------------------------------------------------------------

    def term(self, term: Term) -> Piece:
        for pattern in self.patterns:
            places = pattern.instance(term)
            if places is not None:
                return self.abbreviated(pattern.own, places)
        positive = without_sign(term)
        if positive is not None:
            piece = self.term(positive)
            code = piece.code if piece.level > SUM else self.style.brackets(piece.code)
            return Piece(self.style.minus.strip() + code, SUM)
        match term:
            case kernel.Number(value=value):
                return self.style.number(value)
            case kernel.SizeValue(size=size):
                return Piece(self.size(size))
            case kernel.Entry(array=array, indices=places):
                return Piece(self.entry(array, places))
            case kernel.Add():
                return self.sum(term)
            case kernel.Multiply():
                return self.product(parts_of(term))
            case kernel.Power():
                return self.power(term)
            case kernel.Exp(argument=argument):
                inline, self.inline = self.inline, True
                code = self.term(argument).code
                self.inline = inline
                piece = self.style.exponential(code)
                kept = inline or piece.code[:2] == "e^"
                return piece if kept else self.style.exponential(self.term(argument).code)
            case kernel.Log(argument=argument):
                return Piece(self.style.logarithm(self.operand(argument)), OPEN)
            case kernel.Absolute(argument=argument):
                return self.style.absolute(self.term(argument).code)
            case kernel.Step(argument=argument):
                return self.style.indicator(self.term(argument).code + self.style.at_least + "0")
            case kernel.Choose():
                return self.choose(term)
            case kernel.Sum() | kernel.Product():
                return self.big(term)
            case Smallest(terms=terms):
                return self.style.among("min", [self.term(part).code for part in terms])
            case Minimum() | kernel.Maximum():
                listed = largest_terms(term)
                if listed is not None:
                    return self.style.among("max", [self.term(part).code for part in listed])
                return self.extreme(term)
            case kernel.Derivative():
                return self.derivative(term)
            case kernel.Limit():
                return self.limit(term)
            case kernel.Rank():
                return self.rank(term)
        raise AssertionError(f"a term of an unknown kind: {type(term).__name__}")

    def abbreviated(self, name: Abbreviation, places: Sequence[Index]) -> Piece:
        self.met[name] = None
        spelled = [self.index(place) for place in places]
        if "%s" not in name.name:
            return Piece(self.style.name(name.name, spelled))
        given = name.text if isinstance(self.style, TextStyle) and name.text else name.name
        return Piece(given.replace("%s", letters.joined(spelled)), FRACTION if "^" in given else ATOM)

    def operand(self, term: Term) -> str:
        """What a function's name stands before, in brackets where they are needed."""
        piece = self.term(term)
        opens = piece.code.startswith(("(", "\\left("))  # log (a)^2 is read as the square of log a
        return piece.code if piece.level >= OPEN and not opens else self.style.brackets(piece.code)

    def sum(self, term: kernel.Add) -> Piece:
        parts: list[Term | Piece] = list(parts_of(term))
        for pattern in self.patterns:
            terms = [part for part in parts if isinstance(part, Term)]
            found = pattern.among(terms, kernel.Add)
            if found is not None and len(terms) == len(parts):
                parts[found[1][0]] = self.abbreviated(pattern.own, found[0])
                parts = [part for place, part in enumerate(parts) if place not in found[1][1:]]
        code = ""
        for part in parts:
            positive = without_sign(part) if isinstance(part, Term) else None
            piece = part if isinstance(part, Piece) else self.term(positive or part)
            spelled = piece.code if piece.level > SUM else self.style.brackets(piece.code)
            if not code:
                code = (self.style.minus.strip() if positive else "") + spelled
            else:
                code += (self.style.minus if positive else self.style.plus) + spelled
        if len(parts) == 1 and not code.startswith(self.style.minus.strip()):
            return Piece(code, PRODUCT)
        return Piece(code or "0", SUM if parts else ATOM)

    def product(self, factors: tuple[Term, ...]) -> Piece:
        items = self.named_factors(factors)
        coefficient = Fraction(1)
        above: list[Piece] = []
        below: list[Piece] = []
        split = 0
        for item in items:
            if isinstance(item, kernel.Number):
                coefficient *= item.value
            elif isinstance(item, kernel.Power) and (under := self.inverse(item)) is not None:
                below.append(under)
                split = len(above)
            else:
                above.append(item if isinstance(item, Piece) else self.term(item))
        return self.assembled(coefficient, above, below, split)

    def assembled(self, coefficient: Fraction, above: list[Piece], below: list[Piece], split: int) -> Piece:
        """The product of a number and factors over others. Where operators such as sums follow all of
        the divisors, at ``split``, they stand after the fraction."""
        behind: list[Piece] = []
        if below and above[split:] and all(piece.level == OPEN for piece in above[split:]):
            above, behind = above[:split], above[split:]
        if below:
            over, under = (self.style.number(Fraction(part)) for part in coefficient.as_integer_ratio())
            above = [over, *above] if over.code != "1" or not above else above
            below = [under, *below] if under.code != "1" else below
            fraction = self.style.fraction(self.bracketed(above), self.bracketed(below), self.inline)
            above = [fraction, *behind]
        elif coefficient != 1 or not above:
            above = [self.style.number(coefficient), *above]
        if len(above) == 1:
            return above[0]
        code = self.style.product([piece.code for piece in self.bracketed(above)])
        return Piece(code, PRODUCT, above[-1].takes_more)

    def bracketed(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Factors with brackets where they need them; those that extend to the right only before others."""
        if len(pieces) == 1:
            return list(pieces)
        last = len(pieces) - 1
        return [
            Piece(self.style.brackets(piece.code))
            if piece.level == SUM or (piece.takes_more and place < last)
            else piece
            for place, piece in enumerate(pieces)
        ]

    def named_factors(self, factors: tuple[Term, ...]) -> list[Term | Piece]:
        """The factors, with those that make up an abbreviation replaced by its name."""
        plain = self.replaced(factors)
        split = split_powers(factors)
        if len(split) == len(factors):
            return plain
        replaced = self.replaced(split)
        inverses = {part for part in split if part not in factors}
        return plain if any(item in inverses for item in replaced if isinstance(item, Term)) else replaced

    def replaced(self, factors: Sequence[Term]) -> list[Term | Piece]:
        items: list[Term | Piece] = list(factors)
        for pattern in self.patterns:
            while True:
                terms = [(place, item) for place, item in enumerate(items) if isinstance(item, Term)]
                found = pattern.among([item for _, item in terms], kernel.Multiply)
                if found is None:
                    break
                taken = sorted(terms[place][0] for place in found[1])
                items[taken[0]] = self.abbreviated(pattern.own, found[0])
                items = [item for place, item in enumerate(items) if place not in taken[1:]]
        return items

    def inverse(self, power: kernel.Power) -> Piece | None:
        """What stands below the bar, for a power with a negative number as its exponent."""
        if not isinstance(power.exponent, kernel.Number) or power.exponent.value >= 0:
            return None
        if any(pattern.instance(power) is not None for pattern in self.patterns):
            return None
        if power.exponent.value == -1:
            return self.term(power.base)
        return self.power(kernel.Power(power.base, kernel.Number(-power.exponent.value)))

    def power(self, power: kernel.Power) -> Piece:
        below = self.inverse(power)
        if below is not None:
            return self.assembled(Fraction(1), [], [below], 0)
        if isinstance(power.exponent, kernel.Number) and power.exponent.value == Fraction(1, 2):
            return self.style.root(self.term(power.base).code)
        base = self.term(power.base)
        code = base.code if base.level == ATOM else self.style.brackets(base.code)
        inline, self.inline = self.inline, True
        exponent = self.term(power.exponent).code
        self.inline = inline
        return self.style.power(code, exponent)

    def choose(self, choose: kernel.Choose) -> Piece:
        if self.settled and choose.left == choose.right:
            return self.term(choose.equal)
        left, right = self.index(choose.left), self.index(choose.right)
        if is_number(choose.equal, 1) and is_number(choose.distinct, 0):
            return self.style.delta(left, right)
        if is_number(choose.equal, 0) and is_number(choose.distinct, 1):
            return Piece(self.style.indicator(left + self.style.different + right).code)
        rows: list[tuple[str, str]] = []
        rest: Term = choose
        while isinstance(rest, kernel.Choose) and not is_number(rest.distinct, 0):
            rows.append((self.term(rest.equal).code, self.index(rest.left) + self.style.equal + self.index(rest.right)))
            rest = rest.distinct
        if not rows:
            rows.append((self.term(choose.equal).code, left + self.style.equal + right))
            rest = kernel.ZERO
        condition = left + self.style.different + right if len(rows) == 1 else ""
        return self.style.cases([*rows, (self.term(rest).code, condition)])

    # Operators ---------------------------------------------------------------------------------

    def extreme(self, term: Minimum | kernel.Maximum) -> Piece:
        indices, body = self.open_indices(term.body, (term.size,))
        operator = "min" if isinstance(term, Minimum) else "max"
        code = self.style.big(operator, self.ranging(indices[0]), "", True) + self.operand(body)
        self.close(*indices)
        return Piece(code, OPEN)

    def big(self, term: kernel.Sum | kernel.Product) -> Piece:
        kind, operator, neutral = (
            (kernel.Sum, "sum", 0) if isinstance(term, kernel.Sum) else (kernel.Product, "prod", 1)
        )
        double = isinstance(term.body, kind) and term.body.size == term.size
        indices, body = self.open_indices(term.body, (term.size,), pair=double)
        while isinstance(body, kind) and body.size == term.size and _restriction(body, neutral) is None:
            more, body = self.open_indices(body.body, (term.size,), pair=True)
            indices += more
        other = _restricted(body, indices[-1], neutral) if len(indices) == 1 else None
        below, above = ",".join(self.index(index) for index in indices) + "=1", self.size(term.size)
        if other is not None and isinstance(body, kernel.Choose):
            below, above = self.index(indices[0]) + self.style.different + self.index(other), ""
            if self.style.ranges and isinstance(term.size, int):
                below += ", " + self.ranging(indices[0])
            body = body.distinct
        piece = self.term(body)
        code = self.style.brackets(piece.code) if piece.level == SUM else piece.code
        self.close(*indices)
        tells_range = all(_is_place_of_an_entry(index, body) for index in indices)
        return Piece(self.style.big(operator, below, above, tells_range) + code, OPEN)

    def derivative(self, term: kernel.Derivative) -> Piece:
        point = term.point
        variable = point if isinstance(point, Variable) and point not in kernel.free_variables(term.body) else None
        fresh = variable or self.fresh_variable(point.sizes, term.body, term)
        order = [term.indices]
        body = opened(term.body, (fresh,))
        while isinstance(body, kernel.Derivative) and body.point == fresh:
            if fresh in kernel.free_variables(body.body):
                break
            order.insert(0, body.indices)
            body = opened(body.body, (fresh,))
        variables = [self.entry(fresh, indices) for indices in order]
        piece = self.term(body)
        if piece.level == ATOM:
            result = self.style.derivative(variables, piece.code)
        else:
            code = piece.code if piece.level >= OPEN else self.style.brackets(piece.code)
            result = Piece(f"{self.style.derivative(variables, None).code} {code}", OPEN)
        if variable is None:
            self.close(fresh)
            return self.style.evaluated(result.code, self.entry(fresh, ()), self.array(point))
        return result

    def rank(self, term: kernel.Rank) -> Piece:
        indices, body = self.open_indices(term.body, (term.rows, term.columns), pair=True)
        code = self.term(body).code
        row, column = (self.index(index) for index in indices)
        self.close(*indices)
        return self.style.rank(code, row, column, self.size(term.rows), self.size(term.columns))

    def limit(self, term: kernel.Limit) -> Piece:
        variable = self.fresh_variable((), term.body, term)
        body = self.term(opened(term.body, (variable,)))
        side = {"above": "+", "below": "-"}.get(term.direction, "")
        point = self.term(term.point)
        if term.direction in ("infinity", "-infinity"):
            sign = self.style.minus.strip() if term.direction.startswith("-") else ""
            point = Piece(sign + self.style.infinity)
        code = body.code if body.level > SUM else self.style.brackets(body.code)
        operator = self.style.limit(self.entry(variable, ()), point, side)
        self.close(variable)
        return Piece(operator + code, OPEN)


def _head(style: LatexStyle, name: Abbreviation) -> str:
    """What an abbreviation looks like without its indices."""
    if "%s" not in name.name:
        return style.name(name.name)
    given = name.text if isinstance(style, TextStyle) and name.text else name.name
    return re.split(r"[_^(\[%]", given, maxsplit=1)[0]


def _is_place_of_an_entry(index: IndexVariable, body: Term) -> bool:
    """Whether a variable has the index, so that a reader who knows the variable knows what the index ranges over."""
    return any(index in part.indices for part in kernel.subnodes(body) if isinstance(part, (Entry, Derivative)))


def _restriction(term: kernel.Sum | kernel.Product, neutral: int) -> Index | None:
    """The index that the sum or product leaves out, perhaps one that is bound further out."""
    bound = kernel.BoundIndex(0, term.size)
    return _restricted(term.body, bound, neutral)


def _restricted(body: Term, bound: Index, neutral: int) -> Index | None:
    if not isinstance(body, kernel.Choose) or not is_number(body.equal, neutral):
        return None
    if bound not in (body.left, body.right) or body.left == body.right:
        return None
    if is_number(body.distinct, 1 - neutral):
        return None
    return body.right if body.left == bound else body.left
