"""Proves, measures and prints derivations about softmax and cross entropy."""

__version__ = "0.1.0"
