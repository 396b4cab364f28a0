"""The gradient of log-sum-exp by tensorgrad, for a vector of any size; 0 where it comes out as the softmax.

Runs in an environment of its own: ``python benchmarks/run.py --tensorgrad FOLDER`` makes it."""

from __future__ import annotations

import sys

import tensorgrad
import tensorgrad.functions as F
from sympy import symbols

z = tensorgrad.Variable("z", symbols("K"))
whole = F.sum(F.exp(z))
gradient = F.log(whole).grad(z).full_simplify()
sys.exit(int(gradient != (F.exp(z) / whole).full_simplify()))
