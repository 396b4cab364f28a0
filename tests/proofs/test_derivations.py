"""Who makes the lines of the library: operations from what has a name, where a person would not have to think."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import derive.bridge as bridge
from derive.language.claims import Claim
from derive.language.derivation import Derivation
from derive.language.evidence import Denial, Proof
from derive.language.lines import FOLDED, TYPED
from derive.library import LIBRARY, discover
from derive.verify.theorems import deny_claim, derive_claim

CORE = (
    "softmax.shift-invariance",
    "softmax.jacobian",
    "ce.gradient",
    "ce.hessian-psd",
    "ce.hessian-null-vector",
    "maxent.softmax",
    "lse.gradient",
)
"""The claims that everything starts from."""


def derivation_of(claim: Claim) -> Derivation | None:
    """What the script of a claim writes, if it has one."""
    if isinstance(claim.evidence, Proof) and claim.evidence.script is not None:
        return derive_claim(claim)[1]
    return deny_claim(claim, claim.evidence)[1] if isinstance(claim.evidence, Denial) else None


@pytest.fixture(scope="module")
def makers() -> dict[str, Counter[str]]:
    """Who made the equations of the chains of each claim."""
    found: dict[str, Counter[str]] = {}
    for claim in discover().claims:
        derivation = derivation_of(claim)
        if derivation is not None:
            lines = [step for section in derivation.sections for step in section.steps if step.relation == "="]
            assert all(step.by for step in lines)
            found[claim.id] = Counter(step.by for step in lines)
    return found


def computed_share(made: Counter[str]) -> float:
    """The share of the equations that operations computed, those that only rename aside."""
    links = made.total() - made[FOLDED]
    return (links - made[TYPED]) / links


def test_operations_compute_most_lines_of_the_library(makers: dict[str, Counter[str]]) -> None:
    assert computed_share(sum(makers.values(), Counter())) >= 0.6


def test_operations_compute_nearly_all_lines_of_the_core(makers: dict[str, Counter[str]]) -> None:
    assert computed_share(sum((makers[name] for name in CORE), Counter())) >= 0.8


def test_the_core_is_derived_step_by_step(makers: dict[str, Counter[str]]) -> None:
    """As many steps as a textbook prints: no operation swallows a derivation whole."""
    least = dict(zip(CORE, (3, 3, 8, 6, 6, 2, 2), strict=True))
    assert {name: makers[name].total() for name in CORE if makers[name].total() < least[name]} == {}


def steps_of(file: Path) -> Iterator[ast.Call]:
    """The operations that the chains of a file take, where they take arguments."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        is_step = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "then"
        if is_step and node.args and isinstance(node.args[0], ast.Call):  # type: ignore[attr-defined]
            yield node.args[0]  # type: ignore[attr-defined]


def is_name(node: ast.expr) -> bool:
    """Whether an argument is a name or the place of a statement, and no expression."""
    return isinstance(node, (ast.Name, ast.Constant))


def test_what_an_operation_is_told_has_a_name() -> None:
    """A step is computed only where nobody wrote into it what comes out."""
    expressions = [
        f"{file.name}:{step.lineno}"
        for file in sorted(LIBRARY.glob("*.py"))
        for step in steps_of(file)
        if isinstance(step.func, ast.Name) and step.func.id in bridge.__all__
        for argument in (*step.args, *(keyword.value for keyword in step.keywords))
        if not is_name(argument)
    ]
    assert expressions == []
