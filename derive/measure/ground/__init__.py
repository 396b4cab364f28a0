"""Statements at a point: quantifiers opened, every sum written out, and back to closed terms."""
