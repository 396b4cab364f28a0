"""A contradiction needs two relations that exclude each other."""

from __future__ import annotations

import pytest

from derive.kernel import rules
from derive.kernel.terms import KernelError
from derive.language.expressions import Different, Equal, log, scalar

a, b, c = scalar("a"), scalar("b"), scalar("c")


def test_a_relation_and_its_denial_clash_even_where_it_is_open_whether_a_side_is_defined() -> None:
    theorem = rules.clash(rules.assume(Different(log(a), b)), rules.assume(Equal(log(a), b)), ())
    assert theorem.conclusion == rules.FALSE


def test_an_inequality_and_its_weak_form_do_not_clash() -> None:
    with pytest.raises(KernelError, match="clash: order: the sign"):
        rules.clash(rules.assume(a < b), rules.assume(a <= b), ())


def test_relations_between_other_terms_do_not_clash() -> None:
    with pytest.raises(KernelError, match="clash: equality: the normal forms"):
        rules.clash(rules.assume(Different(a, b)), rules.assume(Equal(a, c)), ())
