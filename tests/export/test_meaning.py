"""What a statement means in Coq is what it means to the measurement, on numbers: closed statements that the one finds
true are proved by the other from its definitions alone, and their false neighbours are refuted."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from derive.export.coq.compiler import Compiled
from derive.export.coq.names import Names
from derive.export.coq.printer import Printer
from derive.kernel import rules
from derive.kernel.terms import (
    ZERO,
    Absolute,
    Add,
    BoundIndex,
    Choose,
    Derivative,
    Equal,
    IndexNumber,
    KernelError,
    Lambda,
    Less,
    LessEqual,
    Limit,
    Log,
    Maximum,
    Multiply,
    Not,
    Power,
    Product,
    Rank,
    Step,
    Sum,
    Term,
    Variable,
    close_body,
    entry,
    number,
    substitute,
)
from derive.language.instance import Instance
from derive.measure.rigorous.decide import decide

X = Variable("x", ())
x = entry(X, ())
HERE = Instance(values={"x": Fraction(0)})
"""The point at which statements are looked at: x is 0."""


def listed(values: tuple[int | Fraction, ...], level: int = 0) -> Term:
    """The value at the index that the binder ``level`` further out binds."""
    size, result = len(values), number(values[-1])
    for place in range(size - 1, 0, -1):
        result = Choose(BoundIndex(level, size), IndexNumber(place, size), number(values[place - 1]), result)
    return result


def vector(*values: int | Fraction) -> Lambda:
    """An array of numbers."""
    return Lambda((len(values),), listed(values))


def at(body: Term, value: int | Fraction) -> Term:
    """The derivative of a function of x at a number."""
    return Derivative(close_body(body, (X,)), Lambda((), number(value)), ())


def limit(body: Term, point: int, direction: str) -> Term:
    """The limit of a function of x."""
    return Limit(close_body(body, (X,)), number(point), direction)


def power(base: Term | int, exponent: int | Fraction | Term) -> Term:
    """A power."""
    base = number(base) if isinstance(base, int) else base
    return Power(base, exponent if isinstance(exponent, Term) else number(exponent))


def times(*factors: Term | int) -> Term:
    """A product."""
    return Multiply(tuple(number(f) if isinstance(f, int) else f for f in factors))


def plus(*terms: Term | int) -> Term:
    """A sum."""
    return Add(tuple(number(t) if isinstance(t, int) else t for t in terms))


THREE = listed((2, -5, Fraction(1, 2)))
Y = Variable("y", (2,))
FIRST, SECOND = (entry(Y, (IndexNumber(n, 2),)) for n in (1, 2))
VALUES: dict[str, tuple[Term, int | Fraction]] = {
    "a sum": (Sum(3, THREE), Fraction(-5, 2)),
    "a sum of sums": (Sum(3, Sum(2, times(listed((1, 10)), listed((1, 2, 3), 1)))), 66),
    "a sum over one index": (Sum(1, number(7)), 7),
    "a sum of no terms": (Add(()), 0),
    "a product": (Product(3, THREE), -5),
    "a product of no factors": (Multiply(()), 1),
    "a maximum": (Maximum(3, THREE), 2),
    "a maximum of equal values": (Maximum(2, number(-3)), -3),
    "the last of the values is the largest": (Maximum(3, listed((-2, -9, -1))), -1),
    "the same index": (Choose(IndexNumber(2, 3), IndexNumber(2, 3), number(4), number(5)), 4),
    "another index": (Choose(IndexNumber(1, 3), IndexNumber(2, 3), number(4), number(5)), 5),
    "the branch that is not taken": (Choose(IndexNumber(1, 3), IndexNumber(2, 3), Log(number(0)), number(5)), 5),
    "a step at 0": (Step(ZERO), 1),
    "a step below 0": (Step(number(Fraction(-1, 9))), 0),
    "an absolute value": (Absolute(number(-3)), 3),
    "0 to the power 0": (power(0, 0), 1),
    "0 to a power that comes out as 0": (power(0, plus(1, -1)), 1),
    "a negative number to a power that comes out as 3": (power(-2, plus(1, 2)), -8),
    "a power of a negative number": (power(-2, 3), -8),
    "a negative power": (power(-2, -3), Fraction(-1, 8)),
    "the root of 0": (power(0, Fraction(1, 2)), 0),
    "t log t at 0": (times(x, Log(x)), 0),
    "t log (t u) at 0": (times(x, Log(times(x, 5))), 0),
    "t log t log t at 0": (times(x, Log(x), Log(x)), 0),
    "log 1": (Log(number(1)), 0),
    "a derivative": (at(times(x, x, x), 2), 12),
    "a derivative of a power at 0": (at(power(x, 2), 0), 0),
    "a derivative of a quotient": (at(power(x, -1), -2), Fraction(-1, 4)),
    "a derivative of an absolute value": (at(Absolute(x), -2), -1),
    "a partial derivative": (
        Derivative(close_body(times(FIRST, SECOND, SECOND), (Y,)), vector(3, 5), (IndexNumber(2, 2),)),
        30,
    ),
    "the other partial derivative": (
        Derivative(close_body(times(FIRST, SECOND, SECOND), (Y,)), vector(3, 5), (IndexNumber(1, 2),)),
        25,
    ),
    "a limit": (limit(times(x, x), 3, "both"), 9),
    "a limit far away": (limit(power(x, -1), 0, "infinity"), 0),
    "a limit far below": (limit(power(x, -1), 0, "-infinity"), 0),
    "a limit from above": (limit(Step(x), 0, "above"), 1),
    "a limit from below": (limit(Step(x), 0, "below"), 0),
    "a limit does not ask what is at the point": (limit(Step(times(-1, x, x)), 0, "both"), 0),
    "the rank of nothing": (Rank(2, 2, ZERO), 0),
    "a rank": (Rank(2, 2, times(listed((1, 2)), listed((1, 3), 1))), 1),
    "the whole rank": (Rank(2, 2, Choose(BoundIndex(0, 2), BoundIndex(1, 2), number(1), ZERO)), 2),
}
"""Closed terms, and what they are by the definitions of docs/certificates.md."""

UNDEFINED: dict[str, Term] = {
    "the logarithm of 0": Log(ZERO),
    "the logarithm of a negative number": Log(number(-2)),
    "a denominator 0": power(plus(1, -1), -1),
    "a denominator 0 times 0": times(0, power(0, -1)),
    "0 to a negative power that is computed": power(0, plus(1, -2)),
    "a root of a negative number": power(-8, Fraction(1, 3)),
    "t log (t u) for u = 0": times(x, Log(times(x, x, 5))),
    "t log (t u) for u < 0": times(x, Log(times(x, -5))),
    "t log t in a power": times(x, power(Log(x), 2)),
    "t log t over t": times(x, Log(x), power(x, -1)),
    "one summand": Sum(3, Log(THREE)),
    "one factor": Product(3, power(listed((1, 0, 2)), -1)),
    "one value of a maximum": Maximum(3, Log(THREE)),
    "a branch that is taken": Choose(IndexNumber(2, 3), IndexNumber(2, 3), Log(ZERO), number(5)),
    "a derivative of a quotient at 0": at(times(x, x, power(x, -1)), 0),
    "a derivative of a root at 0": at(power(x, Fraction(1, 2)), 0),
    "a derivative of x log x at 0": at(times(x, Log(x)), 0),
}
"""Closed terms that are not defined."""

NOT_DECIDED = {"a derivative of a root at 0"}
"""Those of them of which the measurement says nothing."""

OPEN = {
    "|x| x": at(times(Absolute(x), x), 0),
    "the larger of 0 and x, squared": at(power(Maximum(2, Choose(BoundIndex(0, 2), IndexNumber(1, 2), ZERO, x)), 2), 0),
    "x² log x²": at(times(power(x, 2), Log(power(x, 2))), 0),
    "0 log (0 x)": at(times(0, Log(times(0, x))), 1),
    "0 log 0": times(0, Log(ZERO)),
    "0 log (0 u)": times(0, Log(times(0, 5))),
}
"""What is 0 where no rule of calculus says so, or where numbers hide their signs: it is true in Coq, and the
measurement may not find it false."""

START = """Require Import DeriveLemmas.
Set Default Timeout 30.
Local Transparent Sum Product largest_up_to Maximum Step RealPower Rank Tends Eventually Near0 Near1 Differentiable0.
Ltac plain := cbv beta; unfold Maximum, Step; simpl; unfold Rmax, Rabs;
  repeat first [destruct (Rle_dec _ _) | destruct (Rcase_abs _)]; first [lra | field | exfalso; lra].
Lemma whole_3 : INR 3 = 1 + 2. Proof. simpl. lra. Qed.
Lemma rank_1 : Rank 2 2 (fun k0 k1 => {one}) = 1.
Proof.
  unfold Rank. rewrite rank_up_to_not.
  - rewrite rank_up_to_found; [reflexivity |]. exists (fun k => Nat.eqb k 0). split; [reflexivity |].
    intros v Z H k Hk. specialize (H O ltac:(lia)). assert (Z1 := Z 1%nat ltac:(lia) eq_refl). simpl in H.
    destruct k as [| [| k]]; [lra | exact Z1 | lia].
  - intros (C & E & H). assert (A := count_full 2 C E).
    assert (X : (fun k : nat => if Nat.eqb k 0 then 2 else -1) O = 0); [| simpl in X; lra].
    refine (H (fun k : nat => if Nat.eqb k 0 then 2 else -1) _ _ O _);
      [intros k Hk F; rewrite (A k Hk) in F; discriminate | | lia].
    intros r Hr. destruct r as [| [| r]]; [simpl; lra | simpl; lra | lia].
Qed.
Lemma rank_0 : Rank 2 2 (fun k0 k1 => 0) = 0.
Proof.
  unfold Rank. rewrite !rank_up_to_not; [reflexivity | |].
  - intros (C & E & H). assert (X : (fun k : nat => if C k then 1 else 0) 0%nat = 0 /\\
      (fun k : nat => if C k then 1 else 0) 1%nat = 0).
    { split; refine (H (fun k : nat => if C k then 1 else 0) _ _ _ _); try lia;
      try (intros k Hk F; rewrite F; reflexivity); intros; simpl; ring. }
    simpl in *. destruct (C O), (C 1%nat); simpl in *; try discriminate; lra.
  - intros (C & E & H). assert (A := count_full 2 C E). assert (X : (fun _ : nat => 1) O = 0); [| simpl in X; lra].
    refine (H (fun _ => 1) _ _ O _); [intros k Hk F; rewrite (A k Hk) in F; discriminate | | lia]. intros. simpl. ring.
Qed.
Lemma rank_2 : Rank 2 2 (fun k0 k1 => {two}) = 2.
Proof.
  unfold Rank. rewrite rank_up_to_found; [simpl; lra |]. exists (fun _ => true). split; [reflexivity |].
  intros v _ H k Hk. assert (H0 := H O ltac:(lia)). assert (H1 := H 1%nat ltac:(lia)). simpl in H0, H1.
  destruct k as [| [| k]]; [lra | lra | lia].
Qed.
Ltac tends_step T := unfold Tends; apply (filterlim_ext_loc (fun _ => T)); [| apply filterlim_const].
Ltac closed := cbv beta; repeat match goal with |- _ /\\ _ => split | |- forall _, _ => intro end; cbv beta;
  first
  [ exact rank_0 | exact rank_1 | exact rank_2 | solve [eauto] | solve [plain] | congruence
  | solve [rewrite (RealPower_is_pow _ _ 3) by plain; plain] | solve [rewrite (RealPower_is_pow _ _ 0) by plain; plain]
  | solve [apply (PowerDefined_pow _ _ 3); plain] | solve [apply (PowerDefined_pow _ _ 0); plain]
  | solve [apply PowerDefined_nonneg; lra] | solve [apply RealPower_exact; plain]
  | solve [replace (1 / 2) with (/ INR 2) by (simpl; lra); apply RealPower_exact; [lia | lra | simpl; lra]]
  | solve [rewrite ?ln_1; plain] | solve [rewrite ?Rmult_0_l; reflexivity]
  | solve [right; split; plain] | solve [left; plain]
  | solve [first [eapply Derivative0_is | eapply Derivative1_is]; eapply slope_eq; [slopes | unfold upd; plain]]
  | solve [defined]
  | solve [eapply tends_eq; [limits | plain]] | exact approach_infinity | exact approach_minus_infinity
  | solve [eventually]
  | solve [apply (tends_eq _ _ (3 * 3)); [apply (tends_mult _ (fun t => t) (fun t => t));
      unfold Tends, both, locally', within, filterlim, filter_le, filtermap; intros P HP; generalize HP;
      apply filter_imp; auto | lra]]
  | solve [tends_step 1; apply eventually_above; intros; symmetry; apply Step_one; lra]
  | solve [tends_step 0; apply eventually_below; intros; symmetry; apply Step_zero; lra]
  | solve [tends_step 0; apply eventually_both; intros t Ht; symmetry; apply Step_zero; nra] ].
Ltac nonsense := unfold PowerDefined in *; open_parts;
  repeat (match goal with G : _ \\/ _ |- _ => destruct G end; open_parts); first
  [ lra | match goal with G : ?t <> 0 |- _ => apply G; lra end
  | match goal with E : ?q = IZR (Int_part ?q) |- _ => apply (no_integer q); [lra | exact E] end ].
Ltac undefined := intro H; open_parts; first
  [ solve [nonsense]
  | match goal with G : ?i = ?i -> _ |- _ => specialize (G eq_refl); nonsense end
  | match goal with G : forall k : nat, _ -> _ |- _ => assert (Z := G 1%nat ltac:(lia)); simpl in Z; nonsense end
  | match goal with G : Near0 ?D 0 |- _ => unfold Near0, locally in G; destruct G as [d G];
      assert (P := cond_pos d); assert (Z : D (- (d / 2)));
      [ apply G; unfold ball; simpl; unfold AbsRing_ball, abs, minus, plus, opp; simpl; rewrite Rabs_left1; lra
      | assert (Y : D 0); [apply G; apply ball_center | cbv beta in Z, Y; nonsense] ] end ].
"""


APART = (
    "first [lra | match goal with H : Tends ?T ?f _, G : Tends ?T ?f _ |- _ => "
    "pose proof (tends_unique T f _ _ H G); lra end]."
)
"""Ends what a value and its neighbour lead to."""

Compile = Callable[[str], Compiled]


def statement(formula: Equal | Not) -> str:
    """A statement as it is exported, with 0 for x."""
    closed = substitute(formula, {X: Lambda((), ZERO)})
    return Printer(Names([closed])).formula(closed)


def statement_of_rank(name: str) -> str:
    """The body of a rank as Coq reads it."""
    rank = VALUES[name][0]
    assert isinstance(rank, Rank)
    return Printer(Names([])).term(rank.body, ("k0", "k1"))


def together(names: list[str]) -> str:
    """One theorem that rests on all of these."""
    pairs = "I"
    for name in names:
        pairs = f"({pairs}, {name})"
    return f"Definition s0 := {pairs}.\nPrint Assumptions s0."


@pytest.mark.parametrize("name", VALUES)
def test_the_measurement_finds_the_value(name: str) -> None:
    term, value = VALUES[name]
    assert decide(Equal(term, number(value)), HERE) is True
    assert decide(Equal(term, number(value + 1)), HERE) is False


@pytest.mark.parametrize("name", UNDEFINED)
def test_the_measurement_finds_no_value(name: str) -> None:
    term = UNDEFINED[name]
    assert decide(Equal(term, term), HERE) is (None if name in NOT_DECIDED else False)


@pytest.mark.parametrize("name", OPEN)
def test_the_measurement_denies_no_derivative_that_exists(name: str) -> None:
    assert decide(Equal(OPEN[name], ZERO), HERE) is not False


@pytest.mark.parametrize("name", [name for name, term in OPEN.items() if isinstance(term, Derivative)])
def test_no_rule_proves_a_derivative_where_a_convention_or_a_kink_is(name: str) -> None:
    with pytest.raises(KernelError):
        rules.by_normal_form(Equal(OPEN[name], ZERO), (), ())


def test_a_rule_proves_a_derivative_off_the_convention_only() -> None:
    t, u = entry(Variable("t", ()), ()), entry(Variable("u", ()), ())
    slope = Derivative(close_body(times(t, Log(times(t, x))), (X,)), Variable("u", ()), ())
    goal = Equal(slope, times(t, power(u, -1)))
    assert rules.by_normal_form(goal, (Less(ZERO, t), Less(ZERO, u)), ()).conclusion == goal
    for at_zero in (Equal(t, ZERO), LessEqual(ZERO, t)):
        with pytest.raises(KernelError):
            rules.by_normal_form(goal, (at_zero, Less(ZERO, u)), ())


@pytest.mark.coq
def test_coq_proves_a_derivative_where_the_convention_gives_a_function(compiled: Compile) -> None:
    said = statement(Equal(OPEN["0 log (0 x)"], ZERO))
    near = "apply (filter_imp (fun t => 0 < t)); [intros t Ht; right; split; [reflexivity | exact Ht] |]"
    lines = [
        "Require Import DeriveLemmas.",
        "Local Transparent Near0 Differentiable0 Derivative0.",
        f"Lemma s0 : {said}.",
        "Proof. unfold Near0, Differentiable0, Derivative0.",
        f"split. {{ {near}. apply (open_gt 0 1). lra. }}",
        "assert (D : is_derive (fun t => 0 * ln (0 * t)) 1 0).",
        "{ apply (is_derive_ext (fun _ => 0)); [intro t; simpl; ring | apply (is_derive_const 0)]. }",
        "split; [exists 0; exact D | apply is_derive_unique; exact D]. Qed.",
        "Print Assumptions s0.",
    ]
    found = compiled("\n".join(lines) + "\n")
    assert found.accepted, found.reason


@pytest.mark.coq
def test_coq_proves_the_same_values_from_its_definitions(compiled: Compile) -> None:
    lines = [START.replace("{one}", statement_of_rank("a rank")).replace("{two}", statement_of_rank("the whole rank"))]
    for place, (term, value) in enumerate(VALUES.values()):
        true, false = statement(Equal(term, number(value))), statement(Not(Equal(term, number(value + 1))))
        lines.append(f"Lemma d{place} : {true}. Proof. closed. Qed.")
        lines.append(f"Lemma f{place} : {false}. Proof. intro H. assert (G := d{place}). open_parts. {APART} Qed.")
    names = [f"{letter}{place}" for letter in "df" for place in range(len(VALUES))]
    found = compiled("\n".join([*lines, together(names)]))
    assert found.accepted, found.reason


@pytest.mark.coq
def test_coq_proves_that_the_same_terms_are_undefined(compiled: Compile) -> None:
    lines = [START.replace("{one}", statement_of_rank("a rank")).replace("{two}", statement_of_rank("the whole rank"))]
    for place, term in enumerate(UNDEFINED.values()):
        lines.append(f"Lemma d{place} : {statement(Not(Equal(term, term)))}. Proof. undefined. Qed.")
    found = compiled("\n".join([*lines, together([f"d{place}" for place in range(len(UNDEFINED))])]))
    assert found.accepted, found.reason
