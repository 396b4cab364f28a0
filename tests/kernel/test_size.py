"""The trusted core stays so small that somebody who doubts it reads it."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import derive.kernel

MOST_LINES = 1_700
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def lines_of_code(source: str) -> int:
    """How many lines of a module are neither blank nor a comment, nor a docstring, nor an import."""
    nodes = [node for node in ast.walk(ast.parse(source)) if is_docstring(node) or is_import(node)]
    passed_over = {line for node in nodes for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    code = {line for t in tokens if t.type not in NO_CODE for line in range(t.start[0], t.end[0] + 1)}
    return len(code - passed_over)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def is_import(node: ast.AST) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def test_lines_of_code_are_neither_comments_nor_docstrings_nor_imports() -> None:
    source = '"""What.\n\nAnd why."""\n\nfrom a import (\n    b,\n)\n\nx = [\n    1,  # one\n]\n\n# nothing\n'
    assert lines_of_code(source) == 3


def test_the_kernel_can_be_read_in_a_sitting() -> None:
    folder = Path(derive.kernel.__file__).parent
    assert sum(lines_of_code(file.read_text()) for file in folder.rglob("*.py")) <= MOST_LINES
