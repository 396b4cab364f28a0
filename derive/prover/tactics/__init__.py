"""Ways to prove equations and inequalities, or to take them to others.

A tactic is a function from a goal and the search to a theorem, or None where it finds no proof, under the decorator
``tactic``. Nothing else has to know of it."""
