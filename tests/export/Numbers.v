(* What the definitions give on numbers that one can work out by hand. *)
Require Import DeriveLemmas.
Local Transparent Sum Product largest_up_to Maximum Step RealPower Derivative0 Derivative1 Derivative2 Rank Tends.

Lemma sums : Sum 0 (fun _ => 5) = 0 /\ Sum 3 (fun k => INR k) = 3 /\ Product 0 (fun _ => 5) = 1 /\ Product 3 (fun k => INR k + 1) = 6.
Proof. unfold Sum, Product. simpl INR. repeat split; lra. Qed.
Lemma maxima : Maximum 1 (fun _ => -5) = -5 /\ Maximum 3 (fun k => if Nat.eqb k 1 then 7 else -2) = 7.
Proof. unfold Maximum, largest_up_to. simpl. split; [reflexivity |]. unfold Rmax. repeat destruct (Rle_dec _ _); lra. Qed.
Lemma steps : Step 0 = 1 /\ Step (-1) = 0 /\ Step 2 = 1.
Proof. unfold Step. repeat split; destruct (Rle_dec _ _); lra. Qed.
Lemma powers : (0 : R) ^ 0 = 1 /\ 0 * ln (0 * 2) = 0.
Proof. split; [reflexivity | ring]. Qed.
Lemma real_powers : RealPower 4 (1 / 2) = 2 /\ RealPower 0 (1 / 2) = 0 /\ RealPower 0 0 = 1 /\ RealPower (-2) 3 = -8.
Proof.
  assert (I : forall n : Z, Int_part (IZR n) = n).
  { intro n. destruct (base_Int_part (IZR n)) as [A B]. apply eq_IZR.
    assert (C : (Int_part (IZR n) <= n)%Z) by (apply le_IZR; exact A).
    assert (D : (n < Int_part (IZR n) + 1)%Z) by (apply lt_IZR; rewrite plus_IZR; lra).
    replace (Int_part (IZR n)) with n by lia. reflexivity. }
  unfold RealPower. repeat split.
  - destruct (Rlt_dec 0 4); [| lra]. replace 4 with (2 * 2) by ring. rewrite ln_mult by lra.
    replace (1 / 2 * (ln 2 + ln 2)) with (ln 2) by field. apply exp_ln. lra.
  - destruct (Rlt_dec 0 0); [lra |]. destruct (Req_EM_T (1 / 2) (IZR (Int_part (1 / 2)))); [exfalso | reflexivity].
    assert (E : IZR (2 * Int_part (1 / 2)) = IZR 1) by (rewrite mult_IZR; lra). apply eq_IZR in E. lia.
  - destruct (Rlt_dec 0 0); [lra |]. rewrite (I 0%Z). destruct (Req_EM_T 0 (IZR 0)); [reflexivity | lra].
  - destruct (Rlt_dec 0 (-2)); [lra |]. rewrite (I 3%Z). destruct (Req_EM_T 3 (IZR 3)); [simpl; lra | lra].
Qed.
Lemma partial_derivatives :
  Derivative0 (fun x => x * x) 3 = 6 /\
  Derivative1 (fun v => v 0%nat * v 1%nat) (fun k => INR k + 5) 0 = 6 /\
  Derivative2 (fun M => M 0%nat 1%nat * M 0%nat 1%nat + M 1%nat 0%nat) (fun k l => INR l) 0 1 = 2.
Proof.
  repeat split.
  - apply Derivative0_is. eapply slope_eq; [slopes | simpl; lra].
  - apply Derivative1_is. eapply slope_eq; [slopes | simpl; lra].
  - apply Derivative2_is. eapply slope_eq; [slopes | simpl; lra].
Qed.
Lemma ranks : Rank 2 1 (fun _ _ => 0) = 0 /\ Rank 1 1 (fun _ _ => 3) = 1.
Proof.
  unfold Rank. split.
  - rewrite rank_up_to_not; [reflexivity |]. intros (C & E & H).
    assert (X : (fun _ : nat => 1) O = 0); [| simpl in X; lra].
    refine (H (fun _ => 1) _ _ O _); [| | lia].
    + intros k Hk F. replace k with O in F by lia. simpl in E. rewrite F in E. discriminate.
    + intros. simpl. ring.
  - rewrite rank_up_to_found; [reflexivity |]. exists (fun _ => true). split; [reflexivity |].
    intros v _ H k Hk. specialize (H O ltac:(lia)). simpl in H. replace k with O by lia. lra.
Qed.
Lemma limits : Tends (above 2) (fun t => t * t) 4 /\ Tends infinity (fun t => / t) 0.
Proof.
  unfold Tends, above, infinity. split.
  - assert (C : continuous (fun t : R => t * t) 2)
      by (apply (continuous_mult (fun t : R => t) (fun t : R => t)); apply continuous_id).
    replace 4 with (2 * 2) by ring. intros P HP. generalize (C P HP). unfold filtermap, at_right, within.
    apply filter_imp. auto.
  - assert (H := is_lim_inv (fun t => t) p_infty p_infty (is_lim_id p_infty) ltac:(discriminate)). exact H.
Qed.
(* all of it in one theorem, of which the axioms are asked for *)
Lemma s0 : (Sum 0 (fun _ => 5) = 0 /\ Sum 3 (fun k => INR k) = 3 /\ Product 0 (fun _ => 5) = 1 /\ Product 3 (fun k => INR k + 1) = 6) /\
  (Maximum 1 (fun _ => -5) = -5 /\ Maximum 3 (fun k => if Nat.eqb k 1 then 7 else -2) = 7) /\
  (Step 0 = 1 /\ Step (-1) = 0 /\ Step 2 = 1) /\
  ((0 : R) ^ 0 = 1 /\ 0 * ln (0 * 2) = 0) /\
  (RealPower 4 (1 / 2) = 2 /\ RealPower 0 (1 / 2) = 0 /\ RealPower 0 0 = 1 /\ RealPower (-2) 3 = -8) /\
  (Derivative0 (fun x => x * x) 3 = 6 /\ Derivative1 (fun v => v 0%nat * v 1%nat) (fun k => INR k + 5) 0 = 6 /\ Derivative2 (fun M => M 0%nat 1%nat * M 0%nat 1%nat + M 1%nat 0%nat) (fun k l => INR l) 0 1 = 2) /\
  (Rank 2 1 (fun _ _ => 0) = 0 /\ Rank 1 1 (fun _ _ => 3) = 1) /\
  (Tends (above 2) (fun t => t * t) 4 /\ Tends infinity (fun t => / t) 0).
Proof. exact (conj sums (conj maxima (conj steps (conj powers (conj real_powers (conj partial_derivatives (conj ranks limits))))))). Qed.
Print Assumptions s0.
