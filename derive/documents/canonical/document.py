"""A reading as a document of its own: declarations, hypotheses, and the formula to check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from derive.documents.canonical import names
from derive.documents.canonical.arrays import matrix
from derive.documents.canonical.formulas import Hypothesis, conclusion, hypothesis, pair, proportionality
from derive.documents.canonical.indices import with_letters
from derive.documents.canonical.page import Page, finite_values
from derive.documents.canonical.pieces import brackets
from derive.documents.canonical.terms import term
from derive.kernel.terms import (
    ONE,
    ZERO,
    BoundIndex,
    Derivative,
    Entry,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexNumber,
    IndexVariable,
    LessEqual,
    Size,
    Sum,
    Variable,
    close_body,
    subnodes,
    substitute,
)
from derive.language.inverses import Inverse, inverses
from derive.language.statement import Statement

MOST_VALUES = 16
"""The most values that the domain of a variable lists."""


@dataclass(frozen=True)
class Printed:
    """Statements that have been printed together."""

    claims: tuple[str, ...]
    declarations: tuple[str, ...]
    definitions: tuple[str, ...]
    domains: tuple[str, ...]
    hypotheses: tuple[Hypothesis, ...]
    invertible: tuple[str, ...]
    """What says which matrices have an inverse."""
    preamble: tuple[str, ...]
    """What stands before the definitions: which matrices have an inverse, and how these matrices are defined."""

    @property
    def document(self) -> str:
        """The statements as a document."""
        lasting = [one.directive for one in self.hypotheses if one.is_lasting]
        here = [one.directive for one in self.hypotheses if not one.is_lasting]
        lines = [f"let ${one}$" for one in self.declarations] + [*self.preamble]
        lines += [f"define ${one}$" for one in self.definitions if f"define ${one}$" not in self.preamble]
        document = [f"% derive: {line}" for line in lines + lasting]
        for claim in self.claims:
            document += [f"% derive: {line}" for line in [*here, "check"]]
            document.append(rf"\[ {claim} \]")
        return "\n".join([*document, ""])


def link_latex(statement: Statement) -> str:
    """The conclusion of a statement."""
    return printed((statement,)).claims[0]


def hypotheses_latex(statement: Statement) -> tuple[str, ...]:
    """The hypotheses of a statement: the domains of its variables first."""
    found = printed((statement,))
    return (*found.domains, *found.invertible, *(one.latex for one in found.hypotheses))


def definitions_latex(statement: Statement) -> tuple[str, ...]:
    """What the names stand for that the conclusion and the hypotheses have for arrays without a notation."""
    return printed((statement,)).definitions


def reading_latex(statements: Sequence[Statement]) -> tuple[str, ...]:
    """What the statements of one reading claim: two that one relation claims together are one formula."""
    return printed(tuple(statements)).claims


def self_contained(statements: Statement | Sequence[Statement]) -> str:
    """A document in LaTeX that is read as these statements, which are those of one reading: all under the same
    hypotheses, or two that one relation claims together."""
    return printed((statements,) if isinstance(statements, Statement) else tuple(statements)).document


@lru_cache(maxsize=1_000)
def printed(statements: tuple[Statement, ...]) -> Printed:
    """The statements, all that they need to be read included."""
    page, named = _page(statements)
    formulas = [statement.conclusion for statement in named]
    together = pair(formulas[0], formulas[1], page) if len(formulas) == 2 else None
    claims = [together] if together is not None else [conclusion(formula, page) for formula in formulas]
    ratio = proportionality(formulas[0], formulas[1]) if len(formulas) == 2 else None
    domains, rest = _domains(page.hypotheses, page)
    hypotheses = tuple(hypothesis(formula, page) for formula in rest)
    definitions = [*_sizing(page, (*formulas, *page.hypotheses)), *(code for _, code in page.definitions.values())]
    return Printed(
        tuple(claims),
        tuple(_declarations(page, domains, {*ratio[2], *ratio[2].values()} if ratio else ())),
        tuple(definitions),
        tuple(rf"{names.whole(array.name)} \in {domain}" for array, domain in domains.items()),
        hypotheses,
        tuple(page.invertible),
        tuple(page.preamble),
    )


def _page(statements: Sequence[Statement]) -> tuple[Page, tuple[Statement, ...]]:
    """The statements with names for their indices that the reader takes, and the page that they are printed on."""
    hypotheses = tuple(dict.fromkeys(formula for one in statements for formula in one.hypotheses))
    page = Page(tuple(one.conclusion for one in statements), hypotheses)
    letters: dict[str, str] = {}
    for variable in page.free:
        is_index = isinstance(variable, IndexVariable) and not names.is_index_name(variable.name)
        if isinstance(variable, IndexVariable) and is_index and variable.name not in letters:
            letters[variable.name] = names.index_letter(variable.size, page.used)
            page.used.add(letters[variable.name])
    if not letters:
        return page, _with_inverses(statements, page)
    return _page([with_letters(one, letters) for one in statements])


def _with_inverses(statements: Sequence[Statement], page: Page) -> tuple[Statement, ...]:
    r"""The statements with names for inverses that are their LaTeX, without what says that they are inverses: on the
    page stands ``\det(A) \neq 0`` for it."""
    for number in range(len(_named_inverses(page))):
        found = _named_inverses(page)[number]
        body = close_body(found.body, (found.row, found.column))
        known = list(page.definitions)
        code = matrix(body, (found.row.size, found.column.size), page, term)
        page.preamble += [f"define ${page.definitions[key][1]}$" for key in page.definitions if key not in known]
        page.invertible.append(rf"\det\left({code}\right) \neq 0")
        page.preamble.append(f"assume ${page.invertible[-1]}$")
        parts = names.parsed(code)
        base = code if parts is not None and parts.is_plain else brackets(code)
        old, new = found.inverse, Variable(base + names.INVERSE, found.inverse.sizes)
        statements = [_renamed(one, {old: new}) for one in statements]
        page.hypotheses = tuple(substitute(formula, {old: new}) for formula in page.hypotheses)
        page.free.remove(old)
    said = {formula for one in _named_inverses(page) for formula in one.formulas}
    page.hypotheses = tuple(formula for formula in page.hypotheses if formula not in said)
    return tuple(statements)


def _named_inverses(page: Page) -> list[Inverse]:
    """The inverses that are named as such: two matrices that a document declares keep their names."""
    return [one for one in inverses(page.hypotheses) if names.INVERSE in one.inverse.name]


def _renamed(statement: Statement, names_of: dict[Any, Any]) -> Statement:
    hypotheses = tuple(substitute(formula, names_of) for formula in statement.hypotheses)
    return Statement(hypotheses, substitute(statement.conclusion, names_of))


# Domains and declarations ------------------------------------------------------------------------


def _domains(hypotheses: Sequence[Formula], page: Page) -> tuple[dict[Variable, str], list[Formula]]:
    """The domains that hypotheses give variables, and the other hypotheses."""
    found: dict[Variable, str] = {}
    rest = list(hypotheses)
    for formula in hypotheses:
        listed = finite_values(formula)
        if listed is not None and listed[0] not in found and len(listed[1]) <= MOST_VALUES:
            values = ", ".join(str(value) for value in listed[1])
            found[listed[0]] = rf"\{{{values}\}}" + "".join(f"^{{{page.size(size)}}}" for size in _written(listed[0]))
            rest.remove(formula)
    vectors = [one for one in page.free if isinstance(one, Variable) and len(one.sizes) == len(_written(one)) == 1]
    for array in vectors:
        parts = _simplex(array)
        if array not in found and all(part in rest for part in parts):
            (size,) = array.sizes
            found[array] = rf"\Delta^{{{size - 1 if isinstance(size, int) else page.size(size) + '-1'}}}"
            rest = [formula for formula in rest if formula not in parts]
    return found, rest


def _simplex(array: Variable) -> tuple[Formula, Formula]:
    """That a vector is a probability distribution."""
    (size,) = array.sizes
    entry = Entry(array, (BoundIndex(0, size),))
    return Equal(Sum(size, entry), ONE), ForAll(size, LessEqual(ZERO, entry))


def _declarations(page: Page, domains: dict[Variable, str], open_indices: Collection[IndexVariable]) -> list[str]:
    """What every free letter is, and the sizes that no letter tells."""
    arrays = [variable for variable in page.free if isinstance(variable, Variable)]
    found = [rf"{_declared(array, page)} \in {domains.get(array, _reals(array, page))}" for array in arrays]
    found += [rf"{names.whole(array.name)} \in {_reals(array, page)}" for array in page.arrays]
    indices = {one.name: one for one in page.free if isinstance(one, IndexVariable) and one not in open_indices}
    found += [rf"{names.whole(name)} \in {_classes(one, page)}" for name, one in indices.items()]
    told = {size for array in (*arrays, *page.arrays) for size in _written(array)}
    told |= {size for one in indices.values() for size in (one.size, *(part.size for part in one.arguments))}
    untold = [size for size in page.sizes if isinstance(size, str) and size not in told]
    return found + [rf"{page.new(names.ARRAY_LETTERS)} \in \mathbb{{R}}^{{{page.size(size)}}}" for size in untold]


def _declared(array: Variable, page: Page) -> str:
    """The name that is declared; that of a family with its index."""
    if not names.is_family(array.name):
        return names.whole(array.name)
    return names.with_indices(array.name, [names.index_letter(array.sizes[0], page.used, names.COMMON_INDICES)])


def _reals(array: Variable, page: Page) -> str:
    """The real numbers, vectors, matrices … of the array's axes, without that of a family's index."""
    above = r" \times ".join(page.size(size) for size in _written(array))
    return r"\mathbb{R}" + (f"^{{{above}}}" if above else "")


def _sizing(page: Page, formulas: Sequence[Formula]) -> list[str]:
    """Sums over families of which only numbered members occur, or members with an index that a definition has on its
    left side: they tell how many there are."""
    firsts: dict[Variable, list[Index]] = {}
    for part in {part: None for formula in formulas for part in subnodes(formula)}:
        array = part.array if isinstance(part, Entry) else part.point if isinstance(part, Derivative) else None
        if isinstance(array, Variable) and len(_written(array)) < len(array.sizes):
            assert isinstance(part, (Entry, Derivative))
            firsts.setdefault(array, []).append(part.indices[0])
    found: list[str] = []
    for array, indices in firsts.items():
        if page.definitions or all(isinstance(index, IndexNumber) for index in indices):
            letter = names.index_letter(array.sizes[0], page.used)
            member = names.with_indices(array.name, [letter, *("1" for _ in _written(array))])
            total = rf"\sum_{{{letter}=1}}^{{{page.size(array.sizes[0])}}} {member}"
            found.append(f"{page.new(names.DEFINED_LETTERS)} = {total}")
    return found


def _written(array: Variable) -> tuple[Size, ...]:
    """The sizes that a declaration says: not that of a family's index."""
    return array.sizes[1:] if names.is_family(array.name) else array.sizes


def _classes(index: IndexVariable, page: Page) -> str:
    """The range of an index, or of a family of them."""
    above = r" \times ".join(page.size(argument.size) for argument in index.arguments)
    return rf"\{{1, \dots, {page.size(index.size)}\}}" + (f"^{{{above}}}" if above else "")
