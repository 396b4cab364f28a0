r"""Statements in canonical LaTeX: a document of their own that is read as the same formulas, up to bound names."""

from derive.documents.canonical.document import (
    definitions_latex,
    hypotheses_latex,
    link_latex,
    reading_latex,
    self_contained,
)
from derive.documents.canonical.sameness import same

__all__ = ["definitions_latex", "hypotheses_latex", "link_latex", "reading_latex", "same", "self_contained"]
