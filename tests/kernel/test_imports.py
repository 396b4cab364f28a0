"""The trusted base is the kernel and the standard library, and checking a certificate loads nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import derive.kernel
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
    assert not {name for name in loaded if name.partition(".")[0] in ("sympy", "numpy", "mpmath", "flint", "lark")}
    assert {name for name in loaded if name.startswith("derive.") and not name.startswith("derive.kernel")} == set()
