"""A reading as a document of its own: declarations, hypotheses, and the formula to check."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents.canonical import names
from derive.documents.canonical.formulas import Hypothesis, conclusion, hypothesis, pair, proportionality
from derive.documents.canonical.page import Page, finite_values
from derive.kernel.terms import (
    ONE,
    ZERO,
    BoundIndex,
    Entry,
    Equal,
    ForAll,
    Formula,
    Index,
    IndexVariable,
    LessEqual,
    Number,
    Size,
    Sum,
    Variable,
    substitute,
)
from derive.language.statement import Statement


def link_latex(statement: Statement) -> str:
    """The conclusion of a statement."""
    page, (named,) = _page((statement,))
    return conclusion(named.conclusion, page)


def hypotheses_latex(statement: Statement) -> tuple[str, ...]:
    """The hypotheses of a statement: the domains of its variables first."""
    page, (named,) = _page((statement,))
    domains, rest = _domains(named.hypotheses, page)
    said = [rf"{names.whole(array.name)} \in {domain}" for array, domain in domains.items()]
    return (*said, *(hypothesis(formula, page).latex for formula in rest))


def definitions_latex(statement: Statement) -> tuple[str, ...]:
    """What the names stand for that the conclusion and the hypotheses have for arrays without a notation."""
    page, (named,) = _page((statement,))
    conclusion(named.conclusion, page)
    for formula in _domains(named.hypotheses, page)[1]:
        hypothesis(formula, page)
    return tuple(code for _, code in page.definitions.values())


def self_contained(statements: Statement | Sequence[Statement]) -> str:
    """A document in LaTeX that is read as these statements, which are those of one reading: all under the same
    hypotheses, or two that one relation claims together."""
    given = (statements,) if isinstance(statements, Statement) else tuple(statements)
    page, named = _page(given)
    formulas = [statement.conclusion for statement in named]
    together = pair(*formulas, page) if len(formulas) == 2 else None
    claims = [together] if together is not None else [conclusion(formula, page) for formula in formulas]
    ratio = proportionality(*formulas) if len(formulas) == 2 else None
    domains, rest = _domains(named[0].hypotheses, page)
    hypotheses = [hypothesis(formula, page) for formula in rest]
    lines = [f"let {one}" for one in _declarations(page, domains, ratio[2] if ratio else ())]
    lines += [f"define ${code}$" for _, code in page.definitions.values()]
    lines += [one.directive for one in hypotheses if one.is_lasting]
    document = [f"% derive: {line}" for line in lines]
    for claim in claims:
        here = [f"% derive: {one.directive}" for one in hypotheses if not one.is_lasting]
        document += [*here, "% derive: check", rf"\[ {claim} \]"]
    return "\n".join([*document, ""])


def _page(statements: Sequence[Statement]) -> tuple[Page, tuple[Statement, ...]]:
    """The statements with names for their indices that the reader takes, and the page that they are printed on."""
    hypotheses = tuple(dict.fromkeys(formula for one in statements for formula in one.hypotheses))
    page = Page(tuple(one.conclusion for one in statements), hypotheses)
    renamed: dict[IndexVariable, Index] = {}
    for variable in page.free:
        if isinstance(variable, IndexVariable) and not names.is_index_name(variable.name):
            letter = names.index_letter(variable.size, page.used)
            page.used.add(letter)
            renamed[variable] = IndexVariable(letter, variable.size, variable.arguments)
    if not renamed:
        return page, tuple(statements)
    named = [
        Statement(tuple(substitute(h, renamed) for h in one.hypotheses), substitute(one.conclusion, renamed))
        for one in statements
    ]
    return _page(named)


# Domains and declarations ------------------------------------------------------------------------


def _domains(hypotheses: Sequence[Formula], page: Page) -> tuple[dict[Variable, str], list[Formula]]:
    """The domains that hypotheses give variables, and the other hypotheses."""
    found: dict[Variable, str] = {}
    rest = list(hypotheses)
    for formula in hypotheses:
        listed = finite_values(formula)
        if listed is not None and listed[0] not in found:
            values = ", ".join(str(value) for value in listed[1])
            found[listed[0]] = rf"\{{{values}\}}" + "".join(f"^{{{page.size(size)}}}" for size in listed[0].sizes)
            rest.remove(formula)
    for array in [variable for variable in page.free if isinstance(variable, Variable) and len(variable.sizes) == 1]:
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


def _declarations(page: Page, domains: dict[Variable, str], open_indices: Sequence[IndexVariable]) -> list[str]:
    """What every free letter is, and the sizes that no letter tells."""
    arrays = [variable for variable in page.free if isinstance(variable, Variable)]
    found = [f"${_declared(array, page)} \\in {domains.get(array, _reals(array, page))}$" for array in arrays]
    found += [f"${names.whole(array.name)} \\in {_reals(array, page)}$" for array in page.arrays]
    indices = [one for one in page.free if isinstance(one, IndexVariable) and one not in open_indices]
    families = {one.name: one for one in indices}
    found += [f"${names.whole(name)} \\in {_classes(one, page)}$" for name, one in families.items()]
    told = {size for array in (*arrays, *page.arrays) for size in array.sizes}
    told |= {size for one in families.values() for size in (one.size, *(part.size for part in one.arguments))}
    for size in page.sizes:
        if isinstance(size, str) and size not in told:
            letter = names.free_letter(names.ARRAY_LETTERS, page.used)
            page.used.add(letter)
            found.append(f"${letter} \\in \\mathbb{{R}}^{{{page.size(size)}}}$")
    return found


def _declared(array: Variable, page: Page) -> str:
    """The name that is declared; that of a family with its index."""
    parts = names.parsed(array.name)
    if parts is None or not parts.is_family:
        return names.whole(array.name)
    return names.with_indices(array.name, [names.index_letter(array.sizes[0], page.used, names.COMMON_INDICES)])


def _reals(array: Variable, page: Page) -> str:
    """The real numbers, vectors, matrices … of the array's axes, without that of a family's index."""
    parts = names.parsed(array.name)
    sizes: tuple[Size, ...] = array.sizes[1:] if parts is not None and parts.is_family else array.sizes
    above = r" \times ".join(page.size(size) for size in sizes)
    return r"\mathbb{R}" + (f"^{{{above}}}" if above else "")


def _classes(index: IndexVariable, page: Page) -> str:
    """The range of an index, or of a family of them."""
    above = r" \times ".join(page.size(argument.size) for argument in index.arguments)
    return rf"\{{1, \dots, {page.size(index.size)}\}}" + (f"^{{{above}}}" if above else "")


__all__ = ["Hypothesis", "Number", "definitions_latex", "hypotheses_latex", "link_latex", "self_contained"]
