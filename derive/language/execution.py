"""Claims about floating point: arithmetic is executed, and what it gives is checked bit by bit."""

from __future__ import annotations


class Execution:
    """What an execution script records: checks, each a description and whether it passed.

    The checks are evidence for the verdict that the claim expects: of a claim expected ``refuted`` they
    execute the instance that fails. Only what IEEE 754 fixes may be checked bit by bit (+ − × ÷ √,
    overflow, underflow, infinities, nan); exp and log may differ in the last bit between machines."""

    def __init__(self) -> None:
        self.checks: list[tuple[str, bool]] = []

    def check(self, description: str, passed: bool) -> None:
        """Records one check."""
        self.checks.append((description, bool(passed)))
