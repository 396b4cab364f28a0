"""With gmpy2, which mpmath and SymPy use where it is installed, everything comes out as without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("gmpy2", reason="gmpy2 is not installed: pip install 'derive-proofs[fast]'")

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = {"MPMATH_NOGMPY": "1", "SYMPY_GROUND_TYPES": "python"}
MEASURE = """
import json, sys
from mpmath.libmp import BACKEND
from derive.measure.measure import measure
from tests.measure.test_measure import core_statements
seen = {name: repr(measure(core_statements()[name], int(sys.argv[1]))) for name in sys.argv[2:]}
print(json.dumps({"backend": BACKEND, "seen": seen}))
"""


def output(*command: str, **environment: str) -> Any:
    """The JSON that a Python of its own prints."""
    chosen = {name: value for name, value in os.environ.items() if name not in WITHOUT} | environment
    chosen["PYTHONPATH"] = str(ROOT)
    ran = subprocess.run([sys.executable, *command], env=chosen, cwd=ROOT, capture_output=True, check=True, text=True)
    return json.loads(ran.stdout)


@pytest.mark.parametrize(
    "choice",
    [("50", "gibbs", "gradient", "hessian", "jacobian", "log-sum-exp", "null vector", "shift"), ("1000", "jacobian")],
    ids=("50 digits", "1000 digits"),
)
def test_measurements_are_the_same_to_the_last_digit(choice: tuple[str, ...]) -> None:
    quick, plain = output("-c", MEASURE, *choice), output("-c", MEASURE, *choice, **WITHOUT)
    assert (quick["backend"], plain["backend"]) == ("gmpy", "python")
    assert quick["seen"] == plain["seen"]


def test_claims_come_out_the_same() -> None:
    command = ["-m", "derive", "verify", "--no-cache", "--json", "softmax.jacobian", "ce.hessian-psd", "maxent.softmax"]
    results = []
    for environment in ({}, WITHOUT):
        claims = output(*command, **environment)["claims"]
        results.append([{name: value for name, value in claim.items() if "seconds" not in name} for claim in claims])
    assert results[0] == results[1]
    assert all(claim["passed"] for claim in results[0]) and len(results[0]) == 3
