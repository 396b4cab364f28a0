"""Counterexamples: exact instances at which a statement certainly fails."""

from derive.refute.search import Refutation, refute

__all__ = ["Refutation", "refute"]
