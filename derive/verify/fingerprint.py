"""What a claim is, and what its script uses, in a hash: the same for as long as its verdict is.

A value is hashed by what it is made of; a function by its code, by the values that it closes over, and by those of the
global names that it uses, and so on. What belongs to the program itself, or to a library, is named only: the key of
the program stands for it. Where a claim stands in its file, and what stands around it, do not matter.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import partial
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from derive.kernel.terms import Node
from derive.language.claims import Claim

PLACES = frozenset({"where", "scope"})
"""What a claim notes, and what it finds out of the rest when it is asked."""


class Fingerprints:
    """The fingerprints of claims of one run."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[object, str]] = {}
        self.inside: dict[int, tuple[object, str]] = {}
        self.around: dict[int, int] = {}
        self.reached = 0

    def of(self, claim: Claim) -> str:
        """The fingerprint of a claim."""
        self.inside.clear()
        return self.hashed(claim)

    def hashed(self, value: object) -> str:
        """The hash of a value that may be met again, or may contain itself: there it says how far around it is."""
        if id(value) in self.known:
            return self.known[id(value)][1]
        depth = len(self.around)
        if id(value) in self.around:
            self.reached = min(self.reached, self.around[id(value)])
            return f"the one {depth - self.around[id(value)]} around"
        if id(value) in self.inside:
            self.reached = 0
            return self.inside[id(value)][1]
        before, self.reached = self.reached, depth
        self.around[id(value)] = depth
        digest = hashlib.sha256()
        for part in self.parts(value):
            digest.update(part.encode(errors="surrogatepass") + b"\0")
        del self.around[id(value)]
        found = digest.hexdigest()
        same_everywhere = self.reached == depth
        (self.known if same_everywhere else self.inside)[id(value)] = value, found
        self.reached = min(before, self.reached)
        return found

    def spelled(self, value: object) -> str:
        """A value in a line."""
        if value is None or isinstance(value, (bool, int, float, complex, str, bytes, Fraction)):
            return f"{type(value).__name__} {value!r}"
        if isinstance(value, Node):
            return value.key
        return f"{type(value).__qualname__} {self.hashed(value)}"

    def parts(self, value: object) -> Iterator[str]:
        """What a value is made of."""
        match value:
            case Claim():
                for name, part in sorted(vars(value).items()):
                    if name not in PLACES:
                        yield f"{name} {self.spelled(part)}"
            case ModuleType():
                yield from self.module(value)
            case FunctionType():
                yield from self.function(value)
            case CodeType():
                yield from self.code(value)
            case MethodType():
                yield from map(self.spelled, (value.__func__, value.__self__))
            case partial():
                yield from map(self.spelled, (value.func, value.args, value.keywords))
            case type():
                yield from self.kind(value)
            case list() | tuple():
                yield from map(self.spelled, value)
            case set() | frozenset():
                yield from sorted(map(self.spelled, value))
            case Mapping():
                yield from sorted(f"{self.spelled(key)}: {self.spelled(part)}" for key, part in value.items())
            case _:
                yield from self.thing(value)

    def function(self, function: FunctionType) -> Iterator[str]:
        """A function of the program by its name, another one by what it does."""
        yield f"{origin(function.__module__)}.{function.__qualname__}"
        if is_of_the_program(function.__module__):
            return
        yield self.spelled(function.__code__)
        yield self.spelled((function.__defaults__, function.__kwdefaults__))
        for cell in function.__closure__ or ():
            yield self.spelled(cell.cell_contents)
        for name in sorted(global_names(function.__code__)):
            if name in function.__globals__:
                yield f"{name}: {self.spelled(function.__globals__[name])}"

    def code(self, code: CodeType) -> Iterator[str]:
        """What is executed, but for the lines where it stands."""
        yield code.co_code.hex()
        yield self.spelled((code.co_consts, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars))

    def kind(self, kind: type) -> Iterator[str]:
        """A class of the program by its name, another one by its members."""
        yield f"{origin(kind.__module__)}.{kind.__qualname__}"
        if not is_of_the_program(kind.__module__):
            yield self.spelled(kind.__bases__)
            yield self.spelled({name: part for name, part in vars(kind).items() if not is_of_python(name)})

    def module(self, module: ModuleType) -> Iterator[str]:
        """A module of the program by its name, another one by what is in it."""
        yield origin(module.__name__)
        if not is_of_the_program(module.__name__):
            yield self.spelled({name: part for name, part in vars(module).items() if not is_of_python(name)})

    def thing(self, value: Any) -> Iterator[str]:
        """An object of another kind, by its kind and its parts."""
        kind = type(value)
        yield self.spelled(kind)
        names = [name for each in kind.__mro__ for name in getattr(each, "__slots__", ())]
        if hasattr(value, "__wrapped__"):
            yield self.spelled(value.__wrapped__)
        elif is_dataclass(value):
            for field in fields(value):
                yield f"{field.name} {self.spelled(getattr(value, field.name, None))}"
        elif kind.__module__.partition(".")[0] != "derive" and is_of_the_program(kind.__module__):
            try:
                yield pickle.dumps(value).hex()
            except Exception:  # not everything can be written down
                yield repr(value)
        elif hasattr(value, "__dict__"):
            yield self.spelled(vars(value))
        else:
            for name in names:
                yield f"{name} {self.spelled(getattr(value, name, None))}"


def global_names(code: CodeType) -> set[str]:
    """The names that code, and the functions that it defines, may look up outside."""
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*map(global_names, inner))


def is_of_the_program(module: str | None) -> bool:
    """Whether a module belongs to the program, but not to its claims, or to a library."""
    name = module or ""
    package = name.partition(".")[0]
    if package == "derive":
        return not name.startswith("derive.proofs")
    return (package in sys.stdlib_module_names and package != "__main__") or is_installed(name)


def is_installed(module: str) -> bool:
    """Whether a module belongs to a library that was installed."""
    file = getattr(sys.modules.get(module), "__file__", None) or ""
    return "site-packages" in file or "dist-packages" in file


def origin(module: str | None) -> str:
    """The name of a module, with the version of its library."""
    name = module or ""
    library = sys.modules.get(name.partition(".")[0])
    return f"{name} {getattr(library, '__version__', '')}" if is_installed(name) else name


def is_of_python(name: str) -> bool:
    """Whether a name of a module or a class is Python's own."""
    return name.startswith("__") and name.endswith("__") and name != "__init__"
