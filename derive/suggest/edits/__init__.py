"""The kinds of edits, one in a file: a function from a tree to the edits that change one thing, under ``edit``.

Nothing else has to know of it."""
