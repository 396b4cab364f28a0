"""Claims: a permanent id, a title, a statement as data, and the script that derives it."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from derive.kernel import terms as kernel
from derive.kernel.terms import Formula
from derive.language.abbreviation import Abbreviation
from derive.language.expressions import Quantified, variable_of
from derive.language.statement import Statement, sizes_of

if TYPE_CHECKING:
    from derive.language.derivation import Derivation
    from derive.language.execution import Execution

EXPECTATIONS = ("proved", "refuted", "informal")
Script = Callable[["Derivation"], None]


@dataclass(frozen=True)
class Point:
    """An exact point: sizes, and values (rationals as strings or integers, nested by axis) by name."""

    sizes: Mapping[str, int]
    values: Mapping[str, Any]
    indices: Mapping[str, int]


def point(sizes: Mapping[str, int] | None = None, indices: Mapping[str, int] | None = None, **values: Any) -> Point:
    """A point, for a claim's ``witness`` or ``counterexample``: ``point({"K": 2}, z=[0, "1/2"])``."""
    return Point(sizes or {}, values, indices or {})


_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")  # also the name of its files


class Claim:
    """A claim of the library or of a user.

    ``id`` is permanent, ``topic.name`` in kebab-case. ``statement`` is a formula, or several that all
    hold; None for a claim about floats, which ``says`` spells in words. ``given`` are its hypotheses.
    ``expected`` is ``proved``, ``refuted`` (then ``corrected_by`` names the claim that says it right) or
    ``informal``. ``sources`` are article file names, ``references`` keys of the bibliography, ``names``
    abbreviations for the printed derivation. ``witness`` is a point that satisfies the hypotheses,
    ``counterexample`` one at which the statement fails; both only where they are not found by search.
    """

    def __init__(
        self,
        id: str,
        title: str,
        statement: Formula | Sequence[Formula] | None = None,
        *,
        given: Sequence[Formula] = (),
        expected: str = "proved",
        corrected_by: str | None = None,
        sources: Sequence[str] = (),
        references: Sequence[str] = (),
        note: str = "",
        names: Sequence[Abbreviation] = (),
        witness: Point | None = None,
        counterexample: Point | None = None,
        basis: str = "theorem",
        scope: str = "",
        says: str = "",
    ) -> None:
        frame = sys._getframe(1)
        self.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        self.id, self.title = id, title
        parts = (statement,) if isinstance(statement, Formula) else tuple(statement or ())
        self.parts: tuple[Formula, ...] = parts
        conclusion = parts[0] if len(parts) == 1 else kernel.And(parts)
        self.statement = Statement(tuple(given), conclusion)
        self.expected, self.corrected_by, self.note = expected, corrected_by, note
        self.sources, self.references, self.names = tuple(sources), tuple(references), tuple(names)
        self.witness, self.counterexample = witness, counterexample
        self.basis, self.says = basis, says
        self._scope = scope
        self.script: Script | None = None
        self.denial_script: Script | None = None
        self.denied_at: Mapping[str, int] = {}
        self.execution_script: Callable[[Execution], None] | None = None
        self.ill_typed_script: Callable[[], object] | None = None
        if not _ID.fullmatch(id):
            raise ValueError(f"{id!r} is not an id: expected topic.name, in small letters, digits and hyphens")
        if frame.f_code.co_name == "<module>":
            _written.setdefault(frame.f_code.co_filename, []).append(self)
        if expected not in EXPECTATIONS:
            raise ValueError(f"{id}: expected is one of {', '.join(EXPECTATIONS)}, not {expected!r}")

    @cached_property
    def scope(self) -> str:
        """Which sizes the statement is about."""
        if self._scope:
            return self._scope
        if not self.parts:
            return "floating point"
        found: set[kernel.Size] = set()
        for formula in (*self.statement.hypotheses, *self.parts):
            found |= sizes_of(formula)
        symbols = sorted(size for size in found if isinstance(size, str))
        if not symbols:
            return "the stated instance" if not self.free_names() else "every real value"
        from derive.kernel.facts import least_size

        return ", ".join(f"every {s} >= {least_size(s, self.statement.hypotheses)}" for s in symbols)

    def free_names(self) -> list[str]:
        """The names of the free variables of the statement."""
        formulas = (*self.statement.hypotheses, *self.parts)
        return sorted({variable.name for formula in formulas for variable in kernel.free_variables(formula)})

    def derivation(self, script: Script) -> Script:
        """Decorator: the script that derives the statement."""
        self.script = script
        return script

    def denial(self, **sizes: int) -> Callable[[Script], Script]:
        """Decorator: a script that proves the negation of the statement at the given sizes."""

        def attach(script: Script) -> Script:
            self.denial_script, self.denied_at = script, sizes
            return script

        return attach

    def execution(self, script: Callable[[Execution], None]) -> Callable[[Execution], None]:
        """Decorator: a script that executes float arithmetic and checks what it gives."""
        self.execution_script = script
        return script

    def ill_typed(self, script: Callable[[], object]) -> Callable[[], object]:
        """Decorator: a function that tries to write the statement down, and cannot: its shapes disagree."""
        self.ill_typed_script = script
        return script

    def __repr__(self) -> str:
        return f"Claim({self.id})"


def closed(statement: Statement) -> Formula:
    """The statement as one formula without free variables (symbolic sizes stay)."""
    formula = statement.conclusion
    for hypothesis in reversed(statement.hypotheses):
        formula = kernel.Implies(hypothesis, formula)
    for variable in sorted(kernel.free_variables(formula), key=lambda v: (v.key,), reverse=True):
        over = variable.size if isinstance(variable, kernel.IndexVariable) else variable.sizes
        formula = kernel.ForAll(over, kernel.close_body(formula, (variable,)))
    return formula


def simplex(vector: Quantified, interior: bool = False) -> tuple[Formula, Formula]:
    """The hypotheses y ∈ Δ: the entries are ≥ 0 (> 0 in the interior) and sum to 1."""
    array = variable_of(vector)
    assert isinstance(array, kernel.Variable)
    k = kernel.IndexVariable("k", array.sizes[0])
    entry = kernel.Entry(array, (k,))
    sign = kernel.Less(kernel.ZERO, entry) if interior else kernel.LessEqual(kernel.ZERO, entry)
    return (
        kernel.ForAll(k.size, kernel.close_body(sign, (k,))),
        kernel.Equal(kernel.Sum(k.size, kernel.close_body(entry, (k,))), kernel.ONE),
    )


# Discovery ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """A claim file, or a claim in it, that cannot be used."""

    file: str
    line: int
    message: str


@dataclass(frozen=True)
class Discovery:
    """All claims that were found, in the order of their files, and what was wrong."""

    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


_written: dict[str, list[Claim]] = {}  # at the top level of each file, also those whose name is used again
LIBRARY = Path(__file__).resolve().parent.parent / "proofs"


def discover(
    paths: Sequence[str | Path] | None = None, before: Callable[[Path], object] = lambda file: None
) -> Discovery:
    """The claims of the library, or of the given Python files and folders (trusted code).

    A file that cannot be loaded, and an id that is taken, are problems; the rest is found. ``before``
    is called with each file that is about to be loaded."""
    files: list[Path] = []
    problems: list[Problem] = []
    for path in [LIBRARY] if paths is None else [Path(p) for p in paths]:
        if path.is_dir():
            files.extend(sorted(file for file in path.glob("*.py") if not file.name.startswith("_")))
        elif path.is_file():
            files.append(path)
        else:
            problems.append(Problem(str(path), 0, "there is no such file or folder"))
    claims: dict[str, Claim] = {}
    for file in files:
        before(file)
        try:
            module = load(file)
        except Exception as error:
            problems.append(Problem(str(file), _line_of(error, file), f"{type(error).__name__}: {error}"))
            continue
        for value in vars(module).values():
            if isinstance(value, Claim) and value.where.rpartition(":")[0] == str(file):
                earlier = claims.get(value.id)
                if earlier is None:
                    claims[value.id] = value
                elif earlier is not value:
                    line = int(value.where.rpartition(":")[2])
                    message = f"the id {value.id} is taken by {earlier.where}; give this claim another"
                    problems.append(Problem(str(file), line, message))
        for claim in _written.get(str(file), ()):
            if not any(claim is value for value in vars(module).values()):
                message = f"{claim.id} has no name of its own at the top level of the file; give it one"
                problems.append(Problem(str(file), int(claim.where.rpartition(":")[2]), message))
    return Discovery(tuple(claims.values()), tuple(problems))


def load(file: Path) -> ModuleType:
    """The module of a claim file; those of the library are loaded under their own names."""
    name = f"derive.proofs.{file.stem}" if file.resolve().parent == LIBRARY else f"derive_claims_{file.stem}"
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(file):
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError("not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    _written.pop(str(file), None)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _line_of(error: BaseException, file: Path) -> int:
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
