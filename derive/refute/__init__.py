"""Counterexamples: exact instances at which a statement certainly fails."""

from derive.refute.search import Refutation, refute, refuted_at

__all__ = ["Refutation", "refute", "refuted_at"]
