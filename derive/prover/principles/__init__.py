"""Theorems of which instances may help to prove an inequality, as terms of a linear combination.

A principle is a function from the context of a goal to inequalities, each a theorem or an offer of one that is proved
when it is needed, under the decorator ``principle``. Nothing else has to know of it."""
