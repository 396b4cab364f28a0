r"""R Markdown: Markdown in which bookdown's labels of equations, ``(\#eq:name)``, stand for ``\label{eq:name}``."""

from __future__ import annotations

import re

from derive.documents.formats.pieces import Unwrapped
from derive.documents.source import Places

_LABEL = re.compile(r"\(\\#eq:[A-Za-z0-9_:-]*\)")


def r_markdown(text: str) -> list[Unwrapped]:
    """The document that a text in R Markdown is; spaces stand in the place of labels."""
    return [Unwrapped(_LABEL.sub(lambda label: " " * len(label[0]), text), Places(text))]
