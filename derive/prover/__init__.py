"""The automatic prover: looks for a kernel proof of a statement. Nothing here is trusted.

``prove`` answers a theorem of exactly the statement, or says what stood in the way.
"""

from derive.prover.search import prove

__all__ = ["prove"]
