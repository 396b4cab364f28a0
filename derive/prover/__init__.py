"""The automatic prover: looks for a kernel proof of a statement. Nothing here is trusted.

``prove`` answers a theorem of exactly the statement with the names of what proved it, or says what stood in the way.
"""

from derive.prover.registry import everything
from derive.prover.search import Proved, prove

__all__ = ["Proved", "prove"]

everything()  # found here and now, not anew in each process that is forked
