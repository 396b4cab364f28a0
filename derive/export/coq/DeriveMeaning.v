(* What the statements of `derive` mean in Coq: all that a reader has to agree with, beside Coq's own real numbers and
   the derivatives and limits of Coquelicot. Everything else that is exported is proved.

   A size K is a natural number with 1 <= K; an index over K a natural number below K, counted from 0 (so that the first
   index is 0 and the last K - 1); an array a function of its indices, of which only the entries in range are read.
   A relation is stated together with all that its two sides need to be defined. *)
Require Export Reals.
From Coquelicot Require Export Coquelicot.
Global Open Scope R_scope.

(* ---- arrays ---------------------------------------------------------------------------------- *)

Definition vector (K : nat) : Type := nat -> R.
Definition matrix (m n : nat) : Type := nat -> nat -> R.

(* ---- sums, products and maxima over all indices of a size ---------------------------------------- *)

Fixpoint Sum (K : nat) (f : nat -> R) : R := match K with O => 0 | S n => Sum n f + f n end.
Fixpoint Product (K : nat) (f : nat -> R) : R := match K with O => 1 | S n => Product n f * f n end.
Fixpoint largest_up_to (n : nat) (f : nat -> R) : R :=
  match n with O => f O | S m => Rmax (largest_up_to m f) (f (S m)) end.
Definition Maximum (K : nat) (f : nat -> R) : R := largest_up_to (Nat.pred K) f.

(* ---- functions of real numbers ----------------------------------------------------------------------
   x ^ n and / x are Coq's, so are exp and Rabs; ln is used where its argument is positive, and ln 0 = 0 in Coq gives the
   convention that t ln (t u) is 0 at t = 0. 0 ^ 0 = 1. *)

Definition Step (x : R) : R := if Rle_dec 0 x then 1 else 0.

(* x to the power q, where q is no integer that is written down: for x > 0, for x = 0 and q >= 0, for integers q *)
Definition PowerDefined (x q : R) : Prop := 0 < x \/ (x = 0 /\ 0 <= q) \/ (x < 0 /\ q = IZR (Int_part q)).
Definition RealPower (x q : R) : R :=
  if Rlt_dec 0 x then exp (q * ln x) else if Req_EM_T q (IZR (Int_part q)) then powerRZ x (Int_part q) else 0.

(* ---- derivatives --------------------------------------------------------------------------------------
   of a function of a number, of a vector in its entry j, of a matrix in its entry (i, j), all other entries held fixed.
   Differentiable says that the derivative exists; Near, that the function is defined around the point. *)

Definition upd (z : nat -> R) (j : nat) (t : R) : nat -> R := fun k => if Nat.eqb k j then t else z k.
Definition upd2 (M : nat -> nat -> R) (i j : nat) (t : R) : nat -> nat -> R :=
  fun k l => if Nat.eqb k i then (if Nat.eqb l j then t else M k l) else M k l.

Definition Derivative0 (F : R -> R) (x : R) : R := Derive (fun t => F t) x.
Definition Differentiable0 (F : R -> R) (x : R) : Prop := ex_derive (fun t => F t) x.
Definition Near0 (D : R -> Prop) (x : R) : Prop := locally x (fun t => D t).

Definition Derivative1 (F : (nat -> R) -> R) (z : nat -> R) (j : nat) : R := Derive (fun t => F (upd z j t)) (z j).
Definition Differentiable1 (F : (nat -> R) -> R) (z : nat -> R) (j : nat) : Prop :=
  ex_derive (fun t => F (upd z j t)) (z j).
Definition Near1 (D : (nat -> R) -> Prop) (z : nat -> R) (j : nat) : Prop := locally (z j) (fun t => D (upd z j t)).

Definition Derivative2 (F : (nat -> nat -> R) -> R) (M : nat -> nat -> R) (i j : nat) : R :=
  Derive (fun t => F (upd2 M i j t)) (M i j).
Definition Differentiable2 (F : (nat -> nat -> R) -> R) (M : nat -> nat -> R) (i j : nat) : Prop :=
  ex_derive (fun t => F (upd2 M i j t)) (M i j).
Definition Near2 (D : (nat -> nat -> R) -> Prop) (M : nat -> nat -> R) (i j : nat) : Prop :=
  locally (M i j) (fun t => D (upd2 M i j t)).

(* ---- limits ----------------------------------------------------------------------------------------------
   as t tends to a from above (t > a), from below, from both sides (t <> a), or to infinity: f tends to c, and a
   condition holds eventually (so that f is defined near the point). *)

Definition above (a : R) : (R -> Prop) -> Prop := at_right a.
Definition below (a : R) : (R -> Prop) -> Prop := at_left a.
Definition both (a : R) : (R -> Prop) -> Prop := locally' a.
Definition infinity : (R -> Prop) -> Prop := Rbar_locally p_infty.
Definition minus_infinity : (R -> Prop) -> Prop := Rbar_locally m_infty.
Definition Tends (toward : (R -> Prop) -> Prop) (f : R -> R) (c : R) : Prop := filterlim f toward (locally c).
Definition Eventually (toward : (R -> Prop) -> Prop) (D : R -> Prop) : Prop := toward D.

(* ---- rank ------------------------------------------------------------------------------------------------
   the largest number of columns of an m by n matrix that are linearly independent. C says which columns are chosen. *)

Fixpoint count (n : nat) (C : nat -> bool) : nat :=
  match n with O => O | S m => ((if C m then 1 else 0) + count m C)%nat end.
Definition independent (m n : nat) (M : nat -> nat -> R) (C : nat -> bool) : Prop :=
  forall v : nat -> R, (forall k, (k < n)%nat -> C k = false -> v k = 0) ->
  (forall r, (r < m)%nat -> Sum n (fun k => M r k * v k) = 0) -> forall k, (k < n)%nat -> v k = 0.
Fixpoint rank_up_to (m n : nat) (M : nat -> nat -> R) (r : nat) : nat :=
  match r with
  | O => O
  | S q => if ClassicalDedekindReals.sig_not_dec (exists C, count n C = r /\ independent m n M C)
           then r else rank_up_to m n M q
  end.
Definition Rank (m n : nat) (M : nat -> nat -> R) : R := INR (rank_up_to m n M n).

(* ---- smoothness -------------------------------------------------------------------------------------------
   of a function of a number, of a vector over K, of an m by n matrix: it has partial derivatives of all orders, everywhere.
   Of order up to q: each partial derivative exists everywhere, and has those of order up to q - 1. *)

Fixpoint SmoothTo0 (q : nat) (F : R -> R) : Prop := match q with O => True | S p =>
  (forall x, Differentiable0 F x) /\ SmoothTo0 p (fun x => Derivative0 F x) end.
Fixpoint SmoothTo1 (q K : nat) (F : (nat -> R) -> R) : Prop := match q with O => True | S p => forall j, (j < K)%nat ->
  (forall z, Differentiable1 F z j) /\ SmoothTo1 p K (fun z => Derivative1 F z j) end.
Fixpoint SmoothTo2 (q m n : nat) (F : (nat -> nat -> R) -> R) : Prop := match q with O => True | S p =>
  forall i j, (i < m)%nat -> (j < n)%nat ->
  (forall M, Differentiable2 F M i j) /\ SmoothTo2 p m n (fun M => Derivative2 F M i j) end.
Definition Smooth0 (F : R -> R) : Prop := forall q, SmoothTo0 q F.
Definition Smooth1 (K : nat) (F : (nat -> R) -> R) : Prop := forall q, SmoothTo1 q K F.
Definition Smooth2 (m n : nat) (F : (nat -> nat -> R) -> R) : Prop := forall q, SmoothTo2 q m n F.
