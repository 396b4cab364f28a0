"""The links of a chain as statements, each under the hypotheses that matter to it."""

from __future__ import annotations

from derive.documents.directives.assume import least_sizes, own_formulas, shared_conditions
from derive.documents.directives.contradictions import evident_contradiction
from derive.documents.directives.known_values import with_values
from derive.documents.errors import Unreadable
from derive.documents.grammar.chains import Chain, Relation, split_chain
from derive.documents.grammar.forms.big_operators import read_approach
from derive.documents.grammar.names import letter_of
from derive.documents.grammar.parser import Parser
from derive.documents.grammar.syntax import Approach, Name
from derive.documents.meaning.context import Context
from derive.documents.meaning.exclusions import refuse_unclear_exclusions
from derive.documents.meaning.relations import Formulas, link, side_values
from derive.documents.meaning.scope import Scope
from derive.documents.meaning.shapes import Environment
from derive.documents.meaning.symbols import Hypothesis
from derive.kernel.facts import least_size
from derive.kernel.terms import Formula, Node, free_variables
from derive.language.statement import Statement, sizes_of


def read_links(chain: Chain, here: list[Chain], scope: Scope) -> list[tuple[Relation, tuple[Statement, ...]]]:
    """The statements of every link of a chain, under the hypotheses in force and those given here."""
    context = Context(scope)
    if not chain.relations:
        raise Unreadable("there is nothing to check: a formula without a relation", chain.at)
    nodes = [Parser(side, scope).whole() for side in chain.sides]
    refuse_unclear_exclusions(nodes, {*scope.classes, *scope.sizes, *_conditioned(chain, here, scope)})
    values = side_values(nodes, context)
    approaches = [piece for piece in chain.conditions if is_approach(piece)]
    links: list[Formulas] = []
    for number_, relation in enumerate(chain.relations):
        pair = (nodes[number_], nodes[number_ + 1])
        links.append(
            link(
                relation, pair, (values[number_], values[number_ + 1]), _approach(relation, approaches, scope), context
            )
        )
    letters = frozenset(context.free)
    own = [
        build
        for piece in (*chain.conditions, *here)
        if piece.relations and not is_approach(piece)
        for build in own_formulas(piece, context, letters)
    ]
    own += [build for condition in scope.conditions for build in shared_conditions(condition, context)]
    built: list[tuple[Relation, tuple[Statement, ...]]] = []
    for relation, formulas in zip(chain.relations, links, strict=True):
        environment = Environment(scope.default_size)
        conclusions = formulas(environment)
        conditions = [build(environment) for build in own] + least_sizes(context, environment)
        in_force = [hypothesis.build(environment) for hypothesis in scope.hypotheses]
        _check_restrictions(context, environment, in_force)
        _refuse_contradiction((*in_force, *conditions), chain.at)
        built.append((relation, tuple(_statement(formula, conditions, scope, environment) for formula in conclusions)))
    return built


def _conditioned(chain: Chain, here: list[Chain], scope: Scope) -> set[str]:
    """The letters that stand by themselves in a condition on the formula."""
    items = [item for piece in (*chain.conditions, *here) for side in piece.sides for item in side]
    sides = [side for condition in scope.conditions for side in (condition.left, condition.right)]
    return {str(letter_of(item)) for item in items} | {side.key for side in sides if isinstance(side, Name)}


def _approach(relation: Relation, approaches: list[Chain], scope: Scope) -> Approach | None:
    """What tends to what: it stands over the arrow, or behind the formula."""
    parser = Parser((), scope, at=relation.at)
    if relation.name == "->" and relation.over:
        return read_approach(parser, split_chain(relation.over), relation.at)
    if relation.name == "->" and len(approaches) == 1:
        return read_approach(parser, approaches[0], relation.at)
    return None


def is_approach(chain: Chain) -> bool:
    return len(chain.relations) == 1 and chain.relations[0].name == "->"


def _statement(conclusion: Formula, own: list[Formula], scope: Scope, environment: Environment) -> Statement:
    candidates = [Hypothesis(lambda _, formula=formula: formula, False) for formula in own]  # type: ignore[misc]
    chosen = _relevant(conclusion, [*scope.hypotheses, *candidates], environment)
    return Statement(*with_values(tuple(dict.fromkeys(chosen)), conclusion))


def _relevant(conclusion: Formula, hypotheses: list[Hypothesis], environment: Environment) -> list[Formula]:
    """The hypotheses that share a variable with the conclusion, or with such a hypothesis, and those
    that restrict a size they share: what is left out can be satisfied whatever the rest is."""
    formulas = [hypothesis.build(environment) for hypothesis in hypotheses]
    names, sizes = _names(conclusion), _symbols(conclusion)
    chosen: set[int] = set()
    growing = True
    while growing:
        growing = False
        for position, formula in enumerate(formulas):
            if position in chosen:
                continue
            linked = _names(formula) & names or (not hypotheses[position].simple and _symbols(formula) & sizes)
            if linked or (not _names(formula) and not _symbols(formula)):
                chosen.add(position)
                names |= _names(formula)
                sizes |= _symbols(formula)
                growing = True
    return [formulas[position] for position in sorted(chosen)]


def _names(node: Node) -> set[str]:
    return {variable.name for variable in free_variables(node)}


def _symbols(node: Node) -> set[str]:
    return {size for size in sizes_of(node) if isinstance(size, str)}


def _refuse_contradiction(hypotheses: tuple[Formula, ...], at: int) -> None:
    from derive.language.notation import to_text

    excluded = evident_contradiction(hypotheses)
    if excluded is not None:
        raise Unreadable(
            f"the hypotheses in force contradict each other: {to_text(excluded)} cannot hold with the others", at
        )


def _check_restrictions(context: Context, environment: Environment, formulas: list[Formula]) -> None:
    for at, reference, needed in context.restricted:
        size = environment.size(reference)
        if least_size(size, tuple(formulas)) < needed:
            raise Unreadable(
                f"a restricted maximum needs at least {needed} classes: add 'assume ${size} \\ge {needed}$'", at
            )
