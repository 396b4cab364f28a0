"""The trusted base is the kernel and the standard library, and checking a certificate loads nothing else."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import derive
import derive.kernel
from derive.kernel import SIGNATURE
from derive.kernel.theorem import RULES
from derive.verify.certify import write_certificate
from tests.kernel.builders import D, equal, i, log_sum_exp, prove, softmax, z

KERNEL = Path(derive.kernel.__file__).parent
FILES = sorted(KERNEL.glob("*.py"))


def imported(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_kernel_imports_only_the_standard_library_and_itself(file: Path) -> None:
    for name in imported(file):
        assert name.startswith("derive.kernel.") or name.partition(".")[0] in sys.stdlib_module_names, name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_kernel_evaluates_no_text(file: Path) -> None:
    called = {node.id for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert not called & {"eval", "exec", "compile", "__import__", "open", "input"}
    assert not {name.partition(".")[0] for name in imported(file)} & {"pickle", "marshal", "importlib", "subprocess"}


def test_checking_a_certificate_loads_neither_sympy_nor_the_proof_scripts(tmp_path: Path) -> None:
    file = tmp_path / "certificate.json"
    file.write_text(json.dumps(write_certificate(prove(equal(D(log_sum_exp(), z(i)), softmax(i))))), encoding="utf-8")
    program = (
        "import json, sys\n"
        "from derive.kernel.certificate import check_certificate\n"
        "check_certificate(json.load(open(sys.argv[1], encoding='utf-8')))\n"
        "print(*sorted(sys.modules))\n"
    )
    run = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "derive.kernel.rules" in loaded
    assert not {name for name in loaded if name.partition(".")[0] in ("sympy", "numpy", "mpmath", "flint")}
    assert {name for name in loaded if name.startswith("derive.") and not name.startswith("derive.kernel")} == set()


def names_of_the_kernel(file: Path) -> set[tuple[str, str]]:
    """The modules of the kernel that a file uses, with the names that it takes of each."""
    found: set[tuple[str, str]] = set()
    modules: dict[str, str] = {}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "derive.kernel":
            modules.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("derive.kernel."):
            found |= {((node.module or "").removeprefix("derive.kernel."), alias.name) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add((modules[node.value.id], node.attr))
    return found


OUTSIDE = sorted(file for file in Path(derive.__file__).parent.rglob("*.py") if KERNEL not in file.parents)


@pytest.mark.parametrize("file", OUTSIDE, ids=lambda file: "/".join(file.parts[-2:]))
def test_the_rest_of_the_program_uses_what_the_kernel_publishes(file: Path) -> None:
    for module, name in names_of_the_kernel(file):
        assert name in SIGNATURE.get(module, ()), f"derive.kernel.{module}.{name} is not in the signature"


def test_the_kernel_publishes_what_is_there() -> None:
    for module, names in SIGNATURE.items():
        there = vars(importlib.import_module(f"derive.kernel.{module}"))
        assert names <= set(there), names - set(there)
    rules_there = {name for name in SIGNATURE["rules"] if name in RULES}
    assert rules_there == set(RULES), "every rule is published"
