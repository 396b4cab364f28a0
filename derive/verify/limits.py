"""How much an attempt may do: work, which is counted, and seconds, which are there for what counts no work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from derive.kernel.certificate import CertificateError
from derive.kernel.terms import KernelError
from derive.work import OutOfWork, forget, limited, present_effort

SECOND = 250_000
"""How much work an idle processor does in a second."""

ALLOWANCE = 10 * SECOND
"""The work that the attempts at a statement may do, times the effort."""

BACKSTOP_SECONDS = 100.0
"""How long an attempt may take, however little work it does, times the effort where that is more than 1: ten times
what an idle processor takes for the allowance."""

OUT_OF_WORK = "it reached its limit of work"
MORE = "a larger --effort gives it more"

Answer = TypeVar("Answer")


def backstop(effort: float) -> float:
    """The seconds after which what is verified with this effort is given up."""
    return BACKSTOP_SECONDS * max(effort, 1.0)


def out_of_time(seconds: float) -> str:
    """That the backstop ended something, which says nothing about what it was."""
    return (
        f"it was stopped after {seconds:g} s, before its work was done, as on a machine that is slow or busy; "
        "a larger --timeout lets it go on"
    )


def limit_reached() -> str:
    """That a search reached the limit of the effort in force."""
    return f"the search reached its limit of work (effort {present_effort():g})"


def at_most(allowance: float, search: Callable[[], Answer]) -> Answer:
    """What a search finds with so much work, whatever was verified before; raises KernelError where it takes more."""
    forget()
    try:
        with limited(allowance):
            return search()
    except OutOfWork:
        raise KernelError(f"{limit_reached()}; {MORE}") from None


def within(
    allowance: float, attempt: Callable[[], Answer | None], explain: Callable[[KernelError], str] = str
) -> tuple[Answer | None, str]:
    """What an attempt finds with so much work, or None and the reason: :data:`OUT_OF_WORK`, or what was raised in
    words."""
    if allowance <= 0:
        return None, OUT_OF_WORK
    try:
        try:
            with limited(allowance):
                return attempt(), ""
        except KernelError as error:
            with limited(allowance):
                return None, explain(error)
    except OutOfWork:
        return None, OUT_OF_WORK
    except CertificateError as error:
        return None, f"certificate: {error}"
    except (ArithmeticError, RecursionError, MemoryError) as error:
        return None, f"{type(error).__name__}: {error}"
