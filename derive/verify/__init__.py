"""Verification: from claims and links to verdicts, with certificates, limits, workers and a cache."""
