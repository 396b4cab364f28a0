"""Two different symbols of one statement never print alike, whatever a certificate calls them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.kernel.terms import (
    ONE,
    Add,
    And,
    BoundIndex,
    Choose,
    Entry,
    Equal,
    Exp,
    ForAll,
    Index,
    IndexNumber,
    IndexVariable,
    LastIndex,
    Less,
    LessEqual,
    Log,
    Maximum,
    Multiply,
    Node,
    Number,
    Power,
    SameIndex,
    Size,
    SizeValue,
    Sum,
    Term,
    Variable,
    number,
)
from derive.language.statement import Statement
from derive.printing.formulas import (
    hypotheses_to_text,
    statement_to_latex,
    statement_to_text,
    theorem_to_text,
    to_latex,
    to_text,
)
from derive.printing.letters import ACCENTS, GREEK, name_latex, name_text

STYLES: list[Callable[..., str]] = [to_text, to_latex]

HOSTILE = [
    "x", "x²", "x_2", "x2", "x^2", "x^{2}", "½", "1/2", "2", "-x", "x y", "xy", "x + y", "K", "k", "k_", "K_", "i", "j",
    "z", "z_k", "z_i", "z_K", "z_1", "z1", "z_{1}", "z_ik", "z_i_k", "z_{k}", "z'", "z_'", "z_hat", "\\hat{z}", "ẑ",
    "z_cal", "\\mathcal{z}", "z_star", "z^*", "z*", "epsilon", "varepsilon", "\\epsilon", "\\varepsilon", "ε", "phi",
    "φ", "varphi", "theta", "θ", "\\theta", "theta_1", "θ1", "delta", "delta_ij", "Delta", "sigma", "Sigma", "Σ", "Π",
    "Pi", "e", "e^x", "exp", "log", "log x", "max", "lim", "where", "for all", "true", "∞", "∂x", "dx", "ℝ", "R", "а",
    "е", "х", "𝑥", "ｘ", "ℓ", "ell", "l", "o", "ο", "‹x›", "\\langle x\\rangle", "(x)", "x_", "_x", "", " ", "x ",
    "\u200bx",
    "x\u0302", "n", "x'", "x''", "y_ab", "y_a_b", "\\tau", "tau", "τ", "\\foo", "x_{\\max}", "x_max",
]  # fmt: skip

FAMILIES = [
    ["z", "z_k", "z_i", "z_K", "z_1", "z1", "z_2", "k", "i", "K"],
    ["z", "z_ik", "z_i_k", "i", "k", "ik", "z_ki", "z_kk"],
    ["z", "z_hat", "\\hat{z}", "z_hat_k", "k", "z_{k}", "z'", "z_k'", "z_cal", "z_star"],
    ["K", "k", "k_1", "k1", "K_1", "K1", "k'", "k_k"],
    ["epsilon", "varepsilon", "\\epsilon", "ε", "x_epsilon", "x_ε", "x_varepsilon", "x"],
    ["delta", "δ", "delta_ij", "delta_i", "i", "j", "e", "exp"],
]
names = st.sampled_from(HOSTILE) | st.text("xkK_1²'", max_size=4)


@st.composite
def symbols(draw: st.DrawFn) -> tuple[list[Variable], list[IndexVariable], str]:
    """Arrays and indices with hostile names, and the name of the size that they range over."""
    names_of = draw(st.sampled_from([names, *map(st.sampled_from, FAMILIES)]))
    size = draw(names_of.filter(bool))
    axes: list[tuple[Size, ...]] = [(), (), (size,), (size, size), (2,)]
    arrays = draw(st.lists(st.builds(Variable, names_of, st.sampled_from(axes)), min_size=2, max_size=5, unique=True))
    over = st.sampled_from([size, size, 2])
    return arrays, draw(st.lists(st.builds(IndexVariable, names_of, over), max_size=3, unique=True)), size


def entries(arrays: Sequence[Variable], indices: Sequence[IndexVariable], size: str) -> list[Term]:
    """All entries of the arrays at the indices that there are, and the size as a number."""
    places: list[Index] = [*indices, IndexNumber(1, size), LastIndex(size), IndexNumber(1, 2), IndexNumber(2, 2)]
    found: list[Term] = [SizeValue(size)]
    for array in arrays:
        at: list[tuple[Index, ...]] = [()]
        for axis in array.sizes:
            at = [(*before, place) for before in at for place in places if place.size == axis]
        found += [Entry(array, chosen) for chosen in at]
    return found


def sums(arrays: Sequence[Variable], terms: Sequence[Term], size: str) -> list[Term]:
    """Sums over the size: of every term, which they do not bind, and of the arrays at the index that they bind."""
    bound = BoundIndex(0, size)
    own = [Entry(array, (bound,) * len(array.sizes)) for array in arrays if array.sizes in ((size,), (size, size))]
    return [Sum(size, body) for body in (*terms[:8], *own)]


def assert_apart(nodes: Sequence[Node], beside: Sequence[Node]) -> None:
    for style in STYLES:
        printed: dict[str, Node] = {}
        for node in dict.fromkeys(nodes):
            code = style(node, beside=beside)
            assert code not in printed, f"{code}: {printed[code]} and {node}"
            printed[code] = node


@settings(max_examples=100, deadline=None)
@given(symbols())
def test_entries_indices_and_sizes_print_apart(drawn: tuple[list[Variable], list[IndexVariable], str]) -> None:
    arrays, indices, size = drawn
    terms = entries(arrays, indices, size)
    statement = And((*(Equal(term, ONE) for term in terms), *(SameIndex(index, index) for index in indices)))
    assert_apart([*terms, number(1), number(2), Number(Fraction(1, 2))], [statement])
    assert_apart(sums(arrays, terms, size), [statement])
    assert_apart([*indices, *(IndexNumber(place, size) for place in (1, 2))], [statement])


@settings(max_examples=100, deadline=None)
@given(symbols())
def test_what_is_made_of_symbols_prints_apart_from_symbols(
    drawn: tuple[list[Variable], list[IndexVariable], str],
) -> None:
    arrays, indices, size = drawn
    terms = entries(arrays, indices, size)[:5]
    made: list[Term] = [*terms]
    made += [Multiply((one, other)) for one, other in combinations(terms, 2)]
    made += [Add((one, other)) for one, other in combinations(terms, 2)]
    for term in terms:
        made += [Power(term, number(2)), Power(term, number(-1)), Exp(term), Log(term), Multiply((number(-1), term))]
        made += [Multiply((number(2), term)), Multiply((Number(Fraction(1, 2)), term))]
    statement = And(tuple(Equal(term, ONE) for term in made))
    assert_apart(made, [statement])


@settings(max_examples=60, deadline=None)
@given(st.lists(names, min_size=4, max_size=4))
def test_statements_of_different_symbols_print_differently(drawn: list[str]) -> None:
    scalars = [Entry(Variable(name, ()), ()) for name in dict.fromkeys(drawn)]
    for one, other in combinations(scalars, 2):
        for style in (statement_to_text, statement_to_latex):
            told = {
                style(Statement((Less(left, right),), Less(above, below)))
                for left, right, above, below in (
                    (one, other, one, other), (one, other, other, one), (one, other, one, one), (one, one, one, other),
                )
            }  # fmt: skip
            assert len(told) >= 3  # the first and the last differ in their hypotheses only
    for one, other in combinations(scalars, 2):
        valid = theorem_to_text(Statement((Less(one, other),), Less(one, other)))
        false = theorem_to_text(Statement((Less(one, other),), Less(other, one)))
        assert valid.hypotheses == valid.conclusion
        assert false.hypotheses != false.conclusion


ALLOWED = set(map(chr, range(32, 127))) | {*GREEK.values(), *ACCENTS.values(), *"‹›²³⁻½−′ΣΠ∈ℝℕ×·≥≤≠Δ"}


@given(st.text(max_size=6) | names)
def test_no_sign_is_printed_that_only_looks_like_another(name: str) -> None:
    assert set(name_text(name)) <= ALLOWED
    assert name_latex(name).isascii()


@given(st.text(max_size=5) | names, st.text(max_size=5) | names)
def test_what_is_set_off_tells_its_name(one: str, other: str) -> None:
    if one != other and "‹" in name_text(one):
        assert name_text(one) != name_text(other)
    if one != other and name_latex(one).startswith("\\langle"):
        assert name_latex(one) != name_latex(other)


K = "K"
SCALAR_K = Entry(Variable("K", ()), ())


@pytest.mark.parametrize(
    ("node", "text", "latex"),
    [
        (Equal(SCALAR_K, SizeValue(K)), "‹K ∈ ℝ› = ‹K ∈ ℕ›",
         "\\langle\\text{K}\\in\\mathbb{R}\\rangle = \\langle\\text{K}\\in\\mathbb{N}\\rangle"),
        (Equal(Entry(Variable("x²", ()), ()), Power(Entry(Variable("x", ()), ()), number(2))), "‹x\\xb2› = x²",
         "\\langle\\text{x/b2/}\\rangle = x^{2}"),
        (Equal(Entry(Variable("½", ()), ()), Number(Fraction(1, 2))), "‹\\xbd› = ½",
         "\\langle\\text{/bd/}\\rangle = \\frac{1}{2}"),
        (Sum(K, Entry(Variable("z_k", ()), ())), "Σ_{l=1..K} z_k", "\\sum_{l=1}^{K} z_{k}"),
        (Equal(Entry(Variable("z_k", ()), ()), Sum(K, Entry(Variable("z", (K,)), (BoundIndex(0, K),)))),
         "‹z_k› = Σ_l z_l", "\\langle\\text{z-k}\\rangle = \\sum_{l=1}^{K} z_{l}"),
        (Equal(Entry(Variable("z_i", ()), ()), Entry(Variable("y", (K,)), (IndexVariable("i", K),))), "‹z_i› = y_i",
         "\\langle\\text{z-i}\\rangle = y_{i}"),
        (Equal(Entry(Variable("z_K", ()), ()), SizeValue(K)), "‹z_K› = K", "\\langle\\text{z-K}\\rangle = K"),
        (Equal(Entry(Variable("x1", ()), ()), Entry(Variable("x_1", ()), ())), "‹x1› = ‹x_1›",
         "\\langle\\text{x1}\\rangle = \\langle\\text{x-1}\\rangle"),
        (Equal(Entry(Variable("epsilon", ()), ()), Entry(Variable("varepsilon", ()), ())),
         "‹epsilon› = ‹varepsilon›", "\\epsilon = \\varepsilon"),
        (Less(Power(Entry(Variable("e", ()), ()), Entry(Variable("x", ()), ())), Exp(ONE)), "e^x < exp(1)",
         "\\langle\\text{e}\\rangle^{x} < e^{1}"),
        (Equal(Entry(Variable("x", (K,)), (IndexVariable("k", K),)),
               Entry(Variable("y", ("n",)), (IndexVariable("k", "n"),))),
         "x_{‹k ∈ K›} = y_{‹k ∈ n›}",
         "x_{\\langle\\text{k}\\in\\text{K}\\rangle} = y_{\\langle\\text{k}\\in\\text{n}\\rangle}"),
        (Equal(Entry(Variable("log", ()), ()), ONE), "‹log› = 1", "\\langle\\text{log}\\rangle = 1"),
        (Choose(IndexVariable("i", K), IndexVariable("j", K), Entry(Variable("delta", ()), ()), ONE),
         "{‹delta› if i = j; 1 if i ≠ j}",
         "\\begin{cases} \\langle\\text{delta}\\rangle & \\text{if } i = j \\\\ 1 & \\text{if } i \\ne j \\end{cases}"),
        (Power(Entry(Variable("b^*", ()), ()), number(2)), "b*²", "{b^{*}}^{2}"),
    ],
)  # fmt: skip
def test_how_symbols_are_told_apart(node: Node, text: str, latex: str) -> None:
    assert (to_text(node), to_latex(node)) == (text, latex)


def test_the_lines_of_a_statement_call_a_symbol_the_same() -> None:
    """Apart, each line would call its symbol ε, and the second seem to follow from the first."""
    one, other = (Entry(Variable(name, ()), ()) for name in ("epsilon", "varepsilon"))
    hypothesis, conclusion = Less(ONE, one), And((Less(ONE, other), Less(ONE, one)))
    printed = theorem_to_text(Statement((hypothesis,), conclusion))
    assert printed.hypotheses == ("‹epsilon› > 1",)
    assert printed.conclusion == ("‹varepsilon› > 1", "‹epsilon› > 1")
    assert hypotheses_to_text((hypothesis,), (), (conclusion,)) == ("‹epsilon› > 1",)
    assert hypotheses_to_text((hypothesis,)) == ("ε > 1",)


def test_a_theorem_says_how_special_its_symbols_are() -> None:
    """That the largest entry is the first holds for vectors with one entry, and x ≥ 1 for a size."""
    z, size = Variable("z", (1,)), SizeValue("x")
    first = Equal(Maximum(1, Entry(z, (BoundIndex(0, 1),))), Entry(z, (IndexNumber(1, 1),)))
    same = SameIndex(IndexVariable("i", 1), IndexVariable("j", 1))
    every = ForAll(1, SameIndex(BoundIndex(0, 1), IndexNumber(1, 1)))
    printed = theorem_to_text(Statement((), And((first, LessEqual(ONE, size), same, every))))
    assert printed.symbols == ("x ∈ ℕ", "z ∈ ℝ^1", "i ∈ {1..1}", "j ∈ {1..1}")
    assert printed.conclusion == ("max_{k ≤ 1} z_k = z_1", "x ≥ 1", "i = j", "∀k ≤ 1: k = 1")
    usual = Equal(Sum(K, Entry(Variable("z", (K,)), (BoundIndex(0, K),))), SizeValue(K))
    assert theorem_to_text(Statement((), usual)).symbols == ()
