"""Lemmas: theorems of the kernel with the ways in which scripts and the prover use them."""
