"""Inequalities as linear combinations of what is known, found by exact linear programming."""
