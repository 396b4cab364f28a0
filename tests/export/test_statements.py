"""What is printed for Coq is what is proved: every statement is read back, by a reader that shares nothing with the
printer, and a change of the text does not go unseen."""

from __future__ import annotations

import inspect
import re

import pytest

from derive.export.coq import reader
from derive.export.coq.compiler import FURTHER, library_text
from derive.export.coq.export import export, module_name
from derive.export.coq.names import Names, original
from derive.export.coq.reader import Misread, Unread, check_reading
from derive.kernel.rules import assume
from derive.kernel.terms import (
    NODE_TYPES,
    And,
    Choose,
    Equal,
    Exists,
    ForAll,
    Formula,
    IndexNumber,
    IndexVariable,
    Less,
    LessEqual,
    Log,
    Multiply,
    Not,
    Or,
    Power,
    SameIndex,
    SizeValue,
    Sum,
    Variable,
    close_body,
    entry,
    number,
)
from tests.export.theorems import CORE, text, theorem
from tests.kernel.builders import P, a, b, i, j, k, p, z
from tests.test_every_kind_of_node import TERMS, TRUE


def example(kind: str) -> Formula:
    """A formula in which a node of a kind occurs; that two terms are the same where it is a term."""
    if kind in TRUE:
        return TRUE[kind]
    term = TERMS[kind].term
    return Equal(term, number(1)) if kind == "Limit" else Equal(term, term)


@pytest.mark.parametrize("kind", NODE_TYPES)
def test_every_kind_of_node_is_read_back(kind: str) -> None:
    found = export(assume(example(kind)), kind)
    assert found.text and not found.reason, found.reason


@pytest.mark.parametrize("claim_id", CORE)
def test_the_core_claims_are_read_back(claim_id: str) -> None:
    proved = theorem(claim_id)
    check_reading(text(claim_id), proved.hypotheses, proved.conclusion)


def test_the_softmax_jacobian_reads_as_on_the_page() -> None:
    softmax = "(exp (v0 i)) * (/ (Sum K (fun k1 => (exp (v0 k1)))))"
    assert text("softmax.jacobian").splitlines()[-3] == (
        " ((Near1 (fun v0 => (Sum K (fun k1 => (exp (v0 k1)))) <> 0) z j)"
        f" /\\ (Differentiable1 (fun v0 => ({softmax})) z j)"
        " /\\ (Sum K (fun k0 => (exp (z k0)))) <> 0"
        f" /\\ (Derivative1 (fun v0 => ({softmax})) z j)"
        " = ((exp (z i)) * (/ (Sum K (fun k0 => (exp (z k0)))))"
        " * ((if Nat.eqb i j then 1 else 0) + ((-1) * (exp (z j)) * (/ (Sum K (fun k0 => (exp (z k0)))))))))."
    )


CHANGES = [
    ("(exp (z k0))", "(exp (z i))"),
    ("Nat.eqb i j", "Nat.eqb i i"),
    ("then 1 else 0", "then 0 else 1"),
    ("Sum K (fun k0", "Product K (fun k0"),
    ("Derivative1", "Derivative2"),
    (" z j) = ", " z i) = "),
    (" z j) = (", " z j) <> ("),
    ("(-1)", "1"),
    ("(Sum K (fun k0 => (exp (z k0)))) <> 0 /\\", ""),
    ("<> 0) z j) /\\", "<> 1) z j) /\\"),
    ("(i'lt : (i < K)%nat)", "(i'lt : (i < 1)%nat)"),
    ("(K'pos : (1 <= K)%nat)", "(K'pos : (2 <= K)%nat)"),
    ("(z : vector K) :", "(z : vector K) (h0 : (0 < (z i))) :"),
    ("(j'lt : (j < K)%nat)", ""),
]


@pytest.mark.parametrize("old, new", CHANGES)
def test_a_lemma_that_states_something_else_is_noticed(old: str, new: str) -> None:
    proved, written = theorem("softmax.jacobian"), text("softmax.jacobian")
    before, word, after = written.rpartition("Lemma ")
    assert old in after
    with pytest.raises((Misread, Unread)):
        check_reading(before + word + after.replace(old, new), proved.hypotheses, proved.conclusion)


@pytest.mark.parametrize(
    "old, new",
    [
        ("Smooth1 K", "Smooth1 1"),
        ("Smooth1 K", "Smooth0"),
        ("(exp (v0 i)) *", "(exp (v0 i)) +"),
        ("(forall v0 : vector K, (Sum K (fun k1 => (exp (v0 k1)))) <> 0) /\\ ", ""),
        ("(forall v0 : vector K,", "(forall v0 : vector 1,"),
        ("<> 0) /\\ Smooth1", "<> 1) /\\ Smooth1"),
    ],
)
def test_a_lemma_that_says_less_of_smoothness_is_noticed(old: str, new: str) -> None:
    proved, written = theorem("softmax.smooth"), text("softmax.smooth")
    before, word, after = written.rpartition("Lemma ")
    assert old in after
    with pytest.raises((Misread, Unread)):
        check_reading(before + word + after.replace(old, new), proved.hypotheses, proved.conclusion)


@pytest.mark.parametrize(
    "line", ["Axiom s9 : False.", "Definition Sum := 3.", "Proof. admit. Qed. Definition Sum := 3. Qed.", "Admitted."]
)
def test_a_file_with_other_sentences_than_lemmas_is_refused(line: str) -> None:
    proved, written = theorem("softmax.jacobian"), text("softmax.jacobian")
    with pytest.raises(Unread):
        check_reading(written.replace("Lemma s0", f"{line}\nLemma s0"), proved.hypotheses, proved.conclusion)


# Conventions -----------------------------------------------------------------------------------------


def printed(formula: Formula) -> str:
    """The statement of a formula."""
    found = export(assume(formula), "formula")
    assert found.text, found.reason
    return found.text.splitlines()[-3].strip()


def test_a_vanishing_logarithm_asks_for_what_the_convention_asks_for() -> None:
    whole = Multiply((p(i), Log(Multiply((p(i), Power(a, number(-1)))))))
    shown = printed(Equal(whole, whole))
    assert "(0 < ((p i) * (/ a)) \\/ ((p i) = 0 /\\ 0 < (/ a)))" in shown
    alone = printed(Equal(Log(p(i)), Log(p(i))))
    assert alone == "(0 < (p i) /\\ (ln (p i)) = (ln (p i)))."


def test_only_the_branch_that_is_taken_has_to_be_defined() -> None:
    chosen = Choose(i, j, Log(a), Power(b, number(-1)))
    assert printed(Equal(chosen, a)).startswith("((i = j -> 0 < a) /\\ (i <> j -> b <> 0) /\\ ")


def test_sums_in_brackets_are_not_those_without() -> None:
    together, apart = Equal(z(i), a), And((Less(a, b), And((Less(a, b), LessEqual(a, b)))))
    assert printed(together) == "((z i) = a)."
    assert printed(apart) == "((a < b) /\\ ((a < b) /\\ (a <= b)))."


def test_quantifiers_over_numbers_indices_and_arrays() -> None:
    inner = ForAll("K", close_body(Less(number(0), p(k)), (k,)))
    every = ForAll(("K",), close_body(Exists((), close_body(inner, (Variable("x", ()),))), (P,)))
    assert printed(every) == (
        "(forall v0 : vector K, (exists v1 : R, (forall k2 : nat, (k2 < K)%nat -> (0 < (v0 k2)))))."
    )


def test_a_hypothesis_with_quantifiers_and_nothing_at_all() -> None:
    formula = Or((And(()), Or(()), Not(SameIndex(i, IndexNumber(1, "K")))))
    assert printed(formula) == "(True \\/ False \\/ (~ (i = 0%nat)))."


# Names -------------------------------------------------------------------------------------------------

HOSTILE = [
    "fun",
    "forall",
    "Sum",
    "exp",
    "R",
    "O",
    "S",
    "I",
    "INR",
    "k0",
    "v1",
    "h0",
    "s0",
    "Prop",
    "τ",
    "θ_1",
    "x y",
    "*)",
]
HOSTILE += ["a'", "_u27_", "1", "λx. x", "ℓ", "é", "_", "pos", "above", "z'lt"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_coq_would_take_for_something_else(name: str) -> None:
    array, index = Variable(name, (name,)), IndexVariable(name, name)
    formula = And((Equal(entry(array, (index,)), SizeValue(name)), Less(entry(Variable(name, ()), ()), number(1))))
    found = export(assume(formula), name)
    assert found.text, found.reason


def test_two_symbols_never_share_a_name() -> None:
    names = [*HOSTILE, *(f"{name}'" for name in HOSTILE), *(f"H{name}" for name in HOSTILE)]
    nodes = [Equal(entry(Variable(name, (name,)), (IndexVariable(name, name),)), number(1)) for name in names]
    given = Names(nodes)
    assert len(set(given.names.values())) == len(given.names) == 3 * len(set(names))
    for symbol, name in given.names.items():
        assert original(name) == (symbol if isinstance(symbol, str) else symbol.name)


def test_sizes_may_be_numbers() -> None:
    q, three = Variable("q", (3,)), IndexVariable("k", 3)
    total = Sum(3, close_body(entry(q, (three,)), (three,)))
    assert "(Sum 3 (fun k0 => (q k0))) = (q 2%nat)" in printed(Equal(total, entry(q, (IndexNumber(3, 3),))))


def test_an_index_that_depends_on_others() -> None:
    chosen = IndexVariable("c", "K", (IndexVariable("n", "N"),))
    found = export(assume(Less(number(0), z(chosen))), "dependent").text
    assert "(c : nat -> nat) (c'lt : forall a0 : nat, (a0 < N)%nat -> (c a0 < K)%nat)" in found


def test_files_have_names_that_coq_takes() -> None:
    assert module_name("softmax.shift-invariance") == "softmax_shift_invariance"
    assert module_name("a-b", {"a_b"}) == "a_b_2"
    assert module_name("12") == "t_12" and module_name("DeriveMeaning") != "DeriveMeaning"


# The library -----------------------------------------------------------------------------------------------


def test_the_definitions_are_short_and_the_lemmas_define_nothing_that_statements_use() -> None:
    meaning, proofs = library_text("DeriveMeaning"), "\n".join(map(library_text, ("DeriveLemmas", *FURTHER)))
    assert len(meaning.splitlines()) < 150
    for word in ("Axiom", "Parameter", "Admitted", "admit", "Hypothesis", "Notation", "Conjecture"):
        assert re.search(rf"\b{word}\b", meaning + proofs) is None, word
    defined = set(re.findall(r"(?:Definition|Fixpoint) (\w+)", meaning))
    assert {"Sum", "Product", "Maximum", "Step", "Derivative1", "Tends", "Rank", "vector", "Smooth1"} <= defined
    again = set(re.findall(r"(?:Definition|Fixpoint|Inductive|Lemma|Ltac|Theorem) (\w+)", proofs))
    assert not again & defined
    readable = set(re.findall(r"\w+", inspect.getsource(reader)))
    assert {"Sum", "Rank"} <= readable
    assert not readable & set(re.findall(r"(?:Definition|Fixpoint|Inductive) (\w+)", proofs))
