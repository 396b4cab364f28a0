"""From a certificate to a file of Coq that states what it states."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from derive.export.coq.compiler import FURTHER, LIBRARY
from derive.export.coq.files import coq_file
from derive.export.coq.reader import Misread, Unread, check_reading
from derive.kernel.theorem import Theorem


@dataclass(frozen=True)
class Exported:
    """The file of a theorem, or why there is none; ``differs`` where what was printed states something else."""

    name: str
    text: str
    steps: int
    reason: str = ""
    differs: bool = False


def module_name(label: str, taken: Container[str] = ()) -> str:
    """A name that Coq takes for a file, which is none of those taken."""
    base = re.sub(r"[^A-Za-z0-9_]", "_", label) or "theorem"
    base = base if base[0].isalpha() else f"t_{base}"
    name, number = base, 2
    while name in taken or name in (*LIBRARY, *FURTHER):
        name, number = f"{base}_{number}", number + 1
    return name


def export(theorem: Theorem, label: str) -> Exported:
    """The file that proves a theorem, once its last lemma was read back as this theorem."""
    file = coq_file(theorem, label)
    if file.missing:
        more = f" (and {len(file.missing) - 1} more)" if len(file.missing) > 1 else ""
        return Exported(label, "", file.steps, f"{file.missing[0]}{more}")
    try:
        check_reading(file.text, theorem.hypotheses, theorem.conclusion)
    except (Misread, Unread) as error:
        return Exported(label, "", file.steps, str(error), differs=True)
    return Exported(label, file.text, file.steps)
