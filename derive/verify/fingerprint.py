"""What a claim is, and what its script uses, in a hash: the same for as long as its verdict is.

A value is told by what it is made of; a function by its code, by the values that it closes over, and by those of the
global names that it uses, and so on. What belongs to the program itself, or to a library, is named only: the key of
the program stands for it. Where a claim stands in its file, and what stands around it, do not matter.

What a script reads from outside Python, as from a file, is not seen.
"""

from __future__ import annotations

import dis
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache, lru_cache
from types import CellType, CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

from derive.kernel.terms import Node, subnodes
from derive.language.binders import Letters
from derive.language.claims import EVIDENCE, Claim
from derive.language.statement import Statement

NOTED = frozenset({"where", "scope", "letters"})
"""What a claim notes, and what it finds out of the rest when it is asked. Of the letters of bound variables, which are
those of all that was written before, in any file, only those count that are met."""

OF_PYTHON = frozenset(
    [
        "__abstractmethods__",
        "__annotate__",
        "__annotations__",
        "__builtins__",
        "__cached__",
        "__conditional_annotations__",
        "__dict__",
        "__doc__",
        "__file__",
        "__firstlineno__",
        "__loader__",
        "__module__",
        "__name__",
        "__package__",
        "__path__",
        "__spec__",
        "__static_attributes__",
        "__weakref__",
        "_abc_impl",
    ]
)
"""The names in a class or a module by which Python keeps its own books."""

ATOMS = (type(None), type(...), type(NotImplemented), bool, int, float, complex, str, bytes, Fraction)
KEYED = frozenset({"flint", "mpmath", "numpy", "sympy"})
"""The libraries whose versions stand in the key of the program."""

WRAPPERS = (staticmethod, classmethod, type(lru_cache(len)))
PROTOCOL = 4
STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep


NO_LETTERS: Letters = {}


class Unspeakable(Exception):
    """Nothing says what a value is made of."""


def fingerprint(claim: Claim) -> str:
    """The fingerprint of a claim; empty where something that it uses cannot be told from what it may become."""
    try:
        return _Description(claim.letters).hash_of(claim)
    except (Unspeakable, RecursionError):
        return ""


class _Description:
    """A value and all that it leads to, numbered in the order in which they are met."""

    def __init__(self, letters: Letters = NO_LETTERS) -> None:
        self.letters = letters
        self.met: list[object] = []  # which keeps them, so that no other has the same identity
        self.numbers: dict[int, int] = {}

    def hash_of(self, value: object) -> str:
        """The hash of a value: of the parts of all that it leads to, which name each other by their numbers."""
        digest = hashlib.sha256()
        self.named(value)
        for each in self.met:
            parts = [type(each).__qualname__, *self.parts(each)]
            digest.update(f"{len(parts)} parts;".encode())
            for part in parts:
                data = part.encode(errors="surrogatepass")
                digest.update(f"{len(data)}:".encode() + data)
        return digest.hexdigest()

    def named(self, value: object) -> str:
        """A value in a line: as it is spelled, or by its number."""
        kind = type(value)
        if kind in ATOMS:
            return f"{kind.__name__} {value!r}"
        if isinstance(value, Node):
            return self.node(value)
        if kind is tuple:
            return f"({', '.join(map(self.named, value))})"  # type: ignore[call-overload]
        if kind in (set, frozenset):
            return f"{{{', '.join(sorted(map(self.hash_alone, value)))}}}"  # type: ignore[call-overload]
        if id(value) not in self.numbers:
            self.numbers[id(value)] = len(self.met)
            self.met.append(value)
        return f"#{self.numbers[id(value)]}"

    def node(self, node: Node) -> str:
        """A term or formula, with the letters that its author gave to the variables that it binds."""
        binders = (part for part in subnodes(node) if part.bound and part in self.letters)
        return "; ".join([node.key, *(f"{binder.key} binds {self.letters[binder]}" for binder in binders)])

    def hash_alone(self, value: object) -> str:
        """The hash of a value, wherever it stands."""
        if type(value) in ATOMS:
            return f"{type(value).__name__} {value!r}"
        return _Description(self.letters).hash_of([value])

    def parts(self, value: Any) -> Iterator[str]:
        """What a value is made of."""
        kind = type(value)
        if kind is Claim:
            yield from self.claim(value)
        elif kind is Statement:
            yield from map(self.named, (value.hypotheses, value.conclusion))
        elif isinstance(value, ModuleType):
            yield from self.module(value)
        elif isinstance(value, type):
            yield from self.kind(value)
        elif kind is FunctionType:
            yield from self.function(value)
        elif kind is CodeType:
            yield from self.code(value)
        elif kind is MethodType:
            yield from map(self.named, (value.__func__, value.__self__))
        elif kind is property:
            yield from map(self.named, (value.fget, value.fset, value.fdel))
        elif kind in WRAPPERS:
            yield self.named(value.__wrapped__)
        elif kind is list:
            yield from map(self.named, value)
        elif kind in (dict, MappingProxyType):
            yield from (f"{self.named(key)}: {self.named(part)}" for key, part in value.items())
        else:
            yield from self.thing(value)

    def claim(self, claim: Claim) -> Iterator[str]:
        """What a claim says, and what it rests on; what it rests on by default is the program's."""
        for name, part in sorted(vars(claim).items()):
            if name == "evidence" and part is EVIDENCE.get(claim.expected):
                yield name
            elif name not in NOTED:
                yield f"{name} {self.named(part)}"

    def function(self, function: FunctionType) -> Iterator[str]:
        """A function of the program by its name, another one by what it does."""
        yield f"{origin(function.__module__)}.{function.__qualname__}"
        if is_of_the_program(function.__module__):
            return
        yield self.named(function.__code__)
        yield from map(self.named, (function.__defaults__, function.__kwdefaults__, vars(function) or None))
        yield from (self.named(content(cell)) for cell in function.__closure__ or ())
        for name in sorted(global_names(function.__code__)):
            if name in function.__globals__:
                yield f"{name}: {self.named(function.__globals__[name])}"
        for name in sorted(imported_names(function.__code__)):
            if not is_of_the_program(name):
                yield f"{name}: {self.named(imported(name))}"

    def code(self, code: CodeType) -> Iterator[str]:
        """What is executed, but for the lines where it stands."""
        yield f"{code.co_code.hex()} {code.co_exceptiontable.hex()} {code.co_flags}"
        yield f"{code.co_argcount} {code.co_posonlyargcount} {code.co_kwonlyargcount}"
        names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        yield from map(self.named, (*names, code.co_consts))

    def kind(self, kind: type) -> Iterator[str]:
        """A class of the program by its name, another one by its members."""
        yield f"{origin(kind.__module__)}.{kind.__qualname__}"
        if not is_of_the_program(kind.__module__):
            yield self.named(kind.__bases__)
            yield from self.members(vars(kind).items())

    def module(self, module: ModuleType) -> Iterator[str]:
        """A module of the program by its name, another one by its members."""
        yield origin(module.__name__)
        if not is_of_the_program(module.__name__):
            yield from self.members(vars(module).items())

    def members(self, members: Iterable[tuple[str, object]]) -> Iterator[str]:
        """The members of a class or a module, in alphabetical order."""
        for name, part in sorted(members, key=lambda member: member[0]):
            if name not in OF_PYTHON:
                yield f"{name}: {self.named(part)}"

    def thing(self, value: Any) -> Iterator[str]:
        """An object of another kind, by its kind and by what it would be made again of."""
        yield self.named(type(value))
        try:
            made = value.__reduce_ex__(PROTOCOL)
        except Exception as error:  # as that of an open file, or of a generator
            raise Unspeakable(str(error)) from None
        for part in made if isinstance(made, tuple) else (made,):
            yield self.named(list(part) if isinstance(part, Iterator) else part)


def content(cell: CellType) -> object:
    """What a function closes over, or None where there is nothing yet."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


def codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of those that it defines."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from codes(const)


@cache
def global_names(code: CodeType) -> frozenset[str]:
    """The names that code, and the functions that it defines, may look up outside."""
    return frozenset(name for each in codes(code) for name in each.co_names)


@cache
def imported_names(code: CodeType) -> frozenset[str]:
    """The modules that code imports when it runs."""
    importing = (each for each in codes(code) if dis.opmap["IMPORT_NAME"] in each.co_code[::2])
    instructions = (instruction for each in importing for instruction in dis.get_instructions(each))
    return frozenset(each.argval for each in instructions if each.opname == "IMPORT_NAME")


def imported(name: str) -> ModuleType:
    """The module of that name; raises Unspeakable where there is none, as where the name is relative."""
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise Unspeakable(str(error)) from None


def is_of_the_program(module: str | None) -> bool:
    """Whether a module belongs to the program, but not to its claims, or to a library."""
    name = module or ""
    package = name.partition(".")[0]
    if package == "derive":
        return name != "derive.proofs" and not name.startswith("derive.proofs.")
    return package in KEYED or is_of_python(package) or is_installed(package)


def is_of_python(package: str) -> bool:
    """Whether a package belongs to Python itself, and not to somebody who has named one alike."""
    if package not in sys.stdlib_module_names:
        return False
    file = file_of(package)
    return file is None or file.startswith(STANDARD_LIBRARY)


def is_installed(package: str) -> bool:
    """Whether a package is a library that was installed, loaded or not."""
    file = (file_of(package) if package else None) or ""
    return "site-packages" in file or "dist-packages" in file


def file_of(package: str) -> str | None:
    """Where a package is, or will be found; None where it is no file."""
    if package in sys.modules:
        return getattr(sys.modules[package], "__file__", None)
    spec = importlib.util.find_spec(package)
    return spec.origin if spec is not None and spec.has_location else None


def origin(module: str | None) -> str:
    """The name of a module, with the version of its library."""
    name = module or ""
    package = name.partition(".")[0]
    versioned = package not in KEYED and is_installed(package)
    return f"{name} {getattr(sys.modules[package], '__version__', '')}" if versioned else name
