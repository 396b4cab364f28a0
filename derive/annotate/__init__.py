"""Drafts of annotations: directives with a question mark, which are not in force until their author removes it.

``survey`` finds the displays and what the prose around them says of names, ``prose`` and ``displays`` make guesses, and
``drafts`` keeps those under which the reader understands a display, and writes them down with where they come from.
``formats`` does so in the comments of the other formats."""

from derive.annotate.drafts import Annotated, annotated
from derive.annotate.formats import ENDINGS, annotated_file

__all__ = ["ENDINGS", "Annotated", "annotated", "annotated_file"]
