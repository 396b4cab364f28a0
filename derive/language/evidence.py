"""Evidence: on what the verdict on a claim rests. A claim has one, and each kind is settled in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from derive.kernel.terms import ShapesDisagree
from derive.language.instance import Instance

if TYPE_CHECKING:
    from derive.language.derivation import Derivation

Script = Callable[["Derivation"], None]


@dataclass(frozen=True)
class Evidence:
    """``basis`` names what a verdict on this evidence rests on."""

    basis: ClassVar[str] = "none"


@dataclass(frozen=True)
class Proof(Evidence):
    """A derivation of the statement, written by a script; without one, found by the automatic prover."""

    basis: ClassVar[str] = "theorem"
    script: Script | None = None


@dataclass(frozen=True)
class Denial(Evidence):
    """A derivation of the negation of the statement at a point: at sizes, and values of its free variables. What has no
    value there stays general."""

    basis: ClassVar[str] = "theorem"
    script: Script
    at: Instance = field(default_factory=Instance)


@dataclass(frozen=True)
class Search(Evidence):
    """An exact instance at which the statement fails: the point, or one that is searched for."""

    basis: ClassVar[str] = "computation"
    point: Instance | None = None


@dataclass(frozen=True)
class Computation(Evidence):
    """A rigorous enclosure of the sides of a statement about particular numbers."""

    basis: ClassVar[str] = "computation"


@dataclass(frozen=True)
class Execution(Evidence):
    """Float arithmetic that a script executes, checking what it gives."""

    basis: ClassVar[str] = "computation"
    script: Callable[[Run], None]


@dataclass(frozen=True)
class IllTyped(Evidence):
    """The statement cannot be written down: ``build`` tries to, and the kernel raises exactly this error.

    ``build`` writes the statement that the claim says, and nothing else. Where it fails in another way, or does not
    fail, nothing is shown; that something went wrong is no error that shows anything."""

    basis: ClassVar[str] = "ill-typed"
    build: Callable[[], object]
    error: type[ShapesDisagree]

    def __post_init__(self) -> None:
        if not issubclass(self.error, ShapesDisagree):
            raise TypeError(f"{self.error.__name__} does not say what is ill-typed; ShapesDisagree does")


@dataclass(frozen=True)
class Informal(Evidence):
    """None: what the claim says is no mathematical statement."""


class Run:
    """What the script of an execution records: checks, each a description and whether it passed.

    The checks are evidence for the verdict that the claim expects, ``computed`` or ``refuted``: of a claim expected
    to be refuted they execute the instance that fails, and the first one says which it is. What is checked holds on
    every machine: IEEE 754 fixes + − × ÷, but not the last digits of exp and log, which ``derive.floats`` encloses."""

    def __init__(self) -> None:
        self.checks: list[tuple[str, bool]] = []

    def check(self, description: str, passed: bool) -> None:
        """Records one check."""
        self.checks.append((description, bool(passed)))
