r"""The values of an index, as a condition: ``k = 2, \dots, K``, ``k \in \{1, \dots, K\}``."""

from __future__ import annotations

from dataclasses import dataclass

from derive.documents.directives.attempt import Attempt
from derive.documents.errors import refusal
from derive.documents.grammar import syntax
from derive.documents.grammar.chains import Chain
from derive.documents.grammar.forms.big_operators import class_range, read_set
from derive.documents.grammar.names import index_key
from derive.documents.grammar.syntax import Condition, Expression
from derive.documents.meaning.context import Context
from derive.documents.meaning.letters import size_of

RANGE = refusal(
    "D316",
    "a range of something that is no index",
    """Behind a formula, a range such as 'k = 1, \\dots, K' or 'k \\in \\{1, \\dots, K\\}' says over which classes an
    index runs, so a letter stands before it. Where an entry or an expression lies in a set, declare it with 'let', or
    write the inequalities that this means.""",
    (r"x_k = x_k \text{ for } x_k \in \{1, \dots, K\}", r"let $x \in \mathbb{R}^K$"),
    (r"x_k = x_k \text{ for } k \in \{1, \dots, K\}", r"let $x \in \mathbb{R}^K$"),
)


@dataclass(frozen=True)
class IndexRange:
    """Index letters, the size over which they run, and the classes that are left out."""

    letters: tuple[str, ...]
    size: Expression | None
    without: tuple[Expression, ...]
    at: int

    def conditions(self, context: Context) -> list[Condition]:
        """That the letters are none of the classes left out; the size is made theirs."""
        size = size_of(self.size, context)
        found = []
        for letter in self.letters:
            context.index_letter(letter, self.at).size.unify(size, self.at)
            name = syntax.Name(self.at, letter)
            found += [Condition(self.at, "!=", name, excluded) for excluded in self.without]
        return found


def is_range_of_index(chain: Chain) -> bool:
    """Whether a condition says over which classes an index runs."""
    return chain.is_range or [relation.name for relation in chain.relations] == ["in"]


def in_range(chain: Chain, attempt: Attempt) -> IndexRange:
    """The range that the condition states. Raises Unreadable for a set that is none."""
    letters = []
    for item in chain.sides[0]:
        letter = index_key(item)
        if item.text != "," and (letter is None or item.lower or item.upper):
            raise RANGE(
                "the values of an index are stated of a letter: declare an entry or expression with 'let'", item.start
            )
        if item.text != ",":
            letters.append(str(letter))
    attempt.spelled(chain.sides[0])
    if chain.is_range:
        first, last = attempt.parse(chain.sides[1]), attempt.parse(chain.sides[2])
        parser = attempt.parser((), chain.at)
        size, without = class_range(parser, first, last, chain.at)
    else:
        size, without = read_set(attempt.parser(chain.sides[1], chain.at), chain.sides[1])
    return IndexRange(tuple(letters), size, without, chain.at)
