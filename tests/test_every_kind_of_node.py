"""Every kind of node that the kernel knows is handled by every walk over terms and formulas.

A new kind needs an example here. Where a walk lacks it, the test of that walk fails and names both: what is printed,
measured, enclosed and written down has to cover what can be stated, and where the kernel has no case for a kind, that
has to be on purpose."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Callable, Iterator
from fractions import Fraction

import pytest
from flint import arb, ctx
from mpmath.libmp import to_str

from derive.documents.canonical import link_latex
from derive.kernel import terms as kernel
from derive.kernel.calculus import Calculus
from derive.kernel.certificate import check_certificate
from derive.kernel.normal import NORMAL_FORMS
from derive.kernel.reasoner import SIGNS_OF
from derive.kernel.rules import assume
from derive.kernel.terms import (
    NODE_TYPES,
    And,
    Different,
    Equal,
    Exists,
    ForAll,
    Formula,
    Implies,
    IndexNumber,
    IndexVariable,
    KernelError,
    LastIndex,
    Node,
    Not,
    Or,
    SameIndex,
    Smooth,
    Term,
    Unary,
    Variable,
    close_body,
    number,
    subnodes,
)
from derive.language.expressions import (
    D,
    Real,
    absolute,
    choose,
    delta,
    exp,
    family,
    limit,
    log,
    maximum,
    product,
    rank,
    scalar,
    size,
    step,
    total,
    vector,
)
from derive.language.instance import Instance
from derive.language.statement import Statement
from derive.measure.ground.ground import Grounder
from derive.measure.ground.opened import open_statement
from derive.measure.ground.reify import closed_term
from derive.measure.measure import measure
from derive.measure.rigorous.decide import Definedness, decide, enclose
from derive.measure.witness.walk import Walk, differences_in
from derive.printing.formulas import to_latex, to_text
from derive.verify.certify import write_certificate
from tests.oracle import At, evaluate, mp, rational

i, j, k, m = (IndexVariable(name, "K") for name in "ijkm")
a, t = scalar("a"), scalar("t")
z, v = vector("z"), vector("v")

CUBES = total(k, v[k] ** 3)
TERMS: dict[str, Real] = {
    "Number": Real(number(Fraction(-3, 2))),
    "SizeValue": size(),
    "Entry": z[i],
    "Add": a + z[j],
    "Multiply": a * z[j],
    "Power": (1 + a**2) ** Fraction(1, 2),
    "Exp": exp(z[j]),
    "Log": log(1 + a**2),
    "Absolute": absolute(z[i] - z[j]),
    "Step": step(z[i] - z[j]),
    "Choose": choose(i, j, 7, z[i]),
    "Sum": total(k, z[k] ** 2),
    "Product": product(k, 2 + z[k]),
    "Maximum": maximum(k, z[k] * 3),
    "Derivative": D(log(total(k, exp(z[k]))), z[i]),
    "Limit": limit((exp(t) - 1) / t, t, 0, "above"),
    "Rank": rank(k, m, delta(k, m) - 1 / size()),
    "IndexVariable": z[i],
    "IndexNumber": z[IndexNumber(1, "K")],
    "LastIndex": z[LastIndex("K")],
    "BoundIndex": total(k, z[k] ** 3),
    "Variable": z[j],
    "BoundVariable": D(z[i] * z[j], z[i]),
    "Lambda": Real(kernel.Derivative(close_body(CUBES.term, (v.array,)), family(m, 2 * z[m]).array, (j,))),
}
"""A term with a node of each kind of term, index and array; all of them have values at the point below."""

TRUE: dict[str, Formula] = {
    "Equal": Equal((a + a).term, (2 * a).term),
    "Different": Different(z[i].term, z[j].term),
    "Less": z[i] < z[j],
    "LessEqual": z[i] <= z[j],
    "SameIndex": SameIndex(i, IndexNumber(1, "K")),
    "Not": Not(z[j] < z[i]),
    "And": And((z[i] < z[j], a > 0)),
    "Or": Or((z[j] < z[i], a > 0)),
    "Implies": Implies(z[i] < z[j], a > 0),
    "ForAll": ForAll("K", close_body(z[k] < 10, (k,))),
    "Exists": Exists("K", close_body(z[k] > 0, (k,))),
    "Smooth": Smooth((), close_body(exp(a).term, (Variable("a", ()),))),
}
"""A formula of each kind that holds at the point below."""

VALUES = {"a": Fraction(1, 2), "z": (Fraction(-1), Fraction(3), Fraction(1, 4))}
POINT = Instance({"K": 3}, {"i": 1, "j": 2}, VALUES)
SWAPPED = Instance({"K": 3}, {"i": 2, "j": 1}, VALUES)
AT = At(
    {"K": 3},
    {"i": 1, "j": 2},
    {"a": {(): rational(Fraction(1, 2))}, "z": {(place + 1,): rational(x) for place, x in enumerate(VALUES["z"])}},  # type: ignore[arg-type, union-attr]
    rounds=True,
)
CLOSE = mp.mpf(10) ** -15


def close(left: object, right: object, allowed: object = CLOSE) -> bool:
    return bool(abs(left - right) < allowed)  # type: ignore[operator]


# The walks ---------------------------------------------------------------------------------------


def expected(term: Term) -> object:
    """What the oracle says."""
    return evaluate(term, AT)


def allowed(term: Term) -> object:
    """The oracle rounds limits to four digits."""
    return mp.mpf(10) ** -3 if any(isinstance(node, kernel.Limit) for node in subnodes(term)) else CLOSE


def walk_with_mpmath(term: Term) -> None:
    node = Grounder(POINT.sizes).term(term, POINT.indices)
    order = differences_in(node, {})
    value = Walk(POINT.entry, 300 + order * 120, 120 if order else 0, 300).value(node)
    assert close(mp.mpf(to_str(value, 50)), expected(term), allowed(term))


def walk_with_balls(term: Term) -> None:
    ball = enclose(term, POINT)
    assert not isinstance(ball, Definedness)
    with ctx.workprec(200):
        assert abs(ball - arb(mp.nstr(expected(term), 40))) < arb(mp.nstr(allowed(term), 5))


def walk_back_to_terms(term: Term) -> None:
    closed = closed_term(Grounder(POINT.sizes).term(term, POINT.indices), POINT)
    assert closed is not None and not kernel.free_variables(closed)
    assert close(evaluate(closed, At({}, {}, {}, rounds=True)), expected(term), allowed(term))


def walk_to_latex(node: Node) -> None:
    assert to_latex(node)


def walk_to_text(node: Node) -> None:
    assert to_text(node)


def walk_to_a_document(node: Node) -> None:
    formula = node if isinstance(node, Formula) else Equal(node, node)  # type: ignore[arg-type]
    assert link_latex(Statement((), formula))


def walk_to_a_certificate(node: Node) -> None:
    formula = node if isinstance(node, Formula) else Equal(node, node)  # type: ignore[arg-type]
    written = json.loads(json.dumps(write_certificate(assume(formula))))
    assert check_certificate(written).conclusion == formula


def decided(formula: Formula) -> None:
    assert decide(formula, POINT) is True
    assert decide(Not(formula), POINT) is False


def measured(formula: Formula) -> None:
    for part in open_statement(Statement((), formula)):
        seen = measure(part, 30, [POINT])
        assert seen.agrees and seen.points == 1, seen.reasons
    denied = open_statement(Statement((), Not(formula)))
    assert not all(measure(part, 30, [POINT, SWAPPED]).agrees for part in denied)


OF_TERMS: dict[str, Callable[[Term], None]] = {
    "evaluation with mpmath (derive/measure/witness/walk.py)": walk_with_mpmath,
    "enclosure with balls (derive/measure/rigorous/evaluate.py)": walk_with_balls,
    "writing back (derive/measure/ground/reify.py)": walk_back_to_terms,
}
OF_FORMULAS: dict[str, Callable[[Formula], None]] = {
    "deciding at a point (derive/measure/rigorous/decide.py)": decided,
    "measuring at a point (derive/measure/witness/point.py)": measured,
}
OF_BOTH: dict[str, Callable[[Node], None]] = {
    "printing as LaTeX (derive/printing)": walk_to_latex,
    "printing as text (derive/printing)": walk_to_text,
    "printing as a document (derive/documents/canonical)": walk_to_a_document,
    "certificates (derive/verify/certify.py, derive/kernel/certificate.py)": walk_to_a_certificate,
}
NOT_AT_A_POINT = {"Smooth": "no point decides whether a function is smooth"}


def example(kind: str) -> Node:
    return TERMS[kind].term if kind in TERMS else TRUE[kind]


def handles(walk: Callable[..., None], name: str, kind: str, node: Node) -> None:
    """Fails with the names of the walk and of the kind where the walk does not handle the node."""
    try:
        walk(node)
    except Exception as error:
        pytest.fail(f"the walk '{name}' does not handle {kind}: {type(error).__name__}: {error}")


def test_every_kind_of_node_has_an_example() -> None:
    missing = set(NODE_TYPES) - set(TERMS) - set(TRUE)
    assert not missing, f"give an example of a {', '.join(sorted(missing))}, so that every walk is tried on it"
    for kind in NODE_TYPES:
        assert any(type(node).__name__ == kind for node in subnodes(example(kind))), f"that is no {kind}"


@pytest.mark.parametrize("kind", NODE_TYPES)
@pytest.mark.parametrize("name", OF_BOTH)
def test_it_is_printed_and_written_down(name: str, kind: str) -> None:
    handles(OF_BOTH[name], name, kind, example(kind))


@pytest.mark.parametrize("kind", TERMS)
@pytest.mark.parametrize("name", OF_TERMS)
def test_a_term_is_evaluated(name: str, kind: str) -> None:
    handles(OF_TERMS[name], name, kind, TERMS[kind].term)


@pytest.mark.parametrize("kind", sorted(set(TRUE) - set(NOT_AT_A_POINT)))
@pytest.mark.parametrize("name", OF_FORMULAS)
def test_a_formula_is_decided_at_a_point(name: str, kind: str) -> None:
    handles(OF_FORMULAS[name], name, kind, TRUE[kind])


@pytest.mark.parametrize("kind", NOT_AT_A_POINT)
def test_what_no_point_decides_is_left_open(kind: str) -> None:
    assert decide(TRUE[kind], POINT) is None and decide(Not(TRUE[kind]), POINT) is None
    seen = measure(Statement((), TRUE[kind]), 30, [POINT])
    assert seen.points == 0 and seen.reasons


# The kernel --------------------------------------------------------------------------------------


def named_in(function: object) -> set[str]:
    """The kinds of nodes that a function names, those below a class of several kinds included."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))  # type: ignore[arg-type]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    classes = [getattr(kernel, name) for name in names if isinstance(getattr(kernel, name, None), type)]
    several = [cls for cls in classes if issubclass(cls, Node) and cls not in (Node, Term, Formula)]
    return {kind for kind, cls in NODE_TYPES.items() if issubclass(cls, tuple(several))}


KINDS_OF_TERMS = {kind for kind, cls in NODE_TYPES.items() if issubclass(cls, Term)}
IN_THE_KERNEL: dict[str, tuple[set[str], dict[str, str]]] = {
    "normal forms (derive/kernel/normal.py)": (
        {cls.__name__ for cls in NORMAL_FORMS},
        {"Entry": "an atom", "Limit": "an atom", "Rank": "an atom"},
    ),
    "signs (derive/kernel/reasoner.py)": (
        {cls.__name__ for cls in SIGNS_OF},
        dict.fromkeys(("Entry", "Derivative", "Limit", "Rank"), "only what the normal form and the facts say"),
    ),
    "definedness (derive/kernel/calculus.py, prove_defined)": (
        named_in(Calculus.prove_defined),
        dict.fromkeys(
            ("Number", "SizeValue", "Entry", "Add", "Exp", "Absolute", "Step"), "defined where all its parts are"
        ),
    ),
    "derivatives (derive/kernel/calculus.py, differentiate)": (
        named_in(Calculus.differentiate),
        {
            "Number": "mentions no variable",
            "SizeValue": "mentions no variable",
            "Limit": "has no rule: refused",
            "Rank": "has no rule: refused",
        },
    ),
}
"""Walks of the kernel: the kinds that they have a case for, and why the others need none."""


def lacking(name: str, kinds: set[str]) -> set[str]:
    """The kinds for which a walk of the kernel has neither a case nor a reason to have none."""
    cases, others = IN_THE_KERNEL[name]
    return kinds - cases - set(others)


@pytest.mark.parametrize("name", IN_THE_KERNEL)
def test_the_kernel_has_a_case_for_it_or_says_why_not(name: str) -> None:
    assert not lacking(name, KINDS_OF_TERMS), f"the walk '{name}' does not handle a kind of term"
    cases, others = IN_THE_KERNEL[name]
    assert set(others) <= KINDS_OF_TERMS and not cases & set(others)


def undefined_inside(term: Term) -> Term:
    """The term with a logarithm of −1 in the place of every entry and number."""
    nothing = kernel.Log(number(-1))
    return kernel.rebuild(
        term, lambda node, depth: nothing if isinstance(node, (kernel.Entry, kernel.Number)) else None
    )


@pytest.mark.parametrize("kind", sorted(KINDS_OF_TERMS - {"SizeValue"}))
def test_a_term_with_an_undefined_part_is_not_defined(kind: str) -> None:
    term = undefined_inside(TERMS[kind].term)
    with pytest.raises(KernelError):
        kernel_decides(Equal(term, term))


def kernel_decides(goal: kernel.Relation) -> None:
    from derive.kernel.reasoner import decide as decide_by_kernel

    decide_by_kernel(goal, ())


# The tests themselves ----------------------------------------------------------------------------


@pytest.fixture
def new_kind() -> Iterator[Term]:
    """A node of a kind that no walk knows."""
    Sine = type("Sine", (Unary,), {})
    NODE_TYPES["Sine"] = Sine
    yield Sine(a.term)
    del NODE_TYPES["Sine"]


@pytest.mark.parametrize("name", [*OF_TERMS, *OF_BOTH])
def test_a_kind_that_a_walk_lacks_is_noticed(name: str, new_kind: Term) -> None:
    walk = (OF_TERMS | OF_BOTH)[name]
    if walk is walk_to_a_certificate:
        walk(new_kind)  # it writes and reads the parts of any kind
        return
    with pytest.raises(pytest.fail.Exception, match=r"does not handle Sine"):
        handles(walk, name, "Sine", new_kind)


def test_a_kind_that_the_kernel_lacks_is_noticed(new_kind: Term) -> None:
    assert "Sine" not in set(TERMS) | set(TRUE)
    for name in IN_THE_KERNEL:
        assert lacking(name, KINDS_OF_TERMS | {type(new_kind).__name__}) == {"Sine"}
