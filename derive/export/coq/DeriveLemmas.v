(* What the exported proofs rest on: lemmas about the meanings, and the tactics that re-prove the steps of a certificate.
   Nothing here is trusted: Coq checks it. *)
Require Export Lra Lia Psatz FunctionalExtensionality Arith Bool.
Require Export DeriveMeaning.

(* ---- sums ------------------------------------------------------------------------------------ *)

Lemma Sum_ext n f g : (forall k, (k < n)%nat -> f k = g k) -> Sum n f = Sum n g.
Proof. induction n; simpl; intros; auto. rewrite IHn, H; auto. Qed.
Lemma Sum_plus n f g : Sum n (fun k => f k + g k) = Sum n f + Sum n g.
Proof. induction n; simpl; [ring | rewrite IHn; ring]. Qed.
Lemma Sum_scal n c f : Sum n (fun k => c * f k) = c * Sum n f.
Proof. induction n; simpl; [ring | rewrite IHn; ring]. Qed.
Lemma Sum_const n c : Sum n (fun _ => c) = c * INR n.
Proof. induction n; [simpl; ring |]. rewrite S_INR; simpl; rewrite IHn; ring. Qed.
Lemma Sum_linear n f g A B : Sum n f = A -> Sum n g = B -> Sum n (fun k => f k + g k) = A + B.
Proof. intros <- <-. apply Sum_plus. Qed.
Lemma Sum_swap n m f : Sum n (fun k => Sum m (fun l => f k l)) = Sum m (fun l => Sum n (fun k => f k l)).
Proof.
  induction n; simpl.
  - induction m; simpl; auto; rewrite <- IHm; ring.
  - rewrite IHn. rewrite <- Sum_plus. reflexivity.
Qed.
Lemma Sum_nonneg n f : (forall k, (k < n)%nat -> 0 <= f k) -> 0 <= Sum n f.
Proof. intros; induction n; simpl; [lra |]. assert (0 <= f n) by auto. assert (0 <= Sum n f) by auto. lra. Qed.
Lemma Sum_pos n f : (1 <= n)%nat -> (forall k, (k < n)%nat -> 0 < f k) -> 0 < Sum n f.
Proof.
  intros Hn H. destruct n; [lia |]. simpl.
  assert (0 <= Sum n f) by (apply Sum_nonneg; intros; left; auto). assert (0 < f n) by auto. lra.
Qed.
Lemma Sum_double n m (r : nat -> R) (b : nat -> nat -> R) (o : nat -> R) (c : nat -> nat -> R) :
  (forall k l, (k < n)%nat -> (l < m)%nat -> r k * b k l = o l * c k l) ->
  Sum n (fun k => r k * Sum m (fun l => b k l)) = Sum m (fun l => o l * Sum n (fun k => c k l)).
Proof.
  intro H. transitivity (Sum n (fun k => Sum m (fun l => o l * c k l))).
  - apply Sum_ext. intros k Hk. rewrite <- Sum_scal. apply Sum_ext. intros l Hl. apply H; assumption.
  - rewrite Sum_swap. apply Sum_ext. intros. apply Sum_scal.
Qed.
Lemma Sum_le_0 n f : (forall k, (k < n)%nat -> f k <= 0) -> Sum n f <= 0.
Proof. intro H. induction n; simpl; [lra |]. assert (f n <= 0) by auto. assert (Sum n f <= 0) by auto. lra. Qed.
Lemma Sum_lt_0 n f : (1 <= n)%nat -> (forall k, (k < n)%nat -> f k < 0) -> Sum n f < 0.
Proof.
  intros Hn H. destruct n; [lia |]. simpl. assert (Sum n f <= 0) by (apply Sum_le_0; intros; left; auto).
  assert (f n < 0) by auto. lra.
Qed.
Lemma Sum_mono n f g : (forall k, (k < n)%nat -> f k <= g k) -> Sum n f <= Sum n g.
Proof. intro H. induction n; simpl; [lra |]. assert (f n <= g n) by auto. assert (Sum n f <= Sum n g) by auto. lra. Qed.
(* a sum whose body singles out the index j, where it is a; everywhere else it is g *)
Lemma Sum_single n j f g a : (j < n)%nat -> (forall k, (k < n)%nat -> k <> j -> f k = g k) -> f j = a ->
  Sum n f = Sum n g + (a + (-1) * g j).
Proof.
  intros Hj H <-. assert (E : Sum n (fun k => f k - g k) = f j - g j).
  { clear -Hj H. induction n; [lia |]. simpl. destruct (Nat.eq_dec j n) as [-> | Hne].
    - rewrite (Sum_ext n _ (fun _ => 0)). rewrite Sum_const. ring. intros; rewrite H; try lia; ring.
    - rewrite IHn by (auto; lia). rewrite (H n) by lia. ring. }
  assert (Sum n f = Sum n g + Sum n (fun k => f k - g k)).
  { rewrite <- Sum_plus. apply Sum_ext; intros; ring. }
  rewrite H0, E. ring.
Qed.
Lemma Sum_ge n f t : (t < n)%nat -> (forall k, (k < n)%nat -> 0 <= f k) -> f t <= Sum n f.
Proof.
  intros Ht H. rewrite (Sum_single n t f (fun k => if Nat.eqb k t then 0 else f k) (f t)); auto.
  - assert (0 <= Sum n (fun k => if Nat.eqb k t then 0 else f k)).
    { apply Sum_nonneg; intros. destruct (Nat.eqb k t); auto; lra. }
    rewrite Nat.eqb_refl. lra.
  - intros. apply Nat.eqb_neq in H1. rewrite H1; auto.
Qed.
Lemma Sum_pos_at n f j : (j < n)%nat -> 0 < f j -> (forall k, (k < n)%nat -> 0 <= f k) -> 0 < Sum n f.
Proof. intros Hj P H. assert (X := Sum_ge n f j Hj H). lra. Qed.
Lemma Sum_gt n f t : (t < n)%nat -> (2 <= n)%nat -> (forall k, (k < n)%nat -> 0 < f k) -> f t < Sum n f.
Proof.
  intros Ht N H.
  rewrite (Sum_single n t f (fun k => if Nat.eqb k t then 0 else f k) (f t)); auto.
  - rewrite Nat.eqb_refl. set (o := if Nat.eqb t 0 then 1%nat else O).
    assert (Ho : (o < n)%nat /\ o <> t) by (unfold o; destruct (Nat.eqb_spec t 0); lia).
    assert (f o <= Sum n (fun k => if Nat.eqb k t then 0 else f k)).
    { assert (E := Sum_ge n (fun k => if Nat.eqb k t then 0 else f k) o (proj1 Ho)). cbv beta in E.
      destruct (Nat.eqb_spec o t); [tauto |]. apply E. intros k Hk. destruct (Nat.eqb k t); [lra | left; auto]. }
    assert (0 < f o) by (apply H, Ho). lra.
  - intros k Hk Hne. apply Nat.eqb_neq in Hne. rewrite Hne; auto.
Qed.
Lemma Sum_succ n f : Sum (S n) f = Sum n f + f n. Proof. reflexivity. Qed.
Lemma Sum_zero f : Sum 0 f = 0. Proof. reflexivity. Qed.
Lemma Product_succ n f : Product (S n) f = Product n f * f n. Proof. reflexivity. Qed.
Lemma Product_zero f : Product 0 f = 1. Proof. reflexivity. Qed.
Lemma Product_ext n f g : (forall k, (k < n)%nat -> f k = g k) -> Product n f = Product n g.
Proof. induction n; simpl; intros; auto. rewrite IHn, H; auto. Qed.
Lemma Product_pos n f : (forall k, (k < n)%nat -> 0 < f k) -> 0 < Product n f.
Proof. induction n; simpl; intros; [lra |]. apply Rmult_lt_0_compat; auto. Qed.
Lemma Product_mult n f g : Product n (fun k => f k * g k) = Product n f * Product n g.
Proof. induction n; simpl; [ring | rewrite IHn; ring]. Qed.
Lemma Product_exp n f : Product n (fun k => exp (f k)) = exp (Sum n f).
Proof. induction n; simpl; [rewrite exp_0; reflexivity | rewrite IHn, exp_plus; reflexivity]. Qed.
Lemma ln_Product n f : (forall k, (k < n)%nat -> 0 < f k) -> ln (Product n f) = Sum n (fun k => ln (f k)).
Proof.
  induction n; simpl; intros; [apply ln_1 |].
  rewrite ln_mult; [rewrite IHn; auto | apply Product_pos; auto | auto].
Qed.
Lemma Product_as_exp n f : (forall k, (k < n)%nat -> 0 < f k) -> Product n f = exp (Sum n (fun k => ln (f k))).
Proof. intro H. rewrite <- ln_Product by auto. rewrite exp_ln; auto. apply Product_pos; auto. Qed.

(* ---- maxima ---------------------------------------------------------------------------------- *)

Lemma largest_ge n f k : (k <= n)%nat -> f k <= largest_up_to n f.
Proof.
  induction n; simpl; intros. replace k with O by lia. lra.
  destruct (Nat.eq_dec k (S n)) as [-> |]. apply Rmax_r.
  apply Rle_trans with (largest_up_to n f). apply IHn; lia. apply Rmax_l.
Qed.
Lemma largest_attained n f : exists k, (k <= n)%nat /\ f k = largest_up_to n f.
Proof.
  induction n; simpl. exists O; auto. destruct IHn as (k & Hk & E).
  unfold Rmax. destruct (Rle_dec (largest_up_to n f) (f (S n))). exists (S n); auto. exists k; split; auto.
Qed.
Lemma Maximum_ge n f k : (k < n)%nat -> f k <= Maximum n f.
Proof. intros. apply largest_ge; lia. Qed.
Lemma Maximum_attained n f : (1 <= n)%nat -> exists k, (k < n)%nat /\ f k = Maximum n f.
Proof. intros. destruct (largest_attained (Nat.pred n) f) as (k & Hk & E). exists k; split; [lia | auto]. Qed.
Lemma Maximum_is n f j : (j < n)%nat -> (forall k, (k < n)%nat -> f k <= f j) -> Maximum n f = f j.
Proof.
  intros Hj H. apply Rle_antisym; [| apply Maximum_ge; auto].
  destruct (Maximum_attained n f) as (k & Hk & <-); [lia | auto].
Qed.
Lemma Maximum_ext n f g : (1 <= n)%nat -> (forall k, (k < n)%nat -> f k = g k) -> Maximum n f = Maximum n g.
Proof.
  intros Hn H. destruct (Maximum_attained n f Hn) as (k & Hk & E). rewrite <- E, (H k Hk). symmetry. apply Maximum_is; auto.
  intros l Hl. rewrite <- (H k Hk), <- (H l Hl), E. apply Maximum_ge; auto.
Qed.
Lemma Maximum_shift n f a : (1 <= n)%nat -> Maximum n (fun k => f k + a) = Maximum n f + a.
Proof.
  intros Hn. destruct (Maximum_attained n f Hn) as (k & Hk & E). rewrite <- E. apply (Maximum_is n (fun k => f k + a)); auto.
  intros l Hl. assert (f l <= Maximum n f) by (apply Maximum_ge; auto). lra.
Qed.
Lemma Maximum_scale n f a : (1 <= n)%nat -> 0 <= a -> Maximum n (fun k => a * f k) = a * Maximum n f.
Proof.
  intros Hn Ha. destruct (Maximum_attained n f Hn) as (k & Hk & E). rewrite <- E. apply (Maximum_is n (fun k => a * f k)); auto.
  intros l Hl. apply Rmult_le_compat_l; auto. rewrite E. apply Maximum_ge; auto.
Qed.

Lemma Maximum_one f : Maximum 1 f = f O. Proof. reflexivity. Qed.
Lemma Maximum_succ n f : Maximum (S (S n)) f = Rmax (Maximum (S n) f) (f (S n)). Proof. reflexivity. Qed.
Lemma Maximum_pos n f j : (j < n)%nat -> 0 < f j -> 0 < Maximum n f.
Proof. intros H P. assert (X := Maximum_ge n f j H). lra. Qed.

(* ---- rank ------------------------------------------------------------------------------------- *)

Lemma count_le n C : (count n C <= n)%nat.
Proof. induction n; simpl; [lia |]. destruct (C n); lia. Qed.
Lemma count_full n C : count n C = n -> forall k, (k < n)%nat -> C k = true.
Proof.
  induction n; simpl; intros E k Hk; [lia |]. assert (L := count_le n C). destruct (C n) eqn:X; [| lia].
  destruct (Nat.eq_dec k n) as [-> |]; auto. apply IHn; lia.
Qed.
Lemma count_but_first n : count n (fun k => negb (Nat.eqb k 0)) = Nat.pred n.
Proof. induction n; auto. simpl count. rewrite IHn. destruct n; simpl; auto. Qed.
Lemma rank_up_to_found m n M r : (exists C, count n C = r /\ independent m n M C) -> rank_up_to m n M r = r.
Proof. intro H. destruct r; simpl; auto. destruct (ClassicalDedekindReals.sig_not_dec _); tauto. Qed.
Lemma rank_up_to_not m n M r : ~ (exists C, count n C = S r /\ independent m n M C) ->
  rank_up_to m n M (S r) = rank_up_to m n M r.
Proof. intro H. simpl. destruct (ClassicalDedekindReals.sig_not_dec _); tauto. Qed.
(* the rows sum to 0, and only constant vectors are sent to 0 *)
Lemma rank_from_null_space n m M : (1 <= n)%nat -> (forall r, (r < m)%nat -> Sum n (fun k => M r k) = 0) ->
  (forall v : nat -> R, (forall r, (r < m)%nat -> Sum n (fun k => M r k * v k) = 0) -> forall k, (k < n)%nat -> v k = v O) ->
  Rank m n M = INR n + (-1) * 1.
Proof.
  intros Hn HC HO. destruct n as [| q]; [lia |]. unfold Rank. rewrite rank_up_to_not.
  - rewrite rank_up_to_found.
    + rewrite S_INR. ring.
    + exists (fun k => negb (Nat.eqb k 0)). split. apply count_but_first.
      intros v Hz Hv k Hk. rewrite (HO v Hv k Hk). apply Hz; [lia | reflexivity].
  - intros (C & E & HS). assert (A := count_full (S q) C E). assert (X : (fun _ : nat => 1) O = 0).
    { refine (HS (fun _ => 1) _ _ O _); [intros k Hk F; rewrite (A k Hk) in F; discriminate | | lia].
      intros r Hr. rewrite <- (HC r Hr). apply Sum_ext; intros; ring. }
    simpl in X. lra.
Qed.

(* ---- logarithms and exponentials ------------------------------------------------------------------ *)

Lemma ln_at_0 t u : 0 <= t -> 0 < u -> t * ln (t * u) = t * ln t + t * ln u.
Proof. intros [H | <-] Hu; [rewrite ln_mult by auto; ring | ring]. Qed.
Lemma exp_ne x : exp x <> 0. Proof. apply Rgt_not_eq, exp_pos. Qed.
Lemma entropy_bound_pos t u : 0 < t -> 0 < u -> 1 - / (t * / u) <= ln (t * / u) /\ (t <> u -> 1 - / (t * / u) < ln (t * / u)).
Proof.
  intros Ht Hu. assert (H : 0 < t * / u) by (apply Rmult_lt_0_compat; auto; apply Rinv_0_lt_compat; auto).
  set (x := t * / u) in *. assert (Hx : 0 < / x) by (apply Rinv_0_lt_compat; auto). split.
  - assert (X := exp_ineq1_le (ln (/ x))). rewrite exp_ln in X by auto. rewrite ln_Rinv in X by auto. lra.
  - intro Hne. assert (X := exp_ineq1 (ln (/ x))). rewrite exp_ln in X by auto. rewrite ln_Rinv in X by auto.
    assert (ln x <> 0).
    { intro E. apply Hne. rewrite <- ln_1 in E. apply ln_inv in E; [| auto | lra].
      unfold x in E. apply (f_equal (fun y => y * u)) in E.
      rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l in E; lra. }
    lra.
Qed.
Lemma entropy_bound t u : 0 <= t -> 0 < u -> t + (-1) * u <= t * ln (t * / u).
Proof.
  intros [Ht | <-] Hu; [| rewrite !Rmult_0_l; lra]. destruct (entropy_bound_pos t u Ht Hu) as (L & _).
  replace (t + -1 * u) with (t * (1 - / (t * / u))) by (field; split; lra).
  apply Rmult_le_compat_l; auto. lra.
Qed.
Lemma entropy_bound_strict t u : 0 <= t -> 0 < u -> t <> u -> t + (-1) * u < t * ln (t * / u).
Proof.
  intros [Ht | <-] Hu Hne; [| rewrite !Rmult_0_l; lra]. destruct (entropy_bound_pos t u Ht Hu) as (_ & L). specialize (L Hne).
  replace (t + -1 * u) with (t * (1 - / (t * / u))) by (field; split; lra).
  apply Rmult_lt_compat_l; auto.
Qed.
Lemma RealPower_pos x q : 0 < x -> RealPower x q = exp (q * ln x).
Proof. intro H. unfold RealPower. destruct (Rlt_dec 0 x); [reflexivity | contradiction]. Qed.
Lemma exp_pow x n : exp x ^ n = exp (INR n * x).
Proof.
  induction n; [simpl; rewrite Rmult_0_l, exp_0; reflexivity |].
  rewrite S_INR. simpl. rewrite IHn, <- exp_plus. f_equal. ring.
Qed.
Lemma ln_neg x : x <= 1 -> ln x <= 0.
Proof.
  intros H. destruct (Rlt_dec 0 x) as [P | P]; [| right; unfold ln; destruct (Rlt_dec 0 x); [contradiction | reflexivity]].
  rewrite <- ln_1. destruct H as [H | ->]; [left; apply ln_increasing; assumption | right; reflexivity].
Qed.
Lemma ln_neg_strict x : 0 < x -> x < 1 -> ln x < 0.
Proof. intros P H. rewrite <- ln_1. apply ln_increasing; assumption. Qed.
Lemma ln_nonneg x : 1 <= x -> 0 <= ln x.
Proof. intros H. rewrite <- ln_1. destruct H as [H | <-]; [left; apply ln_increasing; lra | right; reflexivity]. Qed.
Lemma ln_pos x : 1 < x -> 0 < ln x.
Proof. intros H. rewrite <- ln_1. apply ln_increasing; lra. Qed.
Lemma Int_part_IZR n : Int_part (IZR n) = n.
Proof. unfold Int_part. rewrite <- (tech_up (IZR n) (n + 1)); [lia | rewrite plus_IZR; lra | rewrite plus_IZR; lra]. Qed.
Lemma RealPower_whole x n : RealPower x (INR n) = x ^ n.
Proof.
  unfold RealPower. rewrite INR_IZR_INZ, Int_part_IZR. destruct (Rlt_dec 0 x) as [P |].
  - rewrite <- INR_IZR_INZ, <- ln_pow by exact P. apply exp_ln, pow_lt; exact P.
  - destruct (Req_EM_T (IZR _) _) as [_ | F]; [symmetry; apply pow_powerRZ | contradiction F; reflexivity].
Qed.
Lemma RealPower_inverse x n : RealPower x (- INR n) = / x ^ n.
Proof.
  unfold RealPower. rewrite INR_IZR_INZ, <- opp_IZR, Int_part_IZR. destruct (Rlt_dec 0 x) as [P |].
  - rewrite opp_IZR, <- INR_IZR_INZ, <- Ropp_mult_distr_l, exp_Ropp, <- ln_pow by exact P.
    rewrite exp_ln; [reflexivity | apply pow_lt; exact P].
  - destruct (Req_EM_T (IZR _) _) as [_ | F]; [| contradiction F; reflexivity].
    destruct n; simpl; [field | rewrite SuccNat2Pos.id_succ; reflexivity].
Qed.
Lemma RealPower_is_pow x q n : q = INR n -> RealPower x q = x ^ n. Proof. intros ->. apply RealPower_whole. Qed.
Lemma RealPower_is_inverse x q n : q = - INR n -> RealPower x q = / x ^ n. Proof. intros ->. apply RealPower_inverse. Qed.
Lemma RealPower_0 q : RealPower 0 q = if Req_EM_T q 0 then 1 else RealPower 0 q.
Proof.
  destruct (Req_EM_T q 0) as [-> |]; [| reflexivity]. rewrite (RealPower_is_pow 0 0 0) by reflexivity. reflexivity.
Qed.
Lemma no_integer q : 0 < q < 1 -> q <> IZR (Int_part q).
Proof.
  intros (A & B) E. rewrite E in A, B. assert (0 < Int_part q)%Z by (apply lt_IZR; exact A).
  assert (Int_part q < 1)%Z by (apply lt_IZR; exact B). lia.
Qed.
(* the root of something that is not negative: 1/n, n >= 2 *)
Lemma RealPower_root x n : (2 <= n)%nat -> 0 <= x -> 0 <= RealPower x (/ INR n) /\ RealPower x (/ INR n) ^ n = x.
Proof.
  intros Hn. assert (N : 2 <= INR n) by (apply (le_INR 2); exact Hn). intros [P | <-].
  - rewrite RealPower_pos by exact P. split; [left; apply exp_pos |]. rewrite exp_pow.
    replace (INR n * (/ INR n * ln x)) with (ln x) by (field; lra). apply exp_ln; exact P.
  - assert (E : RealPower 0 (/ INR n) = 0).
    { unfold RealPower. destruct (Rlt_dec 0 0); [lra |]. destruct (Req_EM_T (/ INR n) _) as [F |]; [| reflexivity].
      exfalso. apply (no_integer (/ INR n)); [| exact F]. split; [apply Rinv_0_lt_compat; lra |].
      rewrite <- Rinv_1. apply Rinv_lt_contravar; lra. }
    rewrite E. split; [lra |]. apply pow_i. lia.
Qed.
Lemma RealPower_nonneg x q : 0 <= x -> 0 <= RealPower x q.
Proof.
  intros [P | <-]; [rewrite RealPower_pos by exact P; left; apply exp_pos |]. unfold RealPower.
  destruct (Rlt_dec 0 0); [lra |]. destruct (Req_EM_T q _); [| lra].
  destruct (Int_part q) as [| p | p]; simpl; [lra | rewrite pow_i by lia; lra | rewrite pow_i by lia].
  rewrite Rinv_0. lra.
Qed.
Lemma RealPower_pos_lt x q : 0 < x -> 0 < RealPower x q.
Proof. intro H. rewrite RealPower_pos by exact H. apply exp_pos. Qed.
Lemma PowerDefined_nonneg x q : 0 <= x -> 0 <= q -> PowerDefined x q.
Proof. intros [P | <-] Q; [left; exact P | right; left; split; [reflexivity | exact Q]]. Qed.
Lemma PowerDefined_pow x q n : q = INR n -> PowerDefined x q.
Proof.
  intros ->. destruct (Rtotal_order x 0) as [H | [-> | H]]; [right; right | right; left | left; exact H].
  - split; [exact H |]. rewrite INR_IZR_INZ, Int_part_IZR. reflexivity.
  - split; [reflexivity | apply pos_INR].
Qed.
Lemma PowerDefined_inverse x q n : q = - INR n -> x <> 0 -> PowerDefined x q.
Proof.
  intros -> N. destruct (Rtotal_order x 0) as [H | [-> | H]]; [right; right | contradiction N; reflexivity | left; exact H].
  split; [exact H |]. rewrite INR_IZR_INZ, <- opp_IZR, Int_part_IZR. reflexivity.
Qed.
Lemma RealPower_root_exists x n : (2 <= n)%nat -> 0 <= x ->
  exists r, RealPower x (/ INR n) = r /\ r ^ n = x /\ 0 <= r /\ (0 < x -> 0 < r).
Proof.
  intros Hn H. destruct (RealPower_root x n Hn H) as (A & B). exists (RealPower x (/ INR n)).
  split; [reflexivity | split; [exact B | split; [exact A | apply RealPower_pos_lt]]].
Qed.
(* x to the power m / n, n >= 2, by the n-th root *)
Lemma RealPower_through_root x q m n : (2 <= n)%nat -> 0 <= x -> (1 <= m)%nat -> q = INR m * / INR n ->
  RealPower x q = RealPower x (/ INR n) ^ m.
Proof.
  intros Hn [P | <-] Hm ->.
  - rewrite !RealPower_pos by exact P. rewrite exp_pow. f_equal. ring.
  - assert (E : RealPower 0 (/ INR n) = 0).
    { destruct (RealPower_root 0 n Hn (Rle_refl 0)) as (A & B). destruct (Req_dec (RealPower 0 (/ INR n)) 0) as [F | F]; [exact F |].
      exfalso. apply (pow_nonzero _ n F). exact B. }
    rewrite E. rewrite pow_i by lia. unfold RealPower. destruct (Rlt_dec 0 0); [lra |].
    assert (N : 2 <= INR n) by (apply (le_INR 2); exact Hn). assert (M : 1 <= INR m) by (apply (le_INR 1); exact Hm).
    assert (Q : 0 < INR m * / INR n) by (apply Rmult_lt_0_compat; [lra | apply Rinv_0_lt_compat; lra]).
    destruct (Req_EM_T _ _) as [F |]; [| reflexivity]. assert (I : (0 < Int_part (INR m * / INR n))%Z) by (apply lt_IZR; lra).
    destruct (Int_part _) as [| p | p]; [lia | | lia]. simpl. apply pow_i. lia.
Qed.
Lemma RealPower_through_root_inverse x q m n : (2 <= n)%nat -> 0 < x -> q = - (INR m * / INR n) ->
  RealPower x q = / RealPower x (/ INR n) ^ m.
Proof.
  intros Hn P ->. rewrite !RealPower_pos by exact P. rewrite exp_pow, <- exp_Ropp. f_equal. ring.
Qed.
Lemma RealPower_mult x y q : 0 <= x -> 0 <= y -> RealPower (x * y) q = RealPower x q * RealPower y q.
Proof.
  assert (Z : forall y, 0 <= y -> RealPower 0 q = RealPower 0 q * RealPower y q).
  { intros w W. destruct (Req_dec q 0) as [-> | N].
    - rewrite !(RealPower_is_pow _ 0 0) by reflexivity. simpl. ring.
    - replace (RealPower 0 q) with 0; [ring |]. unfold RealPower. destruct (Rlt_dec 0 0); [lra |].
      destruct (Req_EM_T q _) as [E |]; [| reflexivity]. destruct (Int_part q) as [| p | p]; [contradiction | |];
        simpl; rewrite pow_i by lia; [reflexivity | symmetry; apply Rinv_0]. }
  intros [P | <-] [Q | <-].
  - rewrite !RealPower_pos by (try apply Rmult_lt_0_compat; assumption). rewrite ln_mult by assumption.
    rewrite <- exp_plus. f_equal. ring.
  - rewrite Rmult_0_r, Rmult_comm. apply Z. lra.
  - rewrite Rmult_0_l. apply Z. lra.
  - rewrite Rmult_0_l. apply Z. lra.
Qed.
Lemma RealPower_of_inverse x q : 0 < x -> RealPower (/ x) q = / RealPower x q.
Proof.
  intro P. rewrite !RealPower_pos by (try apply Rinv_0_lt_compat; exact P). rewrite ln_Rinv by exact P.
  rewrite <- exp_Ropp. f_equal. ring.
Qed.
Lemma RealPower_of_pow x q n : 0 <= x -> RealPower (x ^ n) q = RealPower x q ^ n.
Proof.
  intro H. induction n; simpl.
  - rewrite RealPower_pos, ln_1, Rmult_0_r, exp_0 by lra. reflexivity.
  - rewrite RealPower_mult, IHn; [reflexivity | exact H | apply pow_le; exact H].
Qed.
Lemma RealPower_exact x y n : (2 <= n)%nat -> 0 <= y -> y ^ n = x -> RealPower x (/ INR n) = y.
Proof.
  intros Hn H <-. destruct H as [P | <-].
  - rewrite RealPower_of_pow by lra. rewrite RealPower_pos by exact P. rewrite exp_pow.
    assert (N : 2 <= INR n) by (apply (le_INR 2); exact Hn).
    replace (INR n * (/ INR n * ln y)) with (ln y) by (field; lra). apply exp_ln; exact P.
  - rewrite pow_i by lia. destruct (RealPower_root 0 n Hn (Rle_refl 0)) as (A & B).
    destruct (Req_dec (RealPower 0 (/ INR n)) 0) as [F | F]; [exact F |]. exfalso. apply (pow_nonzero _ n F). exact B.
Qed.
Lemma Rabs_bounds x : x <= Rabs x /\ - x <= Rabs x /\ 0 <= Rabs x.
Proof. split; [apply Rle_abs | split; [rewrite <- Rabs_Ropp; apply Rle_abs | apply Rabs_pos]]. Qed.
Lemma Step_one x : 0 <= x -> Step x = 1. Proof. intro H. unfold Step. destruct (Rle_dec 0 x); [reflexivity | contradiction]. Qed.
Lemma Step_pos x : 0 <= x -> 0 < Step x. Proof. intro H. rewrite (Step_one x H). lra. Qed.
Lemma Step_zero x : x < 0 -> Step x = 0. Proof. intro H. unfold Step. destruct (Rle_dec 0 x); [lra | reflexivity]. Qed.
Lemma Step_bounds x : 0 <= Step x <= 1. Proof. unfold Step. destruct (Rle_dec 0 x); lra. Qed.
Lemma size_at_least (n : nat) (m : nat) (a : R) : a = INR n -> a <= INR m -> (n <= m)%nat.
Proof. intros -> H. apply INR_le; auto. Qed.
Lemma size_above (n : nat) (m : nat) (a : R) : a = INR n -> a < INR m -> (n < m)%nat.
Proof. intros -> H. apply INR_lt; auto. Qed.
Lemma size_not (n : nat) (m : nat) (a : R) : a = INR n -> a <> INR m -> n <> m.
Proof. intros -> H E. apply H. rewrite E; reflexivity. Qed.
Lemma size_ge_1 K : (1 <= K)%nat -> 1 <= INR K. Proof. intro H. apply (le_INR 1). exact H. Qed.
Lemma size_ge_2 K : (2 <= K)%nat -> 2 <= INR K. Proof. intro H. apply (le_INR 2). exact H. Qed.

(* ---- derivatives: along the curve c through z = c t, F has the slope l ------------------------------- *)

Definition slope {A : Type} (F : A -> R) (c : R -> A) (t : R) (z : A) (l : R) : Prop :=
  c t = z /\ is_derive (fun s => F (c s)) t l.

Lemma upd_id z j : upd z j (z j) = z.
Proof. apply functional_extensionality; intro k. unfold upd. destruct (Nat.eqb_spec k j); subst; auto. Qed.
Lemma upd2_id M i j : upd2 M i j (M i j) = M.
Proof.
  apply functional_extensionality; intro k. apply functional_extensionality; intro l. unfold upd2.
  destruct (Nat.eqb_spec k i); auto. destruct (Nat.eqb_spec l j); subst; auto.
Qed.
Lemma Derivative0_is F x l : slope F (fun t => t) x x l -> Derivative0 F x = l.
Proof. intros (_ & H). apply is_derive_unique. exact H. Qed.
Lemma Derivative1_is F z j l : slope F (upd z j) (z j) z l -> Derivative1 F z j = l.
Proof. intros (_ & H). apply is_derive_unique. exact H. Qed.
Lemma Derivative2_is F M i j l : slope F (upd2 M i j) (M i j) M l -> Derivative2 F M i j = l.
Proof. intros (_ & H). apply is_derive_unique. exact H. Qed.
Lemma Differentiable0_is F x l : slope F (fun t => t) x x l -> Differentiable0 F x.
Proof. intros (_ & H). exists l. exact H. Qed.
Lemma Differentiable1_is F z j l : slope F (upd z j) (z j) z l -> Differentiable1 F z j.
Proof. intros (_ & H). exists l. exact H. Qed.
Lemma Differentiable2_is F M i j l : slope F (upd2 M i j) (M i j) M l -> Differentiable2 F M i j.
Proof. intros (_ & H). exists l. exact H. Qed.
Lemma Derivative0_ext F G x : (forall v, F v = G v) -> Derivative0 F x = Derivative0 G x.
Proof. intro H. apply Derive_ext. intro; apply H. Qed.
Lemma Derivative1_ext F G z j : (forall v, F v = G v) -> Derivative1 F z j = Derivative1 G z j.
Proof. intro H. apply Derive_ext. intro; apply H. Qed.
Lemma Derivative2_ext F G M i j : (forall v, F v = G v) -> Derivative2 F M i j = Derivative2 G M i j.
Proof. intro H. apply Derive_ext. intro; apply H. Qed.

Section Slopes.
  Context {A : Type} (c : R -> A) (t : R) (z : A).
  Lemma slope_const a : c t = z -> slope (fun _ => a) c t z 0.
  Proof. intro E; split; [exact E | apply (is_derive_const a)]. Qed.
  Lemma slope_plus F G a b : slope F c t z a -> slope G c t z b -> slope (fun v => F v + G v) c t z (a + b).
  Proof. intros (E & H) (_ & H0); split; [exact E |]. apply (is_derive_plus (fun t => F (c t)) (fun t => G (c t))); auto. Qed.
  Lemma slope_mult F G a b : slope F c t z a -> slope G c t z b -> slope (fun v => F v * G v) c t z (a * G z + F z * b).
  Proof.
    intros (E & H) (_ & H0); split; [exact E |]. rewrite <- E.
    exact (is_derive_mult (fun t => F (c t)) (fun t => G (c t)) t a b H H0 Rmult_comm).
  Qed.
  Lemma slope_times_left a G b : slope G c t z b -> slope (fun v => a * G v) c t z (a * b).
  Proof. intros (E & H); split; [exact E | apply (is_derive_scal (fun t => G (c t))); auto]. Qed.
  Lemma slope_times_right a G b : slope G c t z b -> slope (fun v => G v * a) c t z (b * a).
  Proof.
    intros (E & H); split; [exact E |]. replace (b * a) with (a * b) by ring.
    apply (is_derive_ext (fun t => a * G (c t))). intro; simpl; ring. apply (is_derive_scal (fun t => G (c t))); auto.
  Qed.
  Lemma slope_plus_left a G b : slope G c t z b -> slope (fun v => a + G v) c t z b.
  Proof.
    intros (E & H); split; [exact E |]. replace b with (0 + b) by ring.
    apply (is_derive_plus (fun _ => a) (fun t => G (c t))); auto. apply (is_derive_const a).
  Qed.
  Lemma slope_plus_right a G b : slope G c t z b -> slope (fun v => G v + a) c t z b.
  Proof.
    intros (E & H); split; [exact E |]. replace b with (b + 0) by ring.
    apply (is_derive_plus (fun t => G (c t)) (fun _ => a)); auto. apply (is_derive_const a).
  Qed.
  Lemma slope_exp F a : slope F c t z a -> slope (fun v => exp (F v)) c t z (a * exp (F z)).
  Proof.
    intros (E & H); split; [exact E |]. rewrite <- E.
    apply (is_derive_comp exp (fun t => F (c t)) t (exp (F (c t))) a); auto. apply is_derive_exp.
  Qed.
  Lemma slope_ln F a : 0 < F z -> slope F c t z a -> slope (fun v => ln (F v)) c t z (a * / F z).
  Proof.
    intros P (E & H); split; [exact E |]. rewrite <- E in *.
    apply (is_derive_comp ln (fun t => F (c t)) t (/ (F (c t))) a); auto. apply is_derive_ln; auto.
  Qed.
  Lemma slope_inv F a : F z <> 0 -> slope F c t z a -> slope (fun v => / F v) c t z ((-1) * (a * (/ F z * / F z))).
  Proof.
    intros P (E & H); split; [exact E |]. rewrite <- E in *.
    replace ((-1) * (a * (/ F (c t) * / F (c t)))) with (- a / (F (c t)) ^ 2) by (field; auto).
    apply (is_derive_inv (fun t => F (c t)) t a H P).
  Qed.
  Lemma slope_pow F a n : slope F c t z a -> slope (fun v => F v ^ (S n)) c t z (IZR (Z.of_nat (S n)) * (a * F z ^ n)).
  Proof.
    intros (E & H); split; [exact E |]. rewrite <- E. assert (X := is_derive_pow (fun t => F (c t)) (S n) t a H).
    rewrite <- INR_IZR_INZ.
    replace (INR (S n) * (a * F (c t) ^ n)) with (INR (S n) * a * F (c t) ^ Nat.pred (S n)) by (simpl Nat.pred; ring). exact X.
  Qed.
  Lemma slope_pow_0 F : c t = z -> slope (fun v => F v ^ 0) c t z 0.
  Proof. intro E. apply (slope_const 1 E). Qed.
  Lemma slope_Sum n (F : A -> nat -> R) (a : nat -> R) : c t = z ->
    (forall k, (k < n)%nat -> slope (fun v => F v k) c t z (a k)) ->
    slope (fun v => Sum n (fun k => F v k)) c t z (Sum n (fun k => a k)).
  Proof.
    intro E. induction n; simpl; intros. apply slope_const; exact E.
    apply (slope_plus (fun v => Sum n (F v))). apply IHn; auto. auto.
  Qed.
  Lemma slope_if (b : bool) F G a d : slope F c t z a -> slope G c t z d ->
    slope (fun v => if b then F v else G v) c t z (if b then a else d).
  Proof. destruct b; auto. Qed.
  Lemma slope_abs_pos F a : 0 < F z -> slope F c t z a -> slope (fun v => Rabs (F v)) c t z a.
  Proof.
    intros P (E & H); split; [exact E |]. rewrite <- E in P. apply (is_derive_ext_loc (fun t => F (c t))); auto.
    assert (C : continuous (fun t => F (c t)) t) by (apply (ex_derive_continuous (fun t => F (c t))); exists a; exact H).
    apply (filter_imp (fun s => 0 < F (c s))). intros s Hs. rewrite Rabs_pos_eq; lra.
    apply (C (fun y => 0 < y)). apply open_gt; auto.
  Qed.
  Lemma slope_abs_neg F a : F z < 0 -> slope F c t z a -> slope (fun v => Rabs (F v)) c t z ((-1) * a).
  Proof.
    intros P (E & H); split; [exact E |]. rewrite <- E in P. replace ((-1) * a) with (- a) by ring.
    apply (is_derive_ext_loc (fun t => - F (c t))); [| apply (is_derive_opp (fun t => F (c t))); auto].
    assert (C : continuous (fun t => F (c t)) t) by (apply (ex_derive_continuous (fun t => F (c t))); exists a; exact H).
    apply (filter_imp (fun s => F (c s) < 0)). intros s Hs. rewrite Rabs_left1; lra.
    apply (C (fun y => y < 0)). apply open_lt; auto.
  Qed.
  Lemma slope_abs F a : F z <> 0 -> slope F c t z a -> slope (fun v => Rabs (F v)) c t z (a * (F z * / Rabs (F z))).
  Proof.
    intros P H. destruct (Rtotal_order (F z) 0) as [N | [N | N]]; [| contradiction |].
    - rewrite (Rabs_left (F z)) by exact N. replace (a * (F z * / - F z)) with ((-1) * a) by (field; lra).
      apply slope_abs_neg; assumption.
    - rewrite (Rabs_pos_eq (F z)) by lra. replace (a * (F z * / F z)) with a by (field; lra). apply slope_abs_pos; assumption.
  Qed.
  Lemma near_pos F l : slope F c t z l -> 0 < F z -> locally t (fun s => 0 < F (c s)).
  Proof.
    intros (E & H) P. rewrite <- E in P.
    assert (C : continuous (fun s => F (c s)) t) by (apply (ex_derive_continuous (fun s => F (c s))); exists l; exact H).
    apply (C (fun y => 0 < y)). apply open_gt; auto.
  Qed.
  Lemma near_ne F l : slope F c t z l -> F z <> 0 -> locally t (fun s => F (c s) <> 0).
  Proof.
    intros (E & H) P. rewrite <- E in P.
    assert (C : continuous (fun s => F (c s)) t) by (apply (ex_derive_continuous (fun s => F (c s))); exists l; exact H).
    apply (C (fun y => y <> 0)). apply open_neq; auto.
  Qed.
  (* a power of a positive base, whose exponent may change, too *)
  Lemma slope_RealPower F G a b : 0 < F z -> slope F c t z a -> slope G c t z b ->
    slope (fun v => RealPower (F v) (G v)) c t z (RealPower (F z) (G z) * (b * ln (F z) + G z * (a * / F z))).
  Proof.
    intros P HF HG. assert (N := near_pos F a HF P). destruct (slope_exp (fun v => G v * ln (F v)) _
      (slope_mult G (fun v => ln (F v)) b _ HG (slope_ln F a P HF))) as (E & H).
    split; [exact E |]. rewrite RealPower_pos by exact P. rewrite Rmult_comm.
    apply (is_derive_ext_loc (fun s => exp (G (c s) * ln (F (c s))))); [| exact H].
    generalize N. apply filter_imp. intros s Hs. symmetry. apply RealPower_pos. exact Hs.
  Qed.
  Lemma near_power F G l : slope F c t z l -> 0 < F z -> locally t (fun s => PowerDefined (F (c s)) (G (c s))).
  Proof. intros H P. generalize (near_pos F l H P). apply filter_imp. intros s Hs. left. exact Hs. Qed.
  (* a product of positive factors *)
  Lemma slope_Product n (F : A -> nat -> R) (a : nat -> R) : c t = z -> (forall k, (k < n)%nat -> 0 < F z k) ->
    (forall k, (k < n)%nat -> slope (fun v => F v k) c t z (a k)) ->
    slope (fun v => Product n (F v)) c t z (Product n (F z) * Sum n (fun k => a k * / F z k)).
  Proof.
    intro E. induction n; intros P H.
    - simpl. replace (1 * 0) with 0 by ring. apply (slope_const 1 E).
    - assert (Pn := P n (Nat.lt_succ_diag_r n)). simpl.
      replace (Product n (F z) * F z n * (Sum n (fun k => a k * / F z k) + a n * / F z n))
        with (Product n (F z) * Sum n (fun k => a k * / F z k) * F z n + Product n (F z) * a n) by (field; lra).
      apply (slope_mult (fun v => Product n (F v)) (fun v => F v n)); [apply IHn; auto | auto].
  Qed.
  Lemma near_all (D : A -> Prop) : (forall v, D v) -> locally t (fun s => D (c s)).
  Proof. intro H. apply filter_forall. intro; apply H. Qed.
  Lemma near_and (D E : A -> Prop) : locally t (fun s => D (c s)) -> locally t (fun s => E (c s)) ->
    locally t (fun s => D (c s) /\ E (c s)).
  Proof. intros H H0. apply filter_and; auto. Qed.
  Lemma near_finite n (D : nat -> A -> Prop) : (forall k, (k < n)%nat -> locally t (fun s => D k (c s))) ->
    locally t (fun s => forall k, (k < n)%nat -> D k (c s)).
  Proof.
    induction n; intros H. apply filter_forall; intros s k Hk; lia.
    assert (H1 := IHn (fun k Hk => H k (Nat.lt_lt_succ_r _ _ Hk))). assert (H2 := H n (Nat.lt_succ_diag_r n)).
    generalize (filter_and _ _ H1 H2). apply filter_imp. intros s (X & Y) k Hk.
    destruct (Nat.eq_dec k n) as [-> |]; auto. apply X; lia.
  Qed.
  Lemma near_if (P : Prop) (D : A -> Prop) : (P -> locally t (fun s => D (c s))) -> locally t (fun s => P -> D (c s)).
  Proof.
    intro H. destruct (Classical_Prop.classic P) as [X | X].
    - generalize (H X). apply filter_imp. auto.
    - apply filter_forall. tauto.
  Qed.
  Lemma near_left (D E : A -> Prop) : locally t (fun s => D (c s)) -> locally t (fun s => D (c s) \/ E (c s)).
  Proof. apply filter_imp. auto. Qed.
End Slopes.
Lemma slope_eq {A} (F : A -> R) c t z a b : slope F c t z a -> a = b -> slope F c t z b.
Proof. intros H <-; auto. Qed.
Lemma slope_number x : slope (fun v : R => v) (fun t => t) x x 1.
Proof. split; [reflexivity | apply (is_derive_id x)]. Qed.
Lemma slope_entry k z j : slope (fun v => v k) (upd z j) (z j) z (if Nat.eqb k j then 1 else 0).
Proof.
  split; [apply upd_id |]. unfold upd. destruct (Nat.eqb k j). apply (is_derive_id (z j)). apply (is_derive_const (z k)).
Qed.
Lemma slope_entry2 k l M i j :
  slope (fun v => v k l) (upd2 M i j) (M i j) M (if Nat.eqb k i then (if Nat.eqb l j then 1 else 0) else 0).
Proof.
  split; [apply upd2_id |]. unfold upd2.
  destruct (Nat.eqb k i); [destruct (Nat.eqb l j) |]. apply (is_derive_id (M i j)). all: apply (is_derive_const (M k l)).
Qed.
Lemma slope_inner0 {A} (F : A -> R -> R) G (p : A -> R) c t z l :
  (forall v, slope (F v) (fun t => t) (p v) (p v) (G v)) -> slope G c t z l ->
  slope (fun v => Derivative0 (F v) (p v)) c t z l.
Proof. intros H (E & H0). split; [exact E |]. apply (is_derive_ext (fun s => G (c s))); auto. intro s. symmetry. apply Derivative0_is, H. Qed.
Lemma slope_inner1 {A} (F : A -> (nat -> R) -> R) G (p : A -> nat -> R) i c t z l :
  (forall v, slope (F v) (upd (p v) i) (p v i) (p v) (G v)) -> slope G c t z l ->
  slope (fun v => Derivative1 (F v) (p v) i) c t z l.
Proof. intros H (E & H0). split; [exact E |]. apply (is_derive_ext (fun s => G (c s))); auto. intro s. symmetry. apply Derivative1_is, H. Qed.
Lemma slope_inner2 {A} (F : A -> (nat -> nat -> R) -> R) G (p : A -> nat -> nat -> R) i j c t z l :
  (forall v, slope (F v) (upd2 (p v) i j) (p v i j) (p v) (G v)) -> slope G c t z l ->
  slope (fun v => Derivative2 (F v) (p v) i j) c t z l.
Proof. intros H (E & H0). split; [exact E |]. apply (is_derive_ext (fun s => G (c s))); auto. intro s. symmetry. apply Derivative2_is, H. Qed.
(* a maximum where one value is larger than all others *)
Lemma slope_Maximum {A} n (F : A -> nat -> R) (a : nat -> R) c t (z : A) j : (j < n)%nat ->
  (forall k, (k < n)%nat -> k <> j -> F z k < F z j) ->
  (forall k, (k < n)%nat -> slope (fun v => F v k) c t z (a k)) ->
  slope (fun v => Maximum n (fun k => F v k)) c t z (a j).
Proof.
  intros Hj HM H. destruct (H j Hj) as (E & Hd). split; [exact E |].
  apply (is_derive_ext_loc (fun s => F (c s) j)); auto.
  apply (filter_imp (fun s => forall k, (k < n)%nat -> k <> j -> F (c s) k <= F (c s) j)).
  - intros s Hs. symmetry. apply Maximum_is; auto. intros k Hk. destruct (Nat.eq_dec k j) as [-> |]; [lra | auto].
  - apply (near_finite c t n (fun k v => k <> j -> F v k <= F v j)). intros k Hk.
    apply (near_if c t (k <> j) (fun v => F v k <= F v j)). intro Hne.
    apply (filter_imp (fun s => 0 < F (c s) j - F (c s) k)). intros; lra.
    apply (near_pos c t z (fun v => F v j - F v k) (a j - a k)).
    + split; [exact E |]. apply (is_derive_minus (fun s => F (c s) j) (fun s => F (c s) k)); [exact Hd | apply (H k Hk)].
    + assert (X := HM k Hk Hne). lra.
Qed.

(* ---- theorems of analysis ------------------------------------------------------------------------------ *)

Lemma intermediate_value (f g : R -> R) :
  (forall x, exists l, slope (fun w => g w + (-1) * f w) (fun t => t) x x l) ->
  (exists x, f x <= g x) -> (exists x, g x <= f x) -> exists x, f x = g x.
Proof.
  intros HD (a & Ha) (b & Hb). set (h := fun x => g x + (-1) * f x).
  assert (C : continuity h).
  { intro x. apply derivable_continuous_pt, ex_derive_Reals_0. destruct (HD x) as (l & _ & Hl). exists l. exact Hl. }
  destruct (IVT_gen h a b 0 C) as (x & _ & E).
  { unfold h. split.
    - apply Rle_trans with (g b + -1 * f b); [apply Rmin_r | lra].
    - apply Rle_trans with (g a + -1 * f a); [lra | apply Rmax_l]. }
  exists x. unfold h in E. lra.
Qed.
(* a function whose derivative is not negative between two points *)
Lemma increasing_le f a b : (forall x, a <= x -> x <= b -> Differentiable0 f x /\ 0 <= Derivative0 f x) -> a <= b -> f a <= f b.
Proof.
  intros H L. destruct (MVT_gen f a b (Derive f)) as (c & Hc & E).
  - rewrite Rmin_left, Rmax_right by exact L. intros x Hx. destruct (H x) as ((l & D) & _); [lra | lra |].
    apply Derive_correct. exists l. exact D.
  - rewrite Rmin_left, Rmax_right by exact L. intros x Hx. destruct (H x) as ((l & D) & _); [lra | lra |].
    apply continuity_pt_filterlim. apply (ex_derive_continuous f). exists l. exact D.
  - rewrite Rmin_left, Rmax_right in Hc by exact L. destruct (H c) as (_ & P); [lra | lra |].
    assert (0 <= Derive f c * (b - a)) by (apply Rmult_le_pos; [exact P | lra]). lra.
Qed.
Lemma increasing_lt f a b : (forall x, a <= x -> x <= b -> Differentiable0 f x /\ 0 <= Derivative0 f x) ->
  (forall x, a < x -> x < b -> 0 < Derivative0 f x) -> a < b -> f a < f b.
Proof.
  intros H S L. set (m := (a + b) / 2). set (n := (a + m) / 2). assert (A : a < n < m /\ m < b) by (unfold n, m; lra).
  assert (Q : f n < f m).
  { destruct (MVT_gen f n m (Derive f)) as (c & Hc & E).
    - rewrite Rmin_left, Rmax_right by lra. intros x Hx. destruct (H x) as ((l & D) & _); [lra | lra |].
      apply Derive_correct. exists l. exact D.
    - rewrite Rmin_left, Rmax_right by lra. intros x Hx. destruct (H x) as ((l & D) & _); [lra | lra |].
      apply continuity_pt_filterlim. apply (ex_derive_continuous f). exists l. exact D.
    - rewrite Rmin_left, Rmax_right in Hc by lra. assert (P : 0 < Derive f c) by (apply S; lra).
      assert (0 < Derive f c * (m - n)) by (apply Rmult_lt_0_compat; [exact P | lra]). lra. }
  assert (f a <= f n) by (apply increasing_le; [intros x; intros; apply H; lra | lra]).
  assert (f m <= f b) by (apply increasing_le; [intros x; intros; apply H; lra | lra]). lra.
Qed.
Lemma near0_here (D : R -> Prop) x : Near0 D x -> D x.
Proof. unfold Near0. apply locally_singleton. Qed.
Lemma near1_here (D : (nat -> R) -> Prop) z j : Near1 D z j -> D z.
Proof. unfold Near1. intro H. apply locally_singleton in H. rewrite upd_id in H. exact H. Qed.
(* functions that agree near a point have the same derivative there *)
Lemma Derivative0_near F G x e : 0 < e -> (forall w, Rabs (w + (-1) * x) < e -> F w = G w) ->
  (Differentiable0 G x -> Differentiable0 F x) /\ Derivative0 F x = Derivative0 G x.
Proof.
  intros He H. assert (N : locally x (fun t => F t = G t)).
  { exists (mkposreal e He). intros y Hy. apply H. replace (y + -1 * x) with (y - x) by ring. exact Hy. }
  split; [intros (l & Hl); exists l | apply Derive_ext_loc; exact N].
  apply (is_derive_ext_loc G); auto. generalize N. apply filter_imp. auto.
Qed.
Lemma upd_close z j t e n : 0 < e -> Rabs (t - z j) < e -> forall k, (k < n)%nat -> Rabs (upd z j t k + (-1) * z k) < e.
Proof.
  intros He Ht k _. unfold upd. destruct (Nat.eqb_spec k j) as [-> |].
  - replace (t + -1 * z j) with (t - z j) by ring. exact Ht.
  - replace (z k + -1 * z k) with 0 by ring. rewrite Rabs_R0. exact He.
Qed.
Lemma Derivative1_near n F G z j e : 0 < e ->
  (forall w : nat -> R, (forall k, (k < n)%nat -> Rabs (w k + (-1) * z k) < e) -> F w = G w) ->
  (Differentiable1 G z j -> Differentiable1 F z j) /\ Derivative1 F z j = Derivative1 G z j.
Proof.
  intros He H. assert (N : locally (z j) (fun t => F (upd z j t) = G (upd z j t))).
  { exists (mkposreal e He). intros y Hy. apply H. intros k Hk. apply (upd_close z j y e n); auto. }
  split; [intros (l & Hl); exists l | apply Derive_ext_loc; exact N].
  apply (is_derive_ext_loc (fun t => G (upd z j t))); auto. generalize N. apply filter_imp. auto.
Qed.

(* ---- limits -------------------------------------------------------------------------------------------------- *)

Global Instance above_filter a : ProperFilter (above a) := at_right_proper_filter a.
Global Instance below_filter a : ProperFilter (below a) := at_left_proper_filter a.
Global Instance both_filter a : ProperFilter (both a) := Rbar_locally'_filter (Finite a).
Global Instance infinity_filter : ProperFilter infinity := Rbar_locally_filter p_infty.
Global Instance minus_infinity_filter : ProperFilter minus_infinity := Rbar_locally_filter m_infty.

Lemma eventually_above a (D : R -> Prop) : (forall t, a < t -> D t) -> Eventually (above a) D.
Proof. intro H. unfold Eventually, above, at_right, within. apply filter_forall. exact H. Qed.
Lemma eventually_below a (D : R -> Prop) : (forall t, t < a -> D t) -> Eventually (below a) D.
Proof. intro H. unfold Eventually, below, at_left, within. apply filter_forall. exact H. Qed.
Lemma eventually_both a (D : R -> Prop) : (forall t, t <> a -> D t) -> Eventually (both a) D.
Proof. intro H. unfold Eventually, both, locally', within. apply filter_forall. exact H. Qed.
Lemma eventually_infinity (D : R -> Prop) : (forall t, 0 < t -> D t) -> Eventually infinity D.
Proof. intro H. exists 0. exact H. Qed.
Lemma eventually_minus_infinity (D : R -> Prop) : (forall t, t < 0 -> D t) -> Eventually minus_infinity D.
Proof. intro H. exists 0. exact H. Qed.

Section Tending.
  Context (T : (R -> Prop) -> Prop) {PT : ProperFilter T}.
  Lemma tends_eq f a b : Tends T f a -> a = b -> Tends T f b.
  Proof. intros H <-. exact H. Qed.
  Lemma tends_const a : Tends T (fun _ => a) a.
  Proof. unfold Tends. apply filterlim_const. Qed.
  Lemma tends_comp (h : R -> R) f a : continuous h a -> Tends T f a -> Tends T (fun t => h (f t)) (h a).
  Proof. unfold Tends. intros C H. apply (filterlim_comp _ _ _ f h T (locally a)); assumption. Qed.
  Lemma tends_plus f g a b : Tends T f a -> Tends T g b -> Tends T (fun t => f t + g t) (a + b).
  Proof. unfold Tends. intros H H0. apply (filterlim_comp_2 (F := T) f g Rplus H H0). apply (filterlim_plus a b). Qed.
  Lemma tends_mult f g a b : Tends T f a -> Tends T g b -> Tends T (fun t => f t * g t) (a * b).
  Proof. unfold Tends. intros H H0. apply (filterlim_comp_2 (F := T) f g Rmult H H0). apply (filterlim_mult a b). Qed.
  Lemma tends_exp f a : Tends T f a -> Tends T (fun t => exp (f t)) (exp a).
  Proof. apply tends_comp. apply (ex_derive_continuous exp). exists (exp a). apply is_derive_exp. Qed.
  Lemma tends_ln f a : 0 < a -> Tends T f a -> Tends T (fun t => ln (f t)) (ln a).
  Proof. intro P. apply tends_comp. apply (ex_derive_continuous ln). exists (/ a). apply is_derive_ln; auto. Qed.
  Lemma tends_inv f a : a <> 0 -> Tends T f a -> Tends T (fun t => / f t) (/ a).
  Proof.
    intro P. apply (tends_comp Rinv). apply (ex_derive_continuous Rinv).
    exists (- 1 / a ^ 2). apply (is_derive_inv (fun t => t) a 1); auto. apply (is_derive_id a).
  Qed.
  Lemma tends_abs f a : Tends T f a -> Tends T (fun t => Rabs (f t)) (Rabs a).
  Proof. apply tends_comp. apply continuous_Rabs. Qed.
  Lemma tends_pow f a n : Tends T f a -> Tends T (fun t => f t ^ n) (a ^ n).
  Proof. intro H. induction n; simpl; [apply tends_const | apply tends_mult; assumption]. Qed.
  Lemma tends_if (c : bool) f g a b : Tends T f a -> Tends T g b ->
    Tends T (fun t => if c then f t else g t) (if c then a else b).
  Proof. destruct c; auto. Qed.
  Lemma tends_Sum n (f : R -> nat -> R) (a : nat -> R) : (forall k, (k < n)%nat -> Tends T (fun t => f t k) (a k)) ->
    Tends T (fun t => Sum n (fun k => f t k)) (Sum n (fun k => a k)).
  Proof.
    induction n; simpl; intros; [apply tends_const |].
    apply (tends_plus (fun t => Sum n (f t))); [apply IHn |]; auto.
  Qed.
  Lemma squeezed low f high c : Eventually T (fun t => low t <= f t /\ f t <= high t) -> Tends T low c ->
    Tends T high c -> Tends T f c.
  Proof. unfold Tends. intros E L H. apply (filterlim_le_le low f high c); assumption. Qed.
  Lemma eventually_all (D : R -> Prop) : (forall t, D t) -> Eventually T D.
  Proof. intro H. unfold Eventually. apply filter_forall. exact H. Qed.
  Lemma eventually_and (D E : R -> Prop) : Eventually T D -> Eventually T E -> Eventually T (fun t => D t /\ E t).
  Proof. unfold Eventually. intros. apply filter_and; assumption. Qed.
  Lemma eventually_left (D E : R -> Prop) : Eventually T D -> Eventually T (fun t => D t \/ E t).
  Proof. unfold Eventually. apply filter_imp. auto. Qed.
  Lemma eventually_if (P : Prop) (D : R -> Prop) : (P -> Eventually T D) -> Eventually T (fun t => P -> D t).
  Proof.
    unfold Eventually. intro H. destruct (Classical_Prop.classic P) as [X | X].
    - generalize (H X). apply filter_imp. auto.
    - apply filter_forall. tauto.
  Qed.
  Lemma eventually_finite n (D : nat -> R -> Prop) : (forall k, (k < n)%nat -> Eventually T (D k)) ->
    Eventually T (fun t => forall k, (k < n)%nat -> D k t).
  Proof.
    unfold Eventually. induction n; intros H. apply filter_forall; intros s k Hk; lia.
    assert (H1 := IHn (fun k Hk => H k (Nat.lt_lt_succ_r _ _ Hk))). assert (H2 := H n (Nat.lt_succ_diag_r n)).
    generalize (filter_and _ _ H1 H2). apply filter_imp. intros s (X & Y) k Hk.
    destruct (Nat.eq_dec k n) as [-> |]; auto. apply X; lia.
  Qed.
  Lemma eventually_pos f a : Tends T f a -> 0 < a -> Eventually T (fun t => 0 < f t).
  Proof. unfold Tends, Eventually. intros H P. apply (H (fun y => 0 < y)). apply open_gt; auto. Qed.
  Lemma eventually_ne f a : Tends T f a -> a <> 0 -> Eventually T (fun t => f t <> 0).
  Proof. unfold Tends, Eventually. intros H P. apply (H (fun y => y <> 0)). apply open_neq; auto. Qed.
  Lemma tends_unique f a b : Tends T f a -> Tends T f b -> a = b.
  Proof. unfold Tends. intros H H0. apply (filterlim_locally_unique f a b H H0). Qed.
  (* |f|^q for f that tends to 0, and q > 0 that is the same near the point *)
  Lemma tends_vanishing f q : 0 < q -> Tends T f 0 -> Tends T (fun t => RealPower (Rabs (f t)) q) 0.
  Proof.
    unfold Tends. intros Q H. apply filterlim_locally. intros e. set (d := exp (ln e / q)).
    assert (D : 0 < d) by apply exp_pos. assert (N := proj1 (filterlim_locally f 0) H (mkposreal d D)).
    generalize N. apply filter_imp. intros t Ht. unfold ball, AbsRing_ball, abs, minus, plus, opp in *. simpl in *.
    unfold AbsRing_ball, abs, minus, plus, opp in *. simpl in *.
    rewrite Ropp_0, Rplus_0_r in *. rewrite (Rabs_pos_eq (RealPower _ _)) by apply RealPower_nonneg, Rabs_pos.
    destruct (Rle_lt_or_eq_dec 0 _ (Rabs_pos (f t))) as [P | P].
    - rewrite RealPower_pos by exact P. rewrite <- (exp_ln e) by apply cond_pos. apply exp_increasing.
      assert (L : ln (Rabs (f t)) < ln d) by (apply ln_increasing; assumption). unfold d in L. rewrite ln_exp in L.
      apply (Rmult_lt_compat_l q _ _ Q) in L. replace (q * (ln e / q)) with (ln e) in L by (field; lra). exact L.
    - rewrite <- P. unfold RealPower. destruct (Rlt_dec 0 0) as [F |]; [lra |].
      destruct (Req_EM_T q _) as [E |]; [| apply cond_pos]. assert (I : (0 < Int_part q)%Z) by (apply lt_IZR; lra).
      destruct (Int_part q) as [| p | p]; [lia | | lia]. simpl. rewrite pow_i by lia. apply cond_pos.
  Qed.
  Lemma tends_power f g a b : 0 < a -> Tends T f a -> Tends T g b -> Tends T (fun t => RealPower (f t) (g t)) (RealPower a b).
  Proof.
    intros P H G. rewrite RealPower_pos by exact P.
    assert (X : Tends T (fun t => exp (g t * ln (f t))) (exp (b * ln a)))
      by (apply tends_exp, tends_mult; [exact G | apply tends_ln; assumption]).
    unfold Tends in *. apply (filterlim_ext_loc (fun t => exp (g t * ln (f t)))); [| exact X].
    generalize (H (fun y => 0 < y) (open_gt 0 a P)). unfold filtermap. apply filter_imp. intros t Ht. symmetry.
    apply RealPower_pos. exact Ht.
  Qed.
  Lemma tends_power_whole f q a n : q = INR n -> Tends T f a -> Tends T (fun t => RealPower (f t) q) (RealPower a q).
  Proof.
    intros E H. rewrite (RealPower_is_pow a q n E). unfold Tends in *. apply (filterlim_ext (fun t => f t ^ n)).
    - intro t. symmetry. apply RealPower_is_pow. exact E.
    - apply tends_pow. exact H.
  Qed.
  Lemma eventually_power f g a b : Tends T f a -> 0 < a -> Tends T g b -> Eventually T (fun t => PowerDefined (f t) (g t)).
  Proof.
    intros H P _. unfold Eventually. generalize (H (fun y => 0 < y) (open_gt 0 a P)). unfold filtermap. apply filter_imp.
    intros t Ht. left. exact Ht.
  Qed.
  Lemma tends_Product n (f : R -> nat -> R) (a : nat -> R) : (forall k, (k < n)%nat -> Tends T (fun t => f t k) (a k)) ->
    Tends T (fun t => Product n (fun k => f t k)) (Product n (fun k => a k)).
  Proof.
    induction n; simpl; intros; [apply tends_const |].
    apply (tends_mult (fun t => Product n (f t))); [apply IHn |]; auto.
  Qed.
End Tending.
Lemma eventually_from_sides a (D : R -> Prop) : Eventually (above a) D -> Eventually (below a) D -> Eventually (both a) D.
Proof.
  unfold Eventually, above, below, both, at_right, at_left, locally', within. intros H H0.
  generalize (filter_and _ _ H H0). apply filter_imp. intros t (A & B) Hne.
  destruct (Rtotal_order t a) as [X | [X | X]]; auto. contradiction.
Qed.
Lemma tends_through T T' {P : ProperFilter T'} f g w : (exists c, Tends T f c /\ Tends T' g c) -> Tends T' g w -> Tends T f w.
Proof. intros (c & H & H0) H1. rewrite (tends_unique T' g w c H1 H0). exact H. Qed.
Lemma tends_between T T' T'' {P : ProperFilter T'} f g h : (exists c, Tends T f c /\ Tends T' g c) ->
  (exists c, Tends T' g c /\ Tends T'' h c) -> exists c, Tends T f c /\ Tends T'' h c.
Proof. intros (c & H & H0) (d & H1 & H2). exists c. rewrite (tends_unique T' g c d H0 H1) at 2. auto. Qed.
Lemma tends_here (a : R) (T : (R -> Prop) -> Prop) {PT : ProperFilter T} : filter_le T (locally a) -> Tends T (fun t => t + (-1) * a) 0.
Proof.
  intros L. apply (tends_eq T _ (a + (-1) * a)); [| ring].
  apply (tends_plus T (fun t => t) (fun _ => (-1) * a)); [exact L | apply (tends_const T)].
Qed.
Lemma approach_above a : Tends (above a) (fun t => t + (-1) * a) 0.
Proof. apply (tends_here a (above a)). apply filter_le_within. Qed.
Lemma approach_below a : Tends (below a) (fun t => t + (-1) * a) 0.
Proof. apply (tends_here a (below a)). apply filter_le_within. Qed.
Lemma approach_both a : Tends (both a) (fun t => t + (-1) * a) 0.
Proof. apply (tends_here a (both a)). apply filter_le_within. Qed.
Lemma approach_infinity : Tends infinity (fun t => / t) 0.
Proof. exact (is_lim_inv (fun t => t) p_infty p_infty (is_lim_id p_infty) ltac:(discriminate)). Qed.
Lemma approach_minus_infinity : Tends minus_infinity (fun t => / t) 0.
Proof. exact (is_lim_inv (fun t => t) m_infty m_infty (is_lim_id m_infty) ltac:(discriminate)). Qed.
Lemma tends_both a f c : Tends (above a) f c -> Tends (below a) f c -> Tends (both a) f c.
Proof.
  unfold Tends, above, below, both, at_right, at_left, locally', within, filterlim, filter_le, filtermap.
  intros H H0 P HP. generalize (filter_and _ _ (H P HP) (H0 P HP)). apply filter_imp. intros t (A & B) Hne.
  destruct (Rtotal_order t a) as [X | [X | X]]; auto. contradiction.
Qed.

(* ---- order ------------------------------------------------------------------------------------------------ *)

Lemma chain_ee (a b c : R) : a = b -> b = c -> a = c. Proof. congruence. Qed.
Lemma chain_el a b c : a = b -> b <= c -> a <= c. Proof. lra. Qed.
Lemma chain_es a b c : a = b -> b < c -> a < c. Proof. lra. Qed.
Lemma chain_le a b c : a <= b -> b = c -> a <= c. Proof. lra. Qed.
Lemma chain_ll a b c : a <= b -> b <= c -> a <= c. Proof. lra. Qed.
Lemma chain_ls a b c : a <= b -> b < c -> a < c. Proof. lra. Qed.
Lemma chain_se a b c : a < b -> b = c -> a < c. Proof. lra. Qed.
Lemma chain_sl a b c : a < b -> b <= c -> a < c. Proof. lra. Qed.
Lemma chain_ss a b c : a < b -> b < c -> a < c. Proof. lra. Qed.
Lemma difference_le a b d : b - a = d -> 0 <= d -> a <= b. Proof. lra. Qed.
Lemma difference_lt a b d : b - a = d -> 0 < d -> a < b. Proof. lra. Qed.
Lemma difference_ne a b d : b - a = d -> d <> 0 -> a <> b. Proof. lra. Qed.
Lemma quotient_le a b n d : b - a = n * d -> 0 <= n -> 0 <= d -> a <= b.
Proof. intros E H K. assert (0 <= n * d) by (apply Rmult_le_pos; auto). lra. Qed.
Lemma quotient_lt a b n d : b - a = n * d -> 0 < n -> 0 < d -> a < b.
Proof. intros E H K. assert (0 < n * d) by (apply Rmult_lt_0_compat; auto). lra. Qed.
Lemma quotient_ne a b n d : b - a = n * d -> n <> 0 -> d <> 0 -> a <> b.
Proof. intros E H K F. apply (Rmult_integral_contrapositive_currified n d H K). lra. Qed.
Lemma if_le (b : bool) x y : 0 <= x -> 0 <= y -> 0 <= (if b then x else y). Proof. destruct b; auto. Qed.
Lemma if_lt (b : bool) x y : 0 < x -> 0 < y -> 0 < (if b then x else y). Proof. destruct b; auto. Qed.

(* ---- tactics ------------------------------------------------------------------------------------------------ *)

(* the last part of a conjunction *)
Ltac last_part X := repeat lazymatch type of X with _ /\ _ => let Y := fresh in destruct X as [Y X]; clear Y end.
(* that an index is in range *)
Ltac inside := solve [assumption | lia | match goal with H : forall _, _ |- _ => apply H; inside end].
(* a quantified fact at an index that is there *)
Ltac instance := match goal with
  | H : forall k : nat, (k < ?n)%nat -> _, Hk : (?k < ?n)%nat |- _ =>
      let X := fresh in pose proof (H k Hk) as X; last_part X; lra
  end.
(* what a fact gives, where it can be one: numbers, equations and what is said of indices are passed over, since to try
   each of the many that a proof has is what takes long *)
Ltac fact := match goal with
  | H : ?A |- ?P => lazymatch A with
      | nat => fail | R => fail | vector _ => fail | matrix _ _ => fail | nat -> R => fail | _ = _ => fail
      | (_ < _)%nat => fail | (_ <= _)%nat => fail | ~ @eq nat _ _ => fail
      | forall k : nat, (k < _)%nat -> _ = _ => fail
      | _ => lazymatch P with
          | _ < _ => solve [ apply H; inside | of_both H ]
          | _ <= _ => solve [ apply H; inside | apply Rlt_le, H; inside | of_both H ]
          | _ <> _ => solve [ apply H; inside | apply Rgt_not_eq, H; inside | of_both H ]
          | _ => solve [ apply H; inside | apply Rlt_le, H; inside | apply Rgt_not_eq, H; inside | of_both H ]
          end
      end
  end
with of_both H := lazymatch type of H with _ /\ _ => apply (proj2 H) end.
(* the sign of a term from its form and the facts *)
Ltac pos := first [ assumption | lazymatch goal with
  | |- ?x <> 0 => first [ apply exp_ne | apply Rinv_neq_0_compat; pos | apply pow_nonzero; pos
                        | apply Rmult_integral_contrapositive_currified; pos | apply Rgt_not_eq; pos | fact | lra ]
  | |- ?x > 0 => change (0 < x); pos
  | |- ?x >= 0 => apply Rle_ge; pos
  | |- PowerDefined _ _ => powers
  | |- 0 < ?x => first [positive x | lra | fact | instance]
  | |- 0 <= ?x => first [not_negative x | lra | fact | left; fact | instance]
  end ]
with positive x := lazymatch x with
  | if _ then _ else _ => apply if_lt; pos
  | exp _ => apply exp_pos
  | INR _ => apply lt_0_INR; lia
  | Sum ?n ?f => first [ fact | apply Sum_pos; [lia | intros; cbv beta; pos]
      | match goal with H : (?j < n)%nat |- _ =>
          apply (Sum_pos_at n f j H); [cbv beta; rewrite ?Nat.eqb_refl; pos | intros; cbv beta; pos] end ]
  | Product _ _ => first [fact | apply Product_pos; intros; cbv beta; pos]
  | _ * _ => apply Rmult_lt_0_compat; pos
  | / _ => apply Rinv_0_lt_compat; pos
  | _ ^ _ => apply pow_lt; pos
  | _ + _ => first [ apply Rplus_lt_le_0_compat; [pos | first [pos | left; pos]] | apply Rplus_le_lt_0_compat; pos ]
  | RealPower _ _ => apply RealPower_pos_lt; pos
  | Step ?y => apply Step_pos; lra
  end
with not_negative x := lazymatch x with
  | if _ then _ else _ => apply if_le; pos
  | RealPower _ _ => apply RealPower_nonneg; pos
  | exp _ => left; apply exp_pos
  | INR _ => apply pos_INR
  | Sum _ _ => first [fact | apply Sum_nonneg; intros; cbv beta; pos]
  | ?y * ?y => apply Rle_0_sqr
  | _ ^ 2 => apply pow2_ge_0
  | _ * _ => apply Rmult_le_pos; pos
  | / _ => left; apply Rinv_0_lt_compat; pos
  | _ ^ _ => apply pow_le; pos
  | _ + _ => apply Rplus_le_le_0_compat; pos
  | Rabs _ => apply Rabs_pos
  | Step _ => apply Step_bounds
  end
(* that a power is defined: of a base that is positive, or of one that is not negative, or with an exponent that is an
   integer, however it is written *)
with powers := first
  [ left; pos | apply PowerDefined_nonneg; pos
  | apply (PowerDefined_pow _ _ 0); simpl INR; lra | apply (PowerDefined_pow _ _ 1); simpl INR; lra
  | apply (PowerDefined_pow _ _ 2); simpl INR; lra
  | apply (PowerDefined_inverse _ _ 1); [simpl INR; lra | pos] | apply (PowerDefined_inverse _ _ 2); [simpl INR; lra | pos] ].
(* the denominators that field asks for: as they are, or multiplied out *)
Ltac side := repeat split; try first [pos | lazymatch goal with |- ?x <> 0 => ring_simplify x; pos end].
(* equality of what is spelled alike; nothing is unfolded *)
Ltac same := lazymatch goal with |- ?a = ?b => constr_eq a b; exact (eq_refl a) end.
Ltac nonnegative := first [assumption | solve [pos] | left; solve [pos]].
(* the sign of a product, some factors of which may be negative *)
Lemma Rmult_neg_neg a b : a <= 0 -> b <= 0 -> 0 <= a * b. Proof. intros. assert (0 <= - a * - b) by (apply Rmult_le_pos; lra). lra. Qed.
Lemma Rmult_pos_neg a b : 0 <= a -> b <= 0 -> a * b <= 0. Proof. intros. assert (0 <= a * - b) by (apply Rmult_le_pos; lra). lra. Qed.
Lemma Rmult_neg_pos a b : a <= 0 -> 0 <= b -> a * b <= 0. Proof. intros. assert (0 <= - a * b) by (apply Rmult_le_pos; lra). lra. Qed.
Lemma Rmult_neg_neg_strict a b : a < 0 -> b < 0 -> 0 < a * b. Proof. intros. assert (0 < - a * - b) by (apply Rmult_lt_0_compat; lra). lra. Qed.
Lemma Rmult_pos_neg_strict a b : 0 < a -> b < 0 -> a * b < 0. Proof. intros. assert (0 < a * - b) by (apply Rmult_lt_0_compat; lra). lra. Qed.
Lemma Rmult_neg_pos_strict a b : a < 0 -> 0 < b -> a * b < 0. Proof. intros. assert (0 < - a * b) by (apply Rmult_lt_0_compat; lra). lra. Qed.
Ltac signed := lazymatch goal with
  | |- 0 <= _ * _ => first [apply Rmult_le_pos; signed | apply Rmult_neg_neg; signed]
  | |- _ * _ <= 0 => first [apply Rmult_pos_neg; signed | apply Rmult_neg_pos; signed]
  | |- 0 < _ * _ => first [apply Rmult_lt_0_compat; signed | apply Rmult_neg_neg_strict; signed]
  | |- _ * _ < 0 => first [apply Rmult_pos_neg_strict; signed | apply Rmult_neg_pos_strict; signed]
  | |- 0 <= _ ^ 2 => apply pow2_ge_0
  | |- 0 <= / _ => first [lra | left; apply Rinv_0_lt_compat; signed]
  | |- 0 < / _ => first [lra | apply Rinv_0_lt_compat; signed]
  | |- / _ <= 0 => first [lra | left; apply Rinv_lt_0_compat; signed]
  | |- / _ < 0 => first [lra | apply Rinv_lt_0_compat; signed]
  | |- 0 <= _ => first [lra | solve [pos]]
  | |- 0 < _ => first [lra | solve [pos]]
  | |- _ => lra
  end.
Ltac logs := repeat first [rewrite ln_mult by pos | rewrite ln_Rinv by pos | rewrite ln_pow by pos | rewrite ln_exp | rewrite ln_1].
(* the largest of a few values, by cases *)
Ltac rmax := unfold Rmax; repeat destruct (Rle_dec _ _); first [same | lra | ring].
Ltac settle_in H := repeat match type of H with context [Nat.eqb ?a ?b] =>
   first [ replace (Nat.eqb a b) with true in H by (symmetry; apply Nat.eqb_eq; lia)
         | replace (Nat.eqb a b) with false in H by (symmetry; apply Nat.eqb_neq; lia) ] end; cbv iota in H.
Ltac finish := solve [same | ring | field; side | lra | exfalso; lia].
Ltac along := first [reflexivity | apply upd_id | apply upd2_id].
(* the derivative, from the form of the function *)
Ltac slopes := cbv beta; lazymatch goal with
  | |- slope (fun _ => ?a) _ _ _ _ => apply slope_const; along
  | |- slope (fun v => v) _ _ _ _ => apply slope_number
  | |- slope (fun v => v ?k) _ _ _ _ => apply slope_entry
  | |- slope (fun v => v ?k ?l) _ _ _ _ => apply slope_entry2
  | |- slope (fun v => @?F v + @?G v) _ _ _ _ => lazymatch F with fun _ => ?a => eapply (slope_plus_left _ _ _ a G) | _ =>
      lazymatch G with fun _ => ?a => eapply (slope_plus_right _ _ _ a F) | _ => eapply (slope_plus _ _ _ F G) end end; slopes
  | |- slope (fun v => @?F v * @?G v) _ _ _ _ => lazymatch F with fun _ => ?a => eapply (slope_times_left _ _ _ a G) | _ =>
      lazymatch G with fun _ => ?a => eapply (slope_times_right _ _ _ a F) | _ => eapply (slope_mult _ _ _ F G) end end; slopes
  | |- slope (fun v => exp (@?F v)) _ _ _ _ => eapply (slope_exp _ _ _ F); slopes
  | |- slope (fun v => if ?b then @?F v else @?G v) _ _ _ _ => eapply (slope_if _ _ _ b F G); slopes
  | |- slope (fun v => ln (@?F v)) _ _ _ _ => eapply (slope_ln _ _ _ F); [cbv beta; pos | slopes]
  | |- slope (fun v => / (@?F v)) _ _ _ _ => eapply (slope_inv _ _ _ F); [cbv beta; pos | slopes]
  | |- slope (fun v => (@?F v) ^ (S ?n)) _ _ _ _ => eapply (slope_pow _ _ _ F _ n); slopes
  | |- slope (fun v => (@?F v) ^ 0) _ _ _ _ => eapply slope_pow_0; along
  | |- slope (fun v => Rabs (@?F v)) _ _ _ _ => eapply (slope_abs _ _ _ F); [cbv beta; pos | slopes]
  | |- slope (fun v => RealPower (@?F v) (@?G v)) _ _ _ _ => eapply (slope_RealPower _ _ _ F G); [cbv beta; pos | slopes | slopes]
  | |- slope (fun v => Product _ (@?F v)) _ _ _ _ =>
      eapply (slope_Product _ _ _ _ F); [along | intros; cbv beta; pos | let k := fresh "k" in let H := fresh "H" in intros k H; slopes]
  | |- slope (fun v => Sum _ _) _ _ _ _ =>
      eapply slope_Sum; [along | let k := fresh "k" in let H := fresh "H" in intros k H; slopes]
  | |- slope (fun v => Maximum ?n (@?F v)) ?c ?t ?z _ => match goal with
      | H : (?r < n)%nat |- _ => eapply (slope_Maximum n F _ c t z r H);
          [ let k := fresh "k" in intros k; intros; cbv beta; solve [fact | instance | lra]
          | let k := fresh "k" in let H := fresh "H" in intros k H; slopes ] end
  | |- slope (fun v => Derivative0 (@?F v) (@?p v)) _ _ _ _ => eapply (slope_inner0 F _ p); [let v := fresh "v" in intro v; slopes | slopes]
  | |- slope (fun v => Derivative1 (@?F v) (@?p v) ?i) _ _ _ _ => eapply (slope_inner1 F _ p); [let v := fresh "v" in intro v; slopes | slopes]
  | |- slope (fun v => Derivative2 (@?F v) (@?p v) ?i ?j) _ _ _ _ => eapply (slope_inner2 F _ p); [let v := fresh "v" in intro v; slopes | slopes]
  end.
Ltac derivative := first [ apply Derivative1_is | apply Derivative0_is | apply Derivative2_is ]; eapply slope_eq; [slopes | reflexivity].
(* that terms are defined *)
Ltac defined := cbv beta; repeat match goal with |- _ /\ _ => split | |- forall _, _ => intro end; cbv beta;
  lazymatch goal with
  | |- Differentiable0 _ _ => eapply Differentiable0_is; slopes
  | |- Differentiable1 _ _ _ => eapply Differentiable1_is; slopes
  | |- Differentiable2 _ _ _ _ => eapply Differentiable2_is; slopes
  | |- Near0 ?D ?x => change (locally x (fun t => D ((fun t => t) t))); close D (fun t : R => t) x x
  | |- Near1 ?D ?z ?j => change (locally (z j) (fun t => D (upd z j t))); close D (upd z j) (z j) z
  | |- Near2 ?D ?M ?i ?j => change (locally (M i j) (fun t => D (upd2 M i j t))); close D (upd2 M i j) (M i j) M
  | |- True => exact I
  | |- 0 < ?w \/ (?t = 0 /\ 0 < ?u) => first [ left; pos |
      let H := fresh in assert (H : 0 <= t) by pos; destruct H as [H | H]; [left; pos | right; split; [symmetry; exact H | pos]]
    | match goal with H : forall k : nat, (k < ?n)%nat -> _ = (if _ then _ else _), Hk : (?k < ?n)%nat |- _ =>
        rewrite (H k Hk); destruct (Nat.eqb _ _); [left; pos | right; split; [reflexivity | pos]] end ]
  | |- 0 < _ \/ _ => left; pos
  | |- _ => pos
  end
(* that the condition D holds along the curve c around t, where c t = z *)
with close D c t z := first
  [ solve [apply (near_all c t D); intro; cbv beta; defined]
  | lazymatch D with
    | fun v => @?P v /\ @?Q v => apply (near_and c t P Q); [close P c t z | close Q c t z]
    | fun v => forall k, (k < ?n)%nat -> @?P v k =>
        apply (near_finite c t n (fun k v => P v k)); let k := fresh "k" in let H := fresh "H" in intros k H;
        let E := eval cbv beta in (fun v => P v k) in close E c t z
    | fun v => @?P v \/ @?Q v => apply (near_left c t P Q); close P c t z
    | fun v => 0 < @?F v => eapply (near_pos c t z F); [slopes | cbv beta; pos]
    | fun v => @?F v <> 0 => eapply (near_ne c t z F); [slopes | cbv beta; pos]
    | fun v => PowerDefined (@?F v) (@?G v) => eapply (near_power c t z F G); [slopes | cbv beta; pos]
    | fun v => ?P -> @?Q v => apply (near_if c t P Q); let H := fresh "H" in intro H; close Q c t z
    end ].
(* the limit, from the form of the function and limits that are known *)
Ltac limits := cbv beta; first [ eassumption | match goal with H : forall _, _ |- _ => apply H; inside end | lazymatch goal with
  | |- Tends ?T (fun _ => ?a) _ => apply (tends_const T)
  | |- Tends ?T (fun t => @?f t + @?g t) _ => eapply (tends_plus T f g); limits
  | |- Tends ?T (fun t => @?f t * @?g t) _ => eapply (tends_mult T f g); limits
  | |- Tends ?T (fun t => exp (@?f t)) _ => eapply (tends_exp T f); limits
  | |- Tends ?T (fun t => ln (@?f t)) _ => eapply (tends_ln T f); [| limits]; cbv beta; pos
  | |- Tends ?T (fun t => / (@?f t)) _ => eapply (tends_inv T f); [| limits]; cbv beta; pos
  | |- Tends ?T (fun t => Rabs (@?f t)) _ => eapply (tends_abs T f); limits
  | |- Tends ?T (fun t => (@?f t) ^ ?n) _ => eapply (tends_pow T f _ n); limits
  | |- Tends ?T (fun t => RealPower (@?f t) ?q) _ => first
      [ eapply (tends_power_whole T f q _ 1); [simpl INR; lra | limits] | eapply (tends_power_whole T f q _ 2); [simpl INR; lra | limits]
      | eapply (tends_power T f (fun _ => q)); [| limits | apply (tends_const T)]; cbv beta; pos ]
  | |- Tends ?T (fun t => RealPower (@?f t) (@?g t)) _ => eapply (tends_power T f g); [| limits | limits]; cbv beta; pos
  | |- Tends ?T (fun t => Product ?n (@?f t)) _ => eapply (tends_Product T n f); let k := fresh "k" in let H := fresh "H" in intros k H; limits
  | |- Tends ?T (fun t => if ?c then @?f t else @?g t) _ => eapply (tends_if T c f g); limits
  | |- Tends ?T (fun t => Sum ?n (@?f t)) _ => eapply (tends_Sum T n f); let k := fresh "k" in let H := fresh "H" in intros k H; limits
  end ].
Ltac eventually := cbv beta; first [ assumption
  | match goal with H : forall _, _ |- _ => apply H; inside end
  | lazymatch goal with
    | |- Eventually (above _) _ => apply eventually_above | |- Eventually (below _) _ => apply eventually_below
    | |- Eventually (both _) _ => apply eventually_both | |- Eventually infinity _ => apply eventually_infinity
    | |- Eventually minus_infinity _ => apply eventually_minus_infinity end; intros; cbv beta; solve [defined]
  | lazymatch goal with
    | |- Eventually ?T (fun v => @?P v /\ @?Q v) => apply (eventually_and T P Q); eventually
    | |- Eventually ?T (fun v => forall k, (k < ?n)%nat -> @?P v k) =>
        apply (eventually_finite T n (fun k v => P v k)); let k := fresh "k" in let H := fresh "H" in intros k H; eventually
    | |- Eventually ?T (fun v => @?P v \/ @?Q v) => apply (eventually_left T P Q); eventually
    | |- Eventually ?T (fun v => 0 < @?f v) => eapply (eventually_pos T f); [limits | cbv beta; pos]
    | |- Eventually ?T (fun v => @?f v <> 0) => eapply (eventually_ne T f); [limits | cbv beta; pos]
    | |- Eventually ?T (fun v => PowerDefined (@?f v) (@?g v)) => eapply (eventually_power T f g); [limits | cbv beta; pos | limits]
    | |- Eventually ?T (fun v => ?P -> @?Q v) => apply (eventually_if T P Q); let H := fresh "H" in intro H; eventually
    end ].
Ltac open_parts := repeat match goal with H : _ /\ _ |- _ => destruct H end.
(* what holds around a point holds at it *)
Ltac around_here := open_parts; match goal with
  | H : Near0 ?D ?x |- _ => apply (near0_here D x H)
  | H : Near0 ?D ?x |- _ => let X := fresh in pose proof (near0_here D x H) as X; cbv beta in X; exact X
  end.
(* a sum of terms c k * f k is linear *)
Ltac linear := cbv beta; first [ apply Sum_scal | eapply Sum_linear; [apply Sum_scal | linear] | apply Sum_const
                               | eapply Sum_linear; [apply Sum_const | linear] ].
(* choices between indices that are known to be the same, or distinct *)
Ltac settle := cbv beta; repeat match goal with |- context [Nat.eqb ?a ?b] =>
   first [ replace (Nat.eqb a b) with true by (symmetry; apply Nat.eqb_eq; lia)
         | replace (Nat.eqb a b) with false by (symmetry; apply Nat.eqb_neq; lia) ] end; cbv iota; try solve [same | exfalso; lia].
Ltac maxima := rewrite ?Maximum_succ, ?Maximum_one; cbv beta; settle; unfold Rmax; repeat destruct (Rle_dec _ _); first [lra | nra].
(* what is said of all indices holds at the first one, and sizes are numbers: where nothing else is known *)
Ltac at_first := repeat match goal with
    | H : forall k : nat, (k < ?n)%nat -> _ |- _ => let X := fresh in pose proof (H O ltac:(lia)) as X; cbv beta in X; revert H
    end; intros;
  repeat match goal with H : (?m <= ?n)%nat |- _ =>
    lazymatch goal with _ : INR m <= INR n |- _ => fail | _ => pose proof (le_INR m n H) end end;
  simpl INR in *; repeat match goal with H : _ /\ _ |- _ => destruct H end.
(* a theorem about a value instead of a variable: what its parts need to be defined is proved, or dropped *)
Ltac adapt X := first [ exact X |
  lazymatch goal with
  | |- _ /\ _ => split;
      [ first [ solve [let Y := fresh "Y" in pose proof (proj1 X) as Y; adapt Y] | solve [defined] | solve [adapt X]
              | solve [at_first; defined] ]
      | first [ solve [let Y := fresh "Y" in pose proof (proj2 X) as Y; adapt Y] | solve [adapt X] | solve [defined] ] ]
  | |- exists _, _ => let x := fresh "x" in let Y := fresh "Y" in destruct X as (x & Y); exists x; adapt Y
  | |- forall _, _ => let x := fresh "x" in intro x;
      lazymatch type of X with
      | forall (_ : ?A), _ => lazymatch type of A with
          | Prop => let Y := fresh "Y" in assert (Y : A) by (adapt x); specialize (X Y); adapt X
          | _ => specialize (X x); cbv beta in X; adapt X end
      end
  | |- _ => lazymatch type of X with
      | _ /\ _ => first [ exact (proj1 X) | let Y := fresh "Y" in pose proof (proj2 X) as Y; adapt Y ]
      end
  end | defined ].
(* from an equation or inequality, another one whose sides differ by the same *)
Ltac as_difference X := match type of X with ?a = ?b => transitivity (b - a); [finish | apply Rminus_diag_eq; symmetry; exact X] end.
Ltac of_difference X t := match type of X with
  | ?a < ?b => replace t with (b - a) by finish
  | ?a <= ?b => replace t with (b - a) by finish
  | ?a <> ?b => replace t with (b - a) by finish end; lra.
Global Opaque slope Sum Product largest_up_to Maximum Step RealPower Derivative0 Derivative1 Derivative2 Differentiable0
  Differentiable1 Differentiable2 Near0 Near1 Near2 exp ln Rank Tends Eventually.
