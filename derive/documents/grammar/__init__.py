"""From the text of a formula to its syntax tree, without asking what a size or a definition is."""
