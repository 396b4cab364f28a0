"""Files that hold documents in another wrapping: notebooks, reStructuredText, docstrings.

Each format says which of its parts are directives and displays. They are put together as one Markdown text, which the
one reader reads, and in which every letter has the place where it stands in the file."""

from derive.documents.formats.inclusions import with_inclusions
from derive.documents.formats.pieces import Broken, Unwrapped
from derive.documents.formats.unwrap import ENDINGS, unwrapped

__all__ = ["ENDINGS", "Broken", "Unwrapped", "unwrapped", "with_inclusions"]
