"""Prints terms and formulas as a paper would: as LaTeX, or as plain Unicode text.

Bound variables, nameless in the kernel, get letters that nothing else in the formula uses. A
difference is a sum with a negative factor, a quotient a product with a power −1; both are printed
in the usual way. :class:`Abbreviation` names what is to be printed by a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from derive.kernel import terms as kernel
from derive.kernel.terms import Array, Formula, Index, IndexVariable, Node, Sort, Term, Variable
from derive.language.abbreviation import Abbreviation
from derive.language.binders import Letters
from derive.language.relations import is_turned
from derive.language.statement import Statement
from derive.printing import letters
from derive.printing.abbreviations import recognised, with_minima
from derive.printing.styles import LatexStyle, TextStyle
from derive.printing.symbols import Symbols
from derive.printing.terms import NO_LETTERS, Names, TermPrinter, is_number, opened


def to_latex(node: Node, names: Names = (), beside: Sequence[Node] = (), letters: Letters = NO_LETTERS) -> str:
    """A term, formula, array or index without loose bound variables, as LaTeX in ASCII for math mode.

    What is printed ``beside`` it, the rest of its statement above all, has symbols that must not look like its own."""
    return Printer(LatexStyle(), names, (node,), beside, letters).spell(node)


def to_text(node: Node, names: Names = (), beside: Sequence[Node] = (), letters: Letters = NO_LETTERS) -> str:
    """As :func:`to_latex`, as Unicode text for a terminal."""
    return Printer(TextStyle(), names, (node,), beside, letters).spell(node)


def declared(variable: IndexVariable | Variable, style: LatexStyle) -> str:
    """A variable, and where an array takes its values."""
    printer = Printer(style, (), (variable,))
    space = style.space([printer.size(size) for size in variable.sizes]) if isinstance(variable, Variable) else ""
    return printer.spell(variable) + (style.element + space if space else "")


def hypotheses_to_latex(
    hypotheses: Sequence[Formula], names: Names = (), beside: Sequence[Node] = (), letters: Letters = NO_LETTERS
) -> tuple[str, ...]:
    """Hypotheses as one states them: y ∈ Δ for two formulas, "for all k" after the formula."""
    printer = Printer(LatexStyle(), names, hypotheses, beside, letters)
    return tuple(printer.listed(hypotheses))


def hypotheses_to_text(
    hypotheses: Sequence[Formula], names: Names = (), beside: Sequence[Node] = (), letters: Letters = NO_LETTERS
) -> tuple[str, ...]:
    """As :func:`hypotheses_to_latex`, as text."""
    printer = Printer(TextStyle(), names, hypotheses, beside, letters)
    return tuple(printer.listed(hypotheses))


def statement_to_latex(statement: Statement, names: Names = (), letters: Letters = NO_LETTERS) -> str:
    """The conclusion, one line for each formula of a conjunction, then one for each abbreviation."""
    return _statement(LatexStyle(), statement, names, ("\\text{where}\\quad ", "\\text{and}\\quad "), letters)


def statement_to_text(statement: Statement, names: Names = (), letters: Letters = NO_LETTERS) -> str:
    """As :func:`statement_to_latex`, as text."""
    return _statement(TextStyle(), statement, names, ("where ", "      "), letters)


@dataclass(frozen=True)
class Printed:
    """A theorem as text, for a reader who sees nothing else of it: what has to be said of symbols that are more
    special than they look, the hypotheses, and the lines of the conclusion."""

    symbols: tuple[str, ...]
    hypotheses: tuple[str, ...]
    conclusion: tuple[str, ...]


def theorem_to_text(statement: Statement) -> Printed:
    """A theorem whose names may be chosen so as to mislead: no two symbols look alike, and every range is told."""
    style = TextStyle(ranges=True)
    whole = (*statement.hypotheses, statement.conclusion)
    found = Symbols(style, whole)
    hypotheses = tuple(Printer(style, (), (one,), whole).spell(one) for one in statement.hypotheses)
    lines = tuple(_statement(style, statement, (), ("", ""), NO_LETTERS).splitlines())
    return Printed(tuple(map(found.declared, found.unusual())), hypotheses, lines)


def met_in(names: Names, nodes: Iterable[Node]) -> tuple[Abbreviation, ...]:
    """The abbreviations that occur where the nodes are printed, and in the definitions of such ones."""
    found: set[Abbreviation] = set()
    pending = [(node, tuple(names)) for node in dict.fromkeys(nodes)]
    while pending and len(found) < len(names):
        node, known = pending.pop()
        printer = Printer(LatexStyle(), known, (node,))
        printer.settled = True
        printer.spell(node)
        for own in printer.met:
            if own not in found:
                pending.append((_example(own, LatexStyle(), names)[0], without(own, names)))
                found.add(own)
    return tuple(name for name in names if name in found)


def without(own: Abbreviation, names: Names) -> tuple[Abbreviation, ...]:
    """The other abbreviations."""
    return tuple(name for name in names if name != own)


def definitions(names: Names, style: LatexStyle | None = None) -> tuple[str, ...]:
    """What the abbreviations stand for: p_i = e^{z_i} / S."""
    style = style or LatexStyle()
    found = []
    for own in names:
        left, places = _example(own, style, names)
        printer = Printer(style, without(own, names), (left,))
        printer.settled = True
        found.append(printer.abbreviated(own, places).code + style.equal + printer.spell(left))
    return tuple(found)


def _example(own: Abbreviation, style: LatexStyle, names: Names) -> tuple[Term, tuple[Index, ...]]:
    """What an abbreviation stands for at indices that have letters, and these."""
    pattern = recognised(own)
    used = Printer(style, without(own, names), (pattern.body,)).used.copy()
    left = pattern.body
    for index in pattern.indices:
        letter = letters.index_letter(index.size, used, pair=True)
        used.used.add(letter)
        left = kernel.substitute(left, {index: IndexVariable(letter, index.size)})
    return left, pattern.instance(left) or ()


def _statement(style: LatexStyle, statement: Statement, names: Names, where: tuple[str, str], letters: Letters) -> str:
    conclusion = statement.conclusion
    split = isinstance(conclusion, kernel.And) and _equivalence(conclusion) is None
    parts = conclusion.parts if split and isinstance(conclusion, kernel.And) else (conclusion,)
    lines = [Printer(style, names, (part, *statement.hypotheses), parts, letters).spell(part) for part in parts]
    lines += [where[place > 0] + line for place, line in enumerate(definitions(names, style))]
    return "\n".join(lines)


class Printer(TermPrinter):
    """Spells terms and formulas in one style."""

    def spell(self, node: Node) -> str:
        """A node without loose bound variables."""
        node = with_minima(node)
        if isinstance(node, Term):
            return self.term(node).code
        if isinstance(node, Formula):
            return self.formula(node)
        if isinstance(node, Index):
            return self.index(node)
        assert isinstance(node, Array)
        return self.array(node)

    def open_sort(self, over: Sort, body: Formula, binder: Formula) -> tuple[IndexVariable | Variable, Formula]:
        """As :meth:`open_indices`, for a quantifier."""
        if not isinstance(over, tuple):
            index = IndexVariable(self.author_letter(binder) or letters.index_letter(over, self.used), over)
            self.used.used.add(index.name)
            return index, opened(body, (index,))
        variable = self.fresh_variable(over, body, binder)
        return variable, opened(body, (variable,))

    def formula(self, formula: Formula) -> str:
        match formula:
            case kernel.Equal(left=left, right=right):
                return self.related(left, self.style.equal, right)
            case kernel.Different(left=left, right=right):
                return self.related(left, self.style.different, right)
            case kernel.Less(left=left, right=right):
                return self.ordered(left, self.style.less, self.style.more, right)
            case kernel.LessEqual(left=left, right=right):
                return self.ordered(left, self.style.at_most, self.style.at_least, right)
            case kernel.SameIndex(left=left, right=right):
                return self.index(left) + self.style.equal + self.index(right)
            case kernel.Not(formula=kernel.SameIndex(left=left, right=right)):
                return self.index(left) + self.style.different + self.index(right)
            case kernel.Not(formula=inner):
                return self.style.negation + self.style.brackets(self.formula(inner))
            case kernel.And(parts=parts):
                both = _equivalence(formula)
                if both is not None:
                    return self.style.iff.join(self.side(part) for part in both)
                *others, last = self.listed(parts) or [self.style.true]
                return self.style.conjunction.join([*map(self.closed, others), last])
            case kernel.Or(parts=parts):
                return self.style.disjunction.join(self.side(part) for part in parts) if parts else self.style.false
            case kernel.Implies(left=left, right=right):
                return self.end(left) + self.style.implies + self.end(right)
            case kernel.ForAll() | kernel.Exists():
                return self.quantified(formula)
            case kernel.Smooth(sizes=sizes, body=body):
                variable = self.fresh_variable(sizes, body, formula)
                code = self.term(opened(body, (variable,))).code
                function = self.style.brackets(self.entry(variable, ()) + self.style.maps_to + code)
                self.close(variable)
                return function + self.style.element + self.style.smooth([self.size(size) for size in sizes])
        raise AssertionError(f"a formula of an unknown kind: {type(formula).__name__}")

    def related(self, left: Term, relation: str, right: Term) -> str:
        return self.term(left).code + relation + self.term(right).code

    def ordered(self, left: Term, relation: str, converse: str, right: Term) -> str:
        """An inequality, with a number on the right where there is one."""
        if is_turned(kernel.Less(left, right)):
            return self.related(right, converse, left)
        return self.related(left, relation, right)

    def side(self, formula: Formula) -> str:
        """A formula as a side of a connective."""
        code = self.formula(formula)
        simple = (kernel.Equal, kernel.Different, kernel.Less, kernel.LessEqual, kernel.SameIndex, kernel.Not)
        return code if isinstance(formula, simple) else self.style.brackets(code)

    def end(self, formula: Formula) -> str:
        """A formula as a side of an implication, which binds weaker than "and"."""
        if isinstance(formula, kernel.And) and _equivalence(formula) is None:
            return self.style.conjunction.join(map(self.closed, self.listed(formula.parts) or [self.style.true]))
        if isinstance(formula, kernel.ForAll) and not isinstance(formula.over, tuple):
            return self.closed(self.afterwards(formula))
        return self.side(formula)

    def closed(self, code: str) -> str:
        """A formula in brackets where it begins with a quantifier, which reaches as far as it can."""
        return self.style.brackets(code) if code.startswith((self.style.for_all, self.style.exists)) else code

    def quantified(self, formula: kernel.ForAll | kernel.Exists) -> str:
        kind = type(formula)
        opened: list[IndexVariable | Variable] = []
        body: Formula = formula
        while isinstance(body, kind):
            variable, body = self.open_sort(body.over, body.body, body)
            opened.append(variable)
        groups: list[tuple[str, list[str]]] = []
        for variable in opened:
            sizes = variable.sizes if isinstance(variable, Variable) else ()
            space = self.style.element + self.style.space([self.size(size) for size in sizes])
            domain = space if isinstance(variable, Variable) else ""
            if not groups or groups[-1][0] != domain:
                groups.append((domain, []))
            name = self.style.name(variable.name) if isinstance(variable, Variable) else self.ranging(variable)
            groups[-1][1].append(name)
        sign = self.style.for_all if kind is kernel.ForAll else self.style.exists
        prefix = self.style.comma.join(sign + ", ".join(names) + domain for domain, names in groups)
        code = self.formula(body)
        self.close(*opened)
        return prefix + self.style.such_that + code

    def listed(self, formulas: Sequence[Formula]) -> list[str]:
        """Formulas that all hold: a distribution is an element of Δ, "for all k" follows the formula."""
        formulas = [with_minima(formula) for formula in formulas]
        signs = [_sign_of(formula) for formula in formulas]
        totals = [kernel.Equal(_total(sign[0]), kernel.ONE) for sign in signs if sign is not None]
        distributions = [total for total in totals if total in formulas]
        found: list[str] = []
        for formula, sign in zip(formulas, signs, strict=True):
            if formula in distributions:
                continue
            if sign is not None and kernel.Equal(_total(sign[0]), kernel.ONE) in distributions:
                array, strict = sign
                found.append(self.array(array) + self.style.element + self.style.simplex(self.size(array.sizes[0])))
                if not strict:
                    continue
            found.append(self.afterwards(formula))
        return found

    def afterwards(self, formula: Formula) -> str:
        """A formula with its bound indices named after it, as in "p_k > 0 for all k"."""
        opened: list[IndexVariable | Variable] = []
        body = formula
        while isinstance(body, kernel.ForAll) and not isinstance(body.over, tuple):
            variable, body = self.open_sort(body.over, body.body, body)
            opened.append(variable)
        if not opened or isinstance(body, (kernel.ForAll, kernel.Exists, kernel.Implies, kernel.And, kernel.Or)):
            self.close(*opened)
            if isinstance(formula, kernel.And):
                return self.end(formula)
            return self.side(formula) if isinstance(formula, (kernel.Or, kernel.Implies)) else self.formula(formula)
        indices = [index for index in opened if isinstance(index, IndexVariable)]
        code = self.formula(body) + self.style.always + ", ".join(map(self.ranging, indices))
        self.close(*opened)
        return code


def _equivalence(formula: Formula) -> tuple[Formula, Formula] | None:
    if isinstance(formula, kernel.And) and len(formula.parts) == 2:
        first, second = formula.parts
        if isinstance(first, kernel.Implies) and second == kernel.Implies(first.right, first.left):
            return first.left, first.right
    return None


def _sign_of(formula: Formula) -> tuple[Variable, bool] | None:
    """The vector whose entries are ≥ 0, and whether they are > 0."""
    if isinstance(formula, kernel.ForAll) and isinstance(formula.body, (kernel.Less, kernel.LessEqual)):
        left, right = formula.body.left, formula.body.right
        if not is_number(left, 0) or not isinstance(right, kernel.Entry) or len(right.indices) != 1:
            return None
        if isinstance(right.array, Variable) and right.indices[0] == kernel.BoundIndex(0, right.indices[0].size):
            return right.array, isinstance(formula.body, kernel.Less)
    return None


def _total(array: Variable) -> Term:
    bound = kernel.BoundIndex(0, array.sizes[0])
    return kernel.Sum(array.sizes[0], kernel.Entry(array, (bound,)))
