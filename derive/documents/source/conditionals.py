r"""TeX's conditionals: which commands open one, so that what stands up to ``\fi`` is known to be in or out."""

from __future__ import annotations

import re

_NO_CONDITIONALS = re.compile(
    r"\\(?:iff|ifthenelse|ifbool|iftoggle|ifblank|ifnotblank|ifstr[a-z]+|if(?:cs|un|csun)?def(?!ined)[a-z]*|ifundef|"
    r"ifnum[a-z]+|ifdim[a-z]+|ifboolexp[er]|ifinlist|ifpatchable|ifcurrfile[a-z]*|ifnextchar|if@)\Z"
)
"""Commands that begin like a conditional and have no ``\fi``: the symbol, and those of packages that take arguments."""


class Conditionals:
    r"""What opens and what closes a conditional. ``\newif`` needs no notice; a macro that hides ``\iffalse`` does."""

    def __init__(self) -> None:
        self._openers: set[str] = set()
        self._closers: set[str] = set()
        self._others: set[str] = set()
        self._renamed: set[str] = set()

    def defined(self, name: str, net: int) -> None:
        r"""Takes note of a macro that the document defines: ``net`` conditionals more are opened in it than closed."""
        for names in (self._openers, self._closers, self._others, self._renamed):
            names.discard(name)
        (self._openers if net > 0 else self._closers if net < 0 else self._others).add(name)

    def renamed(self, name: str, meant: str) -> None:
        r"""Takes note of ``\let``: another name for a conditional is one, where TeX skips, too."""
        self.defined(name, self.opens(meant) - self.closes(meant))
        if self.is_primitive(meant):
            self._renamed.add(name)

    def is_primitive(self, command: str) -> bool:
        r"""Whether the command is a conditional itself, so that it counts where TeX skips, too."""
        if command in self._renamed:
            return True
        return command.startswith(r"\if") and command not in self._others and not _NO_CONDITIONALS.match(command)

    def opens(self, command: str) -> bool:
        r"""Whether a ``\fi`` must follow."""
        return command in self._openers or (command not in self._closers and self.is_primitive(command))

    def closes(self, command: str) -> bool:
        r"""Whether the command is ``\fi``, or a macro that hides one."""
        return command == r"\fi" or command in self._closers
