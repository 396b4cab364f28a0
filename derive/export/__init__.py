"""Theorems in the language of other proof assistants, to be proved again by kernels that nobody here wrote."""
