"""The trusted core stays so small that somebody who doubts it reads it."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import derive.kernel

MOST_LINES = 1_500
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines_of_code(source: str) -> int:
    """How many lines of a module are neither blank nor a comment nor a docstring."""
    text = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    code = {line for t in tokens if t.type not in NO_CODE for line in range(t.start[0], t.end[0] + 1)}
    return len(code - text)


def test_lines_of_code_are_neither_comments_nor_docstrings() -> None:
    assert lines_of_code('"""What.\n\nAnd why."""\n\nx = [\n    1,  # one\n]\n\n# nothing\n') == 3


def test_the_kernel_can_be_read_in_a_sitting() -> None:
    folder = Path(derive.kernel.__file__).parent
    assert sum(lines_of_code(file.read_text()) for file in folder.rglob("*.py")) <= MOST_LINES
