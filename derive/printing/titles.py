"""Titles of claims: a false statement is marked as false wherever its words appear."""

from __future__ import annotations

FALSE = "False: "


def marked_title(title: str, verdict: str) -> str:
    """The title of a claim with this verdict, or of which this verdict is expected."""
    return FALSE + title if verdict == "refuted" else title
