(* Lemmas and tactics for what is said to be smooth: a file that does not speak of it does not load this one, so that what
   Coq has accepted of it stands when they change. What the word means stands in DeriveMeaning.v; nothing here is trusted:
   Coq checks it. *)
Require Export DeriveLemmas.

(* ---- smoothness: what is composed of entries has slopes that are composed of entries -------------------- *)

Inductive composed {A : Type} (entry : (A -> R) -> Prop) : (A -> R) -> Prop :=
  | composed_const a : composed entry (fun _ => a)
  | composed_entry F : entry F -> composed entry F
  | composed_plus F G : composed entry F -> composed entry G -> composed entry (fun v => F v + G v)
  | composed_mult F G : composed entry F -> composed entry G -> composed entry (fun v => F v * G v)
  | composed_exp F : composed entry F -> composed entry (fun v => exp (F v))
  | composed_ln F : (forall v, 0 < F v) -> composed entry F -> composed entry (fun v => ln (F v))
  | composed_inv F : (forall v, F v <> 0) -> composed entry F -> composed entry (fun v => / F v).
Section Composed.
  Context {A : Type} (entry : (A -> R) -> Prop).
  Local Transparent Sum Product.
  Lemma composed_pow F n : composed entry F -> composed entry (fun v => F v ^ n).
  Proof. intro H. induction n; simpl; [apply composed_const | apply (composed_mult _ F (fun v => F v ^ n)); assumption]. Qed.
  Lemma composed_if (b : bool) F G : composed entry F -> composed entry G -> composed entry (fun v => if b then F v else G v).
  Proof. destruct b; auto. Qed.
  Lemma composed_power F G : (forall v, 0 < F v) -> composed entry F -> composed entry G ->
    composed entry (fun v => RealPower (F v) (G v)).
  Proof.
    intros P HF HG. replace (fun v => RealPower (F v) (G v)) with (fun v => exp (G v * ln (F v))).
    - apply (composed_exp _ (fun v => G v * ln (F v))), (composed_mult _ G (fun v => ln (F v))), composed_ln; assumption.
    - apply functional_extensionality; intro v. symmetry. apply RealPower_pos, P.
  Qed.
  Lemma composed_Sum n (F : A -> nat -> R) : (forall k, (k < n)%nat -> composed entry (fun v => F v k)) ->
    composed entry (fun v => Sum n (F v)).
  Proof.
    induction n; simpl; intro H; [apply composed_const |].
    apply (composed_plus _ (fun v => Sum n (F v)) (fun v => F v n)); auto.
  Qed.
  Lemma composed_Product n (F : A -> nat -> R) : (forall k, (k < n)%nat -> composed entry (fun v => F v k)) ->
    composed entry (fun v => Product n (F v)).
  Proof.
    induction n; simpl; intro H; [apply composed_const |].
    apply (composed_mult _ (fun v => Product n (F v)) (fun v => F v n)); auto.
  Qed.
  Lemma composed_slope (c : A -> R -> A) (t : A -> R) : (forall z, c z (t z) = z) ->
    (forall F, entry F -> exists l, forall z, slope F (c z) (t z) z l) -> forall F, composed entry F ->
    exists G, composed entry G /\ forall z, slope F (c z) (t z) z (G z).
  Proof.
    intros E H F C.
    induction C as [a | F HF | F G _ (F1 & CF & SF) _ (G1 & CG & SG) | F G HF (F1 & CF & SF) HG (G1 & CG & SG)
      | F HF (F1 & CF & SF) | F P HF (F1 & CF & SF) | F P HF (F1 & CF & SF)].
    - exists (fun _ => 0). split; [apply composed_const | intro z; apply slope_const, E].
    - destruct (H F HF) as (l & S). exists (fun _ => l). split; [apply composed_const | exact S].
    - exists (fun z => F1 z + G1 z). split; [apply composed_plus; assumption | intro z; apply slope_plus; auto].
    - exists (fun z => F1 z * G z + F z * G1 z). split; [| intro z; apply slope_mult; auto].
      apply (composed_plus _ (fun z => F1 z * G z) (fun z => F z * G1 z)); apply composed_mult; assumption.
    - exists (fun z => F1 z * exp (F z)). split; [| intro z; apply slope_exp; auto].
      apply (composed_mult _ F1 (fun z => exp (F z))); [assumption | apply composed_exp; assumption].
    - exists (fun z => F1 z * / F z). split; [| intro z; apply slope_ln; auto].
      apply (composed_mult _ F1 (fun z => / F z)); [assumption | apply composed_inv; [| assumption]].
      intro v. apply Rgt_not_eq, P.
    - exists (fun z => (-1) * (F1 z * (/ F z * / F z))). split; [| intro z; apply slope_inv; auto].
      apply (composed_mult _ (fun _ => -1) (fun z => F1 z * (/ F z * / F z))); [apply composed_const |].
      apply (composed_mult _ F1 (fun z => / F z * / F z)); [assumption |].
      apply (composed_mult _ (fun z => / F z) (fun z => / F z)); apply composed_inv; assumption.
  Qed.
End Composed.
Definition number_of (F : R -> R) : Prop := F = fun v => v.
Definition entry_of (F : (nat -> R) -> R) : Prop := exists k, F = fun v => v k.
Definition entry2_of (F : (nat -> nat -> R) -> R) : Prop := exists k l, F = fun v => v k l.
Lemma Smooth0_is F : composed number_of F -> Smooth0 F.
Proof.
  intros C q. revert F C. induction q; intros F C; [exact I |].
  destruct (composed_slope number_of (fun _ t => t) (fun x => x)) with (F := F) as (G & CG & SG); auto.
  { intros H ->. exists 1. apply slope_number. }
  split; [intro x; apply (Differentiable0_is F x (G x)), SG |].
  replace (fun x => Derivative0 F x) with G; [apply IHq, CG |].
  apply functional_extensionality; intro x. symmetry. apply Derivative0_is, SG.
Qed.
Lemma Smooth1_is K F : composed entry_of F -> Smooth1 K F.
Proof.
  intros C q. revert F C. induction q; intros F C; [exact I |]. intros j _.
  destruct (composed_slope entry_of (fun z => upd z j) (fun z => z j)) with (F := F) as (G & CG & SG); auto.
  { intro z. apply upd_id. }
  { intros H (k & ->). eexists. intro z. apply slope_entry. }
  split; [intro z; apply (Differentiable1_is F z j (G z)), SG |].
  replace (fun z => Derivative1 F z j) with G; [apply IHq, CG |].
  apply functional_extensionality; intro z. symmetry. apply Derivative1_is, SG.
Qed.
Lemma Smooth2_is m n F : composed entry2_of F -> Smooth2 m n F.
Proof.
  intros C q. revert F C. induction q; intros F C; [exact I |]. intros i j _ _.
  destruct (composed_slope entry2_of (fun M => upd2 M i j) (fun M => M i j)) with (F := F) as (G & CG & SG); auto.
  { intro M. apply upd2_id. }
  { intros H (k & l & ->). eexists. intro M. apply slope_entry2. }
  split; [intro M; apply (Differentiable2_is F M i j (G M)), SG |].
  replace (fun M => Derivative2 F M i j) with G; [apply IHq, CG |].
  apply functional_extensionality; intro M. symmetry. apply Derivative2_is, SG.
Qed.

(* that a function is smooth, from its form *)
Ltac smoothly := cbv beta; lazymatch goal with
  | |- composed _ (fun _ => ?a) => apply composed_const
  | |- composed number_of (fun v => v) => apply composed_entry; reflexivity
  | |- composed entry_of (fun v => v ?k) => apply composed_entry; exists k; reflexivity
  | |- composed entry2_of (fun v => v ?k ?l) => apply composed_entry; exists k, l; reflexivity
  | |- composed _ (fun v => @?F v + @?G v) => apply (composed_plus _ F G); smoothly
  | |- composed _ (fun v => @?F v * @?G v) => apply (composed_mult _ F G); smoothly
  | |- composed _ (fun v => exp (@?F v)) => apply (composed_exp _ F); smoothly
  | |- composed _ (fun v => ln (@?F v)) => apply (composed_ln _ F); [intro; cbv beta; pos | smoothly]
  | |- composed _ (fun v => / (@?F v)) => apply (composed_inv _ F); [intro; cbv beta; pos | smoothly]
  | |- composed _ (fun v => (@?F v) ^ ?n) => apply (composed_pow _ F n); smoothly
  | |- composed _ (fun v => RealPower (@?F v) (@?G v)) => apply (composed_power _ F G); [intro; cbv beta; pos | smoothly | smoothly]
  | |- composed _ (fun v => if ?b then @?F v else @?G v) => apply (composed_if _ b F G); smoothly
  | |- composed _ (fun v => Sum ?n (@?F v)) =>
      apply (composed_Sum _ n F); let k := fresh "k" in let H := fresh "H" in intros k H; smoothly
  | |- composed _ (fun v => Product ?n (@?F v)) =>
      apply (composed_Product _ n F); let k := fresh "k" in let H := fresh "H" in intros k H; smoothly
  end.
Ltac smooth := first [apply Smooth0_is | apply Smooth1_is | apply Smooth2_is]; smoothly.
