"""Verification: from claims and links to verdicts, with certificates, limits, workers and a cache.

The package is a function, too: ``derive.verify(claim)`` verifies one claim in this process.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.language.claims import Claim
    from derive.verify.result import Result


class _Callable(ModuleType):
    """The package, as a function."""

    def __call__(self, claim: Claim, *, digits: int = 50, effort: float = 1.0) -> Result:
        """The result of verifying a claim, measured to so many digits; nothing of it is kept."""
        from derive import work
        from derive.verify.verify import verify_claim

        with work.effort(effort):
            return verify_claim(claim, digits).result


sys.modules[__name__].__class__ = _Callable
