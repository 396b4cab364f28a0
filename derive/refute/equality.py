"""The kernel's word on whether two sides are exactly equal, for relations that fail by equality."""

from __future__ import annotations

from derive.kernel.reasoner import decide
from derive.kernel.terms import Equal, KernelError, Term


def prove_equal(left: Term, right: Term) -> bool:
    """Whether the kernel proves two closed terms equal."""
    try:
        decide(Equal(left, right), ())
    except KernelError:
        return False
    return True
