"""``derive search``: the claims whose statement is, or contains, a formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product

from derive.cli.codes import AS_EXPECTED, NOT_AS_EXPECTED, CommandError
from derive.cli.console import fitted, paint, say
from derive.cli.selection import Request, select
from derive.documents.prose import text_of
from derive.documents.reader import read_text
from derive.kernel.budget import Budget
from derive.kernel.normal import NeedsCase
from derive.kernel.polynomials import polynomial_term
from derive.kernel.reasoner import Reasoner
from derive.kernel.terms import (
    Formula,
    IndexVariable,
    KernelError,
    Node,
    Relation,
    Term,
    Variable,
    free_variables,
    open_body,
    subnodes,
    substitute,
)
from derive.language.claims import Claim
from derive.language.order import alike as same_order
from derive.language.statement import conjuncts
from derive.printing.titles import marked_title

WORK = 3_000
"""The kernel's steps for one normal form; what takes more keeps its own form."""

MOST_RENAMINGS = 5_000


@dataclass(frozen=True)
class Pattern:
    """A relation, of a kind, between two terms; or one term, and no relation."""

    kind: type[Node] | None
    sides: tuple[Term, ...]

    @property
    def forms(self) -> tuple[Term, ...]:
        """The normal forms of the sides."""
        return tuple(map(normal, self.sides))


HOW = STATES, SAME_FORM, CONTAINS = "states it", "same form", "contains it"


def search_command(request: Request, formula: str) -> int:
    """Prints the claims whose statement has the same normal form as the formula, then those that contain it, each time
    the nearest first; the exit code."""
    patterns = patterns_of(formula)
    selection = select(request)
    claims = selection.claims([claim.id for claim in selection.listed])
    found = [(claim, how) for claim in claims if (how := match(claim, patterns))]
    found.sort(key=lambda pair: (HOW.index(pair[1]), *distance(pair[0])))
    width = max((len(claim.id) for claim, _ in found), default=0)
    for claim, how in found:
        title = text_of(marked_title(claim.title, claim.expected))
        say(fitted(f"{claim.id:<{width}}  {paint(f'{how:<11}', 'dim')}  {title}"))
    if not found:
        say("no claim states or contains it; letters may have any names, but what they stand for has to be the same")
    return AS_EXPECTED if found else NOT_AS_EXPECTED


def distance(claim: Claim) -> tuple[bool, int, str]:
    """How far a claim is from what it contains: what is false is further than what is true, what says much more, or
    needs more hypotheses, is further than what says little more."""
    formulas = (*claim.parts, *claim.statement.hypotheses)
    return claim.expected == "refuted", sum(1 for formula in formulas for _ in subnodes(formula)), claim.id


def patterns_of(formula: str) -> list[Pattern]:
    """What is looked for, in each reading. Raises CommandError where the formula is not understood."""
    formula = formula.strip().strip("$").strip()
    problems: list[str] = []
    for written, is_relation in ((formula, True), (f"{formula} = {formula}", False)):
        document = read_text(f"<!-- derive: check -->\n$${written}$$\n", "formula.md")
        readings = [reading for check in document.checks for link in check.links for reading in link.readings]
        if readings and not document.errors:
            statements = [statement.conclusion for reading in readings for statement in reading.statements]
            relations = [part for part in conjuncts(statements) if isinstance(part, Relation)]
            return [pattern_of(part) if is_relation else Pattern(None, (part.left,)) for part in relations]
        problems += [error.message for error in document.errors]
    raise CommandError(f"the formula is not understood: {problems[0] if problems else 'it says nothing'}")


def pattern_of(relation: Relation) -> Pattern:
    """A relation between two terms."""
    return Pattern(type(relation), (relation.left, relation.right))


def match(claim: Claim, patterns: Sequence[Pattern]) -> str:
    """How a claim has one of the patterns, or nothing."""
    stated = [pattern_of(part) for part in conjuncts(claim.parts) if isinstance(part, Relation)]
    pairs = [(wanted, given) for wanted in patterns for given in stated if wanted.kind is given.kind]
    if any(alike(wanted.sides, given.sides, same_order) for wanted, given in pairs):
        return STATES
    if any(alike(wanted.forms, given.forms) for wanted, given in pairs):
        return SAME_FORM
    formulas = (*claim.parts, *claim.statement.hypotheses)
    for part in dict.fromkeys(part for formula in formulas for part in parts_of(formula)):
        if not isinstance(part, (Relation, Term)):
            continue
        inner = pattern_of(part) if isinstance(part, Relation) else Pattern(None, (part,))
        if any(one.kind is inner.kind and alike(one.forms, inner.forms) for one in patterns):
            return CONTAINS
    return ""


@lru_cache(maxsize=50_000)
def parts_of(node: Node) -> tuple[Node, ...]:
    """The terms and formulas in a node, what is bound around them by variables of its own."""
    return tuple(dict.fromkeys(_parts(node, 0)))


def _parts(node: Node, depth: int) -> Iterator[Node]:
    if isinstance(node, (Term, Formula)):
        yield node
    for name, part in node.named_parts():
        if not isinstance(part, Node):
            continue
        if name == "body" and (bound := _bound_by(node, depth)):
            part = open_body(part, bound)
        yield from _parts(part, depth + 1)


def _bound_by(node: Node, depth: int) -> list[IndexVariable | Variable]:
    """Variables for what a node binds in its body."""
    values = {name: getattr(node, name) for name in node.part_names}
    letter = f"bound{depth}"
    match type(node).__name__:
        case "Sum" | "Product" | "Maximum":
            return [IndexVariable(letter, values["size"])]
        case "ForAll" | "Exists":
            over = values["over"]
            return [Variable(letter, over) if isinstance(over, tuple) else IndexVariable(letter, over)]
        case "Lambda":
            return [IndexVariable(f"{letter}.{place}", size) for place, size in enumerate(values["sizes"])]
        case "Smooth":
            return [Variable(letter, values["sizes"])]
        case "Derivative":
            return [Variable(letter, values["point"].sizes)]
        case "Limit":
            return [Variable(letter, ())]
        case "Rank":
            return [IndexVariable(f"{letter}.r", values["rows"]), IndexVariable(f"{letter}.c", values["columns"])]
    return []


@lru_cache(maxsize=50_000)
def normal(term: Term) -> Term:
    """The normal form of a term; the term itself where it has none without cases, or none that is found soon."""
    try:
        return polynomial_term(Reasoner((), Budget(WORK)).normal(term))
    except (KernelError, NeedsCase):
        return term


@dataclass(frozen=True)
class _Shape:
    """What does not depend on the names of variables."""

    kinds: frozenset[tuple[str, int]]
    variables: frozenset[tuple[object, int]]


@lru_cache(maxsize=50_000)
def _shape(term: Term) -> _Shape:
    kinds = Counter(type(part).__name__ for part in subnodes(term))
    sorts = Counter(map(_sort, free_variables(term)))
    return _Shape(frozenset(kinds.items()), frozenset(sorts.items()))


def _sort(variable: IndexVariable | Variable) -> object:
    return variable.sizes if isinstance(variable, Variable) else variable.size


def alike(wanted: tuple[Term, ...], given: tuple[Term, ...], agree: Callable[[Term, Term], bool] | None = None) -> bool:
    """Whether terms agree, in normal form or as told, but for the names of their variables."""
    if any(_shape(one) != _shape(other) for one, other in zip(wanted, given, strict=True)):
        return False
    return any(
        all((agree or same)(substitute(one, renaming), other) for one, other in zip(wanted, given, strict=True))
        for renaming in _renamings(wanted, given)
    )


def same(one: Term, other: Term) -> bool:
    """Whether two terms are the same in their normal form, or but for the order of their parts."""
    return same_order(one, other) or (normal(other) == other and same_order(normal(one), other))


def _renamings(
    wanted: tuple[Term, ...], given: tuple[Term, ...]
) -> Iterator[dict[IndexVariable | Variable, IndexVariable | Variable]]:
    """The ways to give the variables of some terms the names of those of others, the same way for all of them."""
    groups: dict[object, tuple[list[IndexVariable | Variable], list[IndexVariable | Variable]]] = {}
    for side, terms in enumerate((wanted, given)):
        variables = {variable for term in terms for variable in free_variables(term)}
        for variable in sorted(variables, key=lambda one: one.key):
            groups.setdefault(_sort(variable), ([], []))[side].append(variable)
    if any(len(old) != len(new) for old, new in groups.values()):
        return
    choices = ([dict(zip(old, order, strict=True)) for order in permutations(new)] for old, new in groups.values())
    for tried, chosen in enumerate(product(*choices)):
        if tried == MOST_RENAMINGS:
            return
        yield {old: new for pairs in chosen for old, new in pairs.items()}
