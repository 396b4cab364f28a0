"""The links of a chain as statements, each under the hypotheses that matter to it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from derive.documents.directives.assume import (
    QUANTIFIED,
    own_formulas,
    own_inverses,
    quantified_letters,
    shared_conditions,
)
from derive.documents.directives.attempt import Attempt
from derive.documents.directives.contractions import contracted
from derive.documents.directives.contradictions import evident_contradiction
from derive.documents.directives.known_values import with_values
from derive.documents.directives.restrictions import refuse_restricting_chains
from derive.documents.directives.sides import sides_of
from derive.documents.directives.ties import refuse_tied
from derive.documents.errors import Unreadable, refusal
from derive.documents.grammar.chains import Chain, Relation, split_chain
from derive.documents.grammar.choices import Choices
from derive.documents.grammar.forms.big_operators import read_approach
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.ownership import Ownership
from derive.documents.grammar.syntax import Application, Approach, Expression, Name, Opaque, Subscript, free_letters
from derive.documents.grammar.tokens import Items
from derive.documents.meaning.binders import LIMIT, RESTRICTED
from derive.documents.meaning.chains_of_order import is_chain, without_chains
from derive.documents.meaning.context import INDEX_OR_NUMBER, Context, index_as_number
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.marks import is_mark, ordered_letters, speaks_of_order
from derive.documents.meaning.neighbours import by_numbers
from derive.documents.meaning.numbers import with_numbers
from derive.documents.meaning.relations import link, side_values
from derive.documents.meaning.said import Said, least_sizes
from derive.documents.meaning.scope import OPEN_SIZE, OTHER_MEMBERS, Scope
from derive.documents.meaning.shapes import OPEN, Environment
from derive.documents.meaning.windows import Place, cases
from derive.documents.model import Reading
from derive.kernel.facts import least_size
from derive.kernel.terms import (
    And,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Node,
    Size,
    Variable,
    free_variables,
    subnodes,
)
from derive.language.statement import Statement, sizes_of

NOTHING = refusal(
    "D317",
    "a formula without a relation",
    """A check asks whether something holds, and a formula without a relation says nothing that could. Write the
    equation or inequality that is claimed. What introduces notation is a definition: 'define $…$'.""",
    ("a + b",),
    ("a + b = b + a",),
)

CONTRADICTION = refusal(
    "D318",
    "hypotheses that contradict each other",
    """The hypotheses in force cannot hold together, so everything would follow from them. Leave out or mend the one
    that the message names; one that holds for a single formula is written with 'assume here'.""",
    ("z_i = z_j", r"let $z \in \mathbb{R}^K$", "assume here $i = j$", r"assume here $i \ne j$"),
    ("z_i = z_j", r"let $z \in \mathbb{R}^K$", "assume here $i = j$"),
)

INTRODUCED = refusal(
    "D320",
    "a check that introduces a name",
    """The sign := says what a name is to mean, and nothing has introduced the name on its left, so there is nothing to
    check: of a letter that may be any number the equation would be false. Write 'define' instead of 'check'; where the
    name is known, := is checked as =.""",
    ("s := a + b", r"let $a, b \in \mathbb{R}$"),
    ("s = b + a", r"let $a, b \in \mathbb{R}$", "define $s := a + b$"),
)


class Given(Protocol):
    """A formula of ``assume here``: its chains, with the conditions that stand behind it."""

    def chains(self, owned: Ownership, choices: Choices) -> list[Chain]:
        """The chains, read anew."""
        ...

    def all_items(self) -> list[Items]:
        """All items that somebody has to read."""
        ...


@dataclass(frozen=True)
class LinkRead:
    """A link in one reading: its relation, and the statements that it says."""

    relation: Relation
    chain: Chain
    number: int
    statements: tuple[Statement, ...]
    names: frozenset[str]
    """The names that its formula has, for what taints them."""
    opaque: frozenset[str]
    """What it has of which too little is known to refute anything: functions that nobody defines, the number π."""
    cases: tuple[int, ...]
    """How many of the statements are the cases of each claim."""
    beside: tuple[Formula, ...]
    """What is assumed of other things than the statements speak of."""

    def reading(self, write: str | None = None) -> Reading:
        """The same for those who judge it; ``write`` says how to write the formula so that it has this reading only."""
        return Reading(self.statements, write, self.opaque, self.cases, self.beside)


def read_links(chain: Chain, here: Sequence[Given], attempt: Attempt) -> list[LinkRead]:
    """The statements of every link of a chain, under the hypotheses in force and those given here."""
    scope = attempt.scope
    context = Context(scope)
    if not chain.relations:
        raise NOTHING(
            "there is nothing to check: a formula without a relation; write what it is claimed to be", chain.at
        )
    given = [(one, piece) for one, pieces in _given_here(here, scope) for piece in pieces]
    conditions = [*chain.conditions, *(piece for _, piece in given)]
    with own_inverses(conditions, scope):
        return _links_under(chain, given, here, attempt, context)


def _links_under(
    chain: Chain, given: Sequence[tuple[Attempt, Chain]], here: Sequence[Given], attempt: Attempt, context: Context
) -> list[LinkRead]:
    """The links of a chain under the hypotheses that are given for it."""
    scope = attempt.scope
    conditions = [*chain.conditions, *(piece for _, piece in given)]
    nodes, index = sides_of(chain, attempt)
    _refuse_introduction(chain, nodes[0], scope)
    letters_of_conditions = conditioned(conditions, scope)
    refuse_unclear_exclusions(nodes, {*scope.classes, *scope.sizes, *letters_of_conditions})
    if index is not None:
        index.conditions(context)
    approach = _approach_of(chain, attempt)
    if {relation.name for relation in chain.relations} == {"="}:
        nodes = contracted(nodes, {*scope.classes, *scope.sizes, *letters_of_conditions}, scope.choices)
    _introduce_given(nodes, context)
    values = side_values(nodes, context)
    links: list[list[Said]] = []
    for number_, relation in enumerate(chain.relations):
        pair = (nodes[number_], nodes[number_ + 1])
        over = _over(relation, attempt) if relation.over else approach
        links.append([link(relation, pair, (values[number_], values[number_ + 1]), over, context)])
    links[-1] += [said for claim in chain.claims for said in _claimed(claim, context, attempt)]
    letters = frozenset(context.free)
    premises = _said([(attempt, piece) for piece in chain.conditions if piece.is_premise], letters, context)
    beside = [(attempt, piece) for piece in chain.conditions if not piece.is_premise]
    _refuse_quantified_class(chain, given, context)
    own = _said([*beside, *given], letters, context)
    for piece in chain.conditions:
        if not piece.relations:
            attempt.spelled(piece.sides[0])
    for one, formula in zip(dict.fromkeys(one for one, _ in given), here, strict=True):
        for items in formula.all_items():
            one.owned.refuse_unread(items)
    own += [said for condition in scope.conditions for said in shared_conditions(condition, context)]
    names = frozenset[str]().union(*(node.all_names for node in nodes))
    return [
        _link_read(relation, chain, number_, _built(said, premises, own, context, chain), names, context)
        for number_, (relation, said) in enumerate(zip(chain.relations, links, strict=True))
    ]


def _refuse_quantified_class(chain: Chain, given: Sequence[tuple[Attempt, Chain]], context: Context) -> None:
    """Raises Unreadable for "for all c" behind a claim where c is a declared class of which hypotheses speak: they say
    something of the one c."""
    scope = context.scope
    quantified = [(letter, item) for letter, item, _ in quantified_letters(chain) if letter in scope.classes]
    if not quantified:
        return
    said = scope.in_force(Environment(scope, context.free))
    fixed = {one.name for formula in said for one in free_variables(formula) if isinstance(one, IndexVariable)}
    fixed |= {side.key for one in scope.conditions for side in (one.left, one.right) if isinstance(side, Name)}
    fixed |= {str(letter_of(item)) for _, piece in given for side in piece.sides for item in side}
    for letter, item in quantified:
        if letter in fixed:
            raise QUANTIFIED(
                f"'for all {letter}' claims something of every class, and hypotheses speak of the one '{letter}' that "
                "is declared: write another letter in one of them",
                item.start,
            )


def _said(pieces: Sequence[tuple[Attempt, Chain]], letters: frozenset[str], context: Context) -> list[Said]:
    """What conditions say of a formula that has these letters."""
    return [
        said
        for attempt, piece in pieces
        if piece.relations and not is_approach(piece)
        for said in own_formulas(piece, context, letters, attempt)
    ]


def _introduce_given(nodes: Sequence[Expression], context: Context) -> None:
    """Makes the letters that sums run up to indices of the formula, where it has them as indices elsewhere: on
    whichever side of the sum that is."""
    ends = set[str]().union(*[node.ordered_letters for node in nodes])
    for letter in free_letters(*nodes):
        if (letter in ends or context.scope.is_running(letter)) and not context.is_index(letter):
            context.index_letter(letter, nodes[0].at)


def _refuse_introduction(chain: Chain, left: Expression, scope: Scope) -> None:
    """Raises Unreadable for ``s := …`` where nothing has introduced s."""
    head = left.base if isinstance(left, Subscript) else left
    name = head.key if isinstance(head, Name) else head.function if isinstance(head, (Application, Opaque)) else None
    if name is None or not chain.relations[0].defines:
        return
    known = scope.is_known(name) or scope.is_size(name) or name in scope.functions
    if not known:
        raise INTRODUCED(
            f"':=' says what '{name}' is to mean, and nothing introduces it: write 'define' instead of 'check'",
            chain.relations[0].at,
        ).sensible()


@dataclass(frozen=True)
class _Built:
    """The statements of a link: the cases of each claim, and the hypotheses of which no statement speaks."""

    claims: tuple[tuple[Statement, ...], ...]
    beside: tuple[Formula, ...]


def _link_read(
    relation: Relation, chain: Chain, number_: int, built: _Built, names: frozenset[str], context: Context
) -> LinkRead:
    scope = context.scope
    opaque = set(context.opaque)
    statements = tuple(statement for claim in built.claims for statement in claim)
    for statement in statements:
        opaque |= scope.opaque_in(*statement.hypotheses, statement.conclusion)
        opaque |= _other_members(statement, context)
    cases = tuple(map(len, built.claims))
    return LinkRead(relation, chain, number_, statements, names, frozenset(opaque), cases, built.beside)


def _other_members(statement: Statement, context: Context) -> set[str]:
    """The other members of an ordered family, where members stand under a hypothesis about such members: it holds for
    every number of the family, of which only the members that are written are known here."""
    scope = context.scope
    if not scope.ordered:
        return set()
    if all(scope.member(variable.name) is None for variable in free_variables(statement.conclusion)):
        return set()
    speaks = context.speaks_of_members or any(map(scope.speaks_of_members, scope.hypotheses))
    return {OTHER_MEMBERS} if speaks else set()


def _built(links: list[Said], premises: list[Said], own: list[Said], context: Context, chain: Chain) -> _Built:
    """The statements of a link, under the premises of its formula, as A in "A implies B", its own hypotheses, and
    those in force."""
    scope = context.scope
    environment = Environment(scope, context.free)
    claimed = [*links, *(claim.said for claim in context.claims)]
    conclusions = [formula for said in claimed for formula in said.formulas(environment)]
    conditions = [said.formula(environment) for said in (*premises, *own)]
    conditions += least_sizes(context.numbers, environment)
    conditions = [_under(formula, conditions) for formula in conditions]
    variables = frozenset[Node]().union(*map(free_variables, (*conclusions, *conditions)))
    numbers = {one.name for one in variables if isinstance(one, Variable)}
    for letter in sorted(numbers & set(context.free)):
        raise INDEX_OR_NUMBER(index_as_number(letter), chain.at).about(letter)
    in_force = scope.in_force(environment)
    _check_restrictions(context, environment, in_force)
    refuse_tied(conclusions, (*in_force, *conditions), chain.at)
    _refuse_contradiction(tuple(one for one in (*in_force, *conditions) if not speaks_of_order(one)), chain.at)
    candidates = [_candidate(formula, one.simple) for formula, one in zip(in_force, scope.hypotheses, strict=True)]
    candidates += [_candidate(formula, False, is_premise=k < len(premises)) for k, formula in enumerate(conditions)]
    found: list[tuple[Statement, ...]] = []
    for formula in conclusions:
        if any(map(speaks_of_order, (formula, *conditions, *in_force))):
            found.append(tuple(_in_windows(formula, candidates, scope, chain.at)))
        else:
            found.append((_statement(formula, candidates, chain.at),))
    others = [_Candidate(one, False, is_premise=True) for one in _beside(conclusions, candidates)]
    beside = _in_numbers(And(()), others, chain.at) if others else Statement((), And(()))
    return _Built(tuple(found), beside.hypotheses)


def _beside(conclusions: Sequence[Formula], candidates: Sequence[_Candidate]) -> tuple[Formula, ...]:
    """The hypotheses of which no claim speaks, but for domains, which can always be satisfied by themselves."""
    spoken = {id(one) for conclusion in conclusions for one in _relevant(conclusion, candidates)}
    others = [one for one in candidates if id(one) not in spoken]
    strict = [one.formula for one in others if not one.simple]
    return tuple(one.formula for one in _relevant(And(tuple(strict)), others)) if strict else ()


def _in_windows(conclusion: Formula, candidates: Sequence[_Candidate], scope: Scope, at: int) -> list[Statement]:
    """The statements that a claim about an order of indices is. One where nothing is behind the entries is another one
    only where what is behind them, or an entry with a place of its own such as the last, is spoken of."""
    chosen = _relevant(conclusion, candidates)
    formulas = (conclusion, *(one.formula for one in chosen))
    if not any(map(speaks_of_order, formulas)):
        return [_statement(conclusion, candidates, at)]
    if not _have_a_window(formulas):
        return [_in_numbers(conclusion, chosen, at)]
    has_places = any(isinstance(part, (LastIndex, IndexNumber)) for one in formulas for part in subnodes(one))
    taken = {*scope.taken(), *scope.collected.letters()}
    found: list[Statement] = []
    covered: set[tuple[bool, tuple[Place, ...]]] = set()
    try:
        known = cases(conclusion, [one.formula for one in chosen], taken, at)
    except Unreadable as problem:
        with suppress(Unreadable):
            return [_in_numbers(conclusion, chosen, at)]
        raise problem
    if not known:
        raise CONTRADICTION("the conditions on the index contradict each other: it has no place", at)
    for case in known:
        window = case.window
        here = (window is None or window.before is None, case.places)
        if here in covered and window is not None and window.after is None:
            continue
        pairs = zip(chosen, case.hypotheses, strict=True)
        parts = [_Candidate(part, one.simple, one.is_premise) for one, made in pairs for part in made]
        statement = _statement(case.conclusion, parts, at)
        found.append(statement)
        sizes = frozenset[Size]().union(*map(sizes_of, (statement.conclusion, *statement.hypotheses)))
        if not has_places and window is not None and window.after is not None and window.after not in sizes:
            covered.add(here)
    return found


def _have_a_window(formulas: Sequence[Formula]) -> bool:
    """Whether formulas speak of the order around one index that is given, and of no other order."""
    letters = frozenset[IndexVariable | None]().union(*map(ordered_letters, formulas))
    return None not in letters and len(letters) <= 1 and not any(map(is_chain, formulas))


def _in_numbers(conclusion: Formula, chosen: Sequence[_Candidate], at: int) -> Statement:
    """The statement that a claim about an order of indices is, with the numbers of these."""
    claim, given, needed = by_numbers(conclusion, [one.formula for one in chosen], at)
    pairs = zip(chosen, given, strict=True)
    parts = [_Candidate(formula, one.simple, one.is_premise) for one, said in pairs for formula in said]
    return _statement(claim, [*parts, *(_Candidate(one, False, is_premise=True) for one in needed)], at)


def _under(formula: Formula, others: Sequence[Formula]) -> Formula:
    """What a hypothesis says where its conditions are among the others."""
    while isinstance(formula, Implies) and formula.left in others:
        formula = formula.right
    return formula


def _claimed(chain: Chain, context: Context, attempt: Attempt) -> list[Said]:
    """What a relation behind a formula claims together with it."""
    nodes, _ = sides_of(chain, attempt)
    values = side_values(nodes, context)
    return [
        link(relation, (nodes[k], nodes[k + 1]), (values[k], values[k + 1]), None, context)
        for k, relation in enumerate(chain.relations)
    ]


def _given_here(here: Sequence[Given], scope: Scope) -> list[tuple[Attempt, list[Chain]]]:
    """The hypotheses that are given for this formula, each read by itself."""
    found = []
    for formula in here:
        attempt = Attempt(scope)
        chains = formula.chains(attempt.owned, scope.choices)
        refuse_restricting_chains(chains, scope)
        found.append((attempt, chains))
    return found


def _over(relation: Relation, attempt: Attempt) -> Approach:
    """What stands on an arrow."""
    chain = split_chain(relation.over, attempt.owned)
    return read_approach(attempt.parser((), relation.at), chain, relation.at)


def _approach_of(chain: Chain, attempt: Attempt) -> Approach | None:
    """Which variable tends where in the relation, where a condition says it."""
    approaches = [piece for piece in chain.conditions if is_approach(piece)]
    if not approaches:
        return None
    if len(approaches) > 1 or all(relation.name != "->" for relation in chain.relations):
        raise LIMIT(r"\to stands behind a formula without a limit: write \lim_{x \to a}", approaches[0].at)
    return read_approach(attempt.parser((), approaches[0].at), approaches[0], approaches[0].at)


def conditioned(conditions: Sequence[Chain], scope: Scope) -> set[str]:
    """The letters that stand by themselves in a condition on the formula."""
    items = [item for piece in conditions for side in piece.sides for item in side]
    sides = [side for condition in scope.conditions for side in (condition.left, condition.right)]
    return {str(letter_of(item)) for item in items} | {side.key for side in sides if isinstance(side, Name)}


def is_approach(chain: Chain) -> bool:
    return len(chain.relations) == 1 and chain.relations[0].name == "->"


class _Candidate:
    """A hypothesis that a claim may rest on, the names and sizes that it is about, and whether it is simple. A premise
    of the claim always stands with it: it may be that nothing satisfies it."""

    def __init__(self, formula: Formula, simple: bool, is_premise: bool = False) -> None:
        self.formula = formula
        self.simple = simple
        self.is_premise = is_premise
        self.names = _names(formula)
        self.sizes = _symbols(formula)


@lru_cache(maxsize=20_000)
def _candidate(formula: Formula, simple: bool, is_premise: bool = False) -> _Candidate:
    return _Candidate(formula, simple, is_premise)


def _statement(conclusion: Formula, candidates: Sequence[_Candidate], at: int) -> Statement:
    chosen = without_chains([one.formula for one in _relevant(conclusion, candidates)], conclusion)
    return with_numbers(Statement(*with_values(tuple(dict.fromkeys(chosen)), conclusion)))


def _relevant(conclusion: Formula, candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The hypotheses that share a variable with the conclusion, or with such a hypothesis, and those
    that restrict a size they share: what is left out can be satisfied whatever the rest is."""
    names, sizes = set(_names(conclusion)), set(_symbols(conclusion))
    chosen: list[int] = []
    waiting: Sequence[int] = range(len(candidates))
    growing = True
    while growing:
        growing = False
        left = []
        for position in waiting:
            one = candidates[position]
            linked = not one.names.isdisjoint(names) or (not one.simple and not one.sizes.isdisjoint(sizes))
            if linked or one.is_premise or (not one.names and not one.sizes):
                chosen.append(position)
                names |= one.names
                sizes |= one.sizes
                growing = True
            else:
                left.append(position)
        waiting = left
    found = [candidates[position] for position in sorted(chosen)]
    for one in found:
        if OPEN in one.sizes:
            name = min(one.names)
            raise OPEN_SIZE(
                f"a size is not determined, that of '{name}', and there are several: declare it with 'let', as in "
                f"'let ${name} \\in \\mathbb{{R}}^n$'",
                0,
            )
    return found


@lru_cache(maxsize=20_000)
def _names(node: Node) -> frozenset[str]:
    return frozenset([variable.name for variable in free_variables(node) if not is_mark(variable)])


@lru_cache(maxsize=20_000)
def _symbols(node: Node) -> frozenset[str]:
    return frozenset([size for size in sizes_of(node) if isinstance(size, str)])


def _refuse_contradiction(hypotheses: tuple[Formula, ...], at: int) -> None:
    from derive.printing.formulas import to_text

    excluded = evident_contradiction(hypotheses)
    if excluded is not None:
        raise CONTRADICTION(
            f"the hypotheses in force contradict each other: {to_text(excluded)} cannot hold with the others", at
        )


def _check_restrictions(context: Context, environment: Environment, formulas: list[Formula]) -> None:
    for at, reference, needed in context.restricted:
        size = environment.size(reference)
        if least_size(size, tuple(formulas)) < needed:
            raise RESTRICTED(
                f"a restricted maximum needs at least {needed} classes: add 'assume ${size} \\ge {needed}$'", at
            )
