"""Jupyter: ``%load_ext derive`` gives notebooks ``%%derive``, which checks the formulas of a cell and shows the
verdicts with their readings, and, of what is refuted in one or two numbers, both sides around the point."""

from derive.notebook.cell import CheckedCell, check_cell
from derive.notebook.magic import register

__all__ = ["CheckedCell", "check_cell", "register"]
