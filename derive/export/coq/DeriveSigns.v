(* Signs that few proofs need: a file that uses none of these tactics does not load this one, so that what Coq has
   accepted of it stands when they change. Nothing here is trusted: Coq checks it. *)
Require Export DeriveLemmas.

Lemma Maximum_nonneg n f : (1 <= n)%nat -> (forall k, (k < n)%nat -> 0 <= f k) -> 0 <= Maximum n f.
Proof. intros Hn H. destruct (Maximum_attained n f Hn) as (k & Hk & <-). apply H. exact Hk. Qed.
Lemma sum_nonpositive a b : a <= 0 -> b <= 0 -> a + b <= 0. Proof. lra. Qed.

(* the sign of a term from its form, where those of its parts are known: sums over indices and of terms, products *)
Ltac shape := cbv beta; first [ lra | fact | lazymatch goal with
  | |- 0 <= _ * _ => first [apply Rmult_le_pos; shape | apply Rmult_neg_neg; shape]
  | |- _ * _ <= 0 => first [apply Rmult_neg_pos; shape | apply Rmult_pos_neg; shape]
  | |- 0 < _ * _ => first [apply Rmult_lt_0_compat; shape | apply Rmult_neg_neg_strict; shape]
  | |- _ * _ < 0 => first [apply Rmult_neg_pos_strict; shape | apply Rmult_pos_neg_strict; shape]
  | |- 0 <= Sum _ _ => apply Sum_nonneg; intros; shape
  | |- Sum _ _ <= 0 => apply Sum_le_0; intros; shape
  | |- 0 < Sum _ _ => apply Sum_pos; [lia | intros; shape]
  | |- Sum _ _ < 0 => apply Sum_lt_0; [lia | intros; shape]
  | |- 0 <= Maximum _ _ => apply Maximum_nonneg; [inside | intros; shape]
  | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; shape
  | |- _ + _ <= 0 => apply sum_nonpositive; shape
  | |- _ => solve [pos]
  end ].
