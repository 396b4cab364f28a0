"""Where the formulas of a file stand: directives, displays, macros; code and comments left out.

The room's whole interface: ``find_requests`` says what the directives ask for, ``find_displays`` finds all displays,
whether one is asked for or not, ``survey`` says what might be annotated,
``without_comments`` is the text that TeX reads, ``Macros.expand`` gives a formula as TeX would
see it, and ``Places`` turns offsets into lines and columns."""

from derive.documents.source.macros import Fragment, Macros
from derive.documents.source.places import Places, Span
from derive.documents.source.requests import (
    ConditionSpan,
    Request,
    Survey,
    find_displays,
    find_requests,
    survey,
    without_comments,
)

__all__ = [
    "ConditionSpan",
    "Fragment",
    "Macros",
    "Places",
    "Request",
    "Span",
    "Survey",
    "find_displays",
    "find_requests",
    "survey",
    "without_comments",
]
