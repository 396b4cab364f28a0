"""Work is counted, never timed, so that what is given up is the same on every machine."""

from __future__ import annotations

from typing import ClassVar

from derive.kernel.terms import KernelError

WORK_LIMIT = 200_000
"""How much work one decision may take: about as many products of two monomials."""
TOO_MUCH_WORK = f"normal form: the expression is too large: more than {WORK_LIMIT} steps of work"


class Budget:
    """The work that may still be done. All work is counted together, too, which only the kernel does; what searches
    for proofs may read ``total`` before and after, to limit what it does itself."""

    total: ClassVar[int] = 0
    """The work that was done since the start of the program."""

    def __init__(self, limit: int = WORK_LIMIT) -> None:
        self.left = limit

    @classmethod
    def count(cls, amount: int) -> None:
        """Counts work that no budget limits."""
        cls.total += amount

    def spend(self, amount: int = 1) -> None:
        """Counts work; raises KernelError where there is too much of it."""
        Budget.total += amount
        self.left -= amount
        if self.left < 0:
            raise KernelError(TOO_MUCH_WORK)
