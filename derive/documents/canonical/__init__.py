r"""Statements in canonical LaTeX: a document of their own that is read as the same formulas, up to bound names.

What no notation of documents says stands in the notation of people behind a ``\dagger``, which no reader takes for
anything else. That is the closed list:

- of terms: a step outside of a choice between two values; a sum or product of less than two terms; a size that is a
  number, as a number; a choice between two numbered indices where nothing tells over which size they range; a number of
  more than 40 digits that is no power of ten; a whole family where a derivative is taken; a member of a family at an
  index that depends on others, or whose name another variable has; a name that the reader never gives anything;
- of claims: anything but a relation, the order of two quadratic forms, and arg max. Two statements that one relation
  claims together (arg max = arg max, proportionality) have one by :func:`self_contained` and :func:`reading_latex`;
- of hypotheses: what has another form than a relation of numbers or indices, under conditions, for all values of its
  indices; the order of two quadratic forms; proportionality; and at most 16 values of a variable or vector.

Not marked, as it is for the reader to mend: an index such as 2 that only a definition mentions is read without the
hypothesis that it exists, but with it where it stands in the formula itself; arrays of three axes cannot be declared.
"""

from derive.documents.canonical.document import (
    definitions_latex,
    hypotheses_latex,
    link_latex,
    reading_latex,
    self_contained,
)
from derive.documents.canonical.sameness import same

__all__ = ["definitions_latex", "hypotheses_latex", "link_latex", "reading_latex", "same", "self_contained"]
