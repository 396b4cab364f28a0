"""Exact points that satisfy the hypotheses of a statement: tried, solved for, and made tamer."""
