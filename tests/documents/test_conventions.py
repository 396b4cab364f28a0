"""Conventions are the same throughout a document: those remain under which every line is readable."""

from __future__ import annotations

from derive.documents.model import Document, Link
from derive.documents.reader import read_text
from derive.verify.links import verify_link

MATRIX = (
    r"% derive: let $A \in \mathbb{R}^{n \times d}$, $B \in \mathbb{R}^{n \times n}$, "
    r"$x \in \mathbb{R}^d$, $u \in \mathbb{R}^n$"
)


def read(*formulas: str, setup: str = MATRIX) -> Document:
    return read_text(setup + "\n" + "".join(f"% derive: check\n\\[ {f} \\]\n" for f in formulas), "test.tex")


def links(document: Document) -> list[Link]:
    return [link for check in document.checks for link in check.links]


def test_the_shape_of_one_line_settles_the_layout() -> None:
    (link,) = links(read(r"\frac{\partial (A x)}{\partial x} = A^\top"))
    assert len(link.readings) == 1
    assert verify_link(link).verdict == "proved"


def test_the_layout_that_one_line_needs_holds_for_the_others() -> None:
    wide, square = links(read(r"\frac{\partial (A x)}{\partial x} = A^\top", r"\frac{\partial (B u)}{\partial u} = B"))
    assert verify_link(wide).verdict == "proved"
    assert len(square.readings) == 1
    assert verify_link(square).verdict == "refuted"


def test_without_another_line_both_layouts_remain() -> None:
    (link,) = links(read(r"\frac{\partial (B u)}{\partial u} = B"))
    assert len(link.readings) == 2
    assert verify_link(link).verdict == "unreadable"


def test_a_directive_settles_the_layout_from_its_place_on() -> None:
    setup = MATRIX + "\n% derive: layout numerator"
    (link,) = links(read(r"\frac{\partial (B u)}{\partial u} = B", setup=setup))
    assert len(link.readings) == 1
    assert verify_link(link).verdict == "proved"


def test_lines_that_need_different_layouts_are_unreadable_and_name_each_other() -> None:
    document = read(r"\frac{\partial (A x)}{\partial x} = A^\top", r"\frac{\partial (A x)}{\partial x} = A")
    assert not document.checks
    assert ["line 5" in document.errors[0].message, "line 3" in document.errors[1].message] == [True, True]


def test_sums_from_0_beside_entries_counted_from_1_are_not_renumbered() -> None:
    setup = r"% derive: let $x \in \mathbb{R}^K$"
    document = read(r"\sum_{i=0}^{K-1} x_i = \sum_i x_i", r"\sum_{i=1}^{K} x_i = \sum_i x_i", setup=setup)
    assert len(document.errors) == 2


def test_a_document_that_counts_from_0_throughout_is_read() -> None:
    setup = r"% derive: let $x \in \mathbb{R}^K$"
    first, second = links(
        read(r"\sum_{i=0}^{K-1} x_i = \sum_i x_i", r"\sum_{i=1}^{K-1} x_i = \sum_i x_i - x_0", setup=setup)
    )
    assert [verify_link(link).verdict for link in (first, second)] == ["proved", "proved"]


def test_an_undeclared_name_is_a_function_or_a_number_in_all_lines_alike() -> None:
    both, _ = links(read(r"J(0) = 0", r"J = J", setup=""))
    assert len(both.readings) == 2
    assert verify_link(both).verdict == "undecided"


def test_a_definition_under_a_convention_gives_every_link_the_readings_that_remain() -> None:
    setup = MATRIX + "\n% derive: define\n" + r"\[ J = \frac{\partial (B u)}{\partial u} \]"
    (link,) = links(read(r"J = B", setup=setup))
    assert len(link.readings) == 2
    assert verify_link(link).verdict == "unreadable"


def test_pi_is_the_number_where_it_is_bare_and_a_name_where_it_has_scripts() -> None:
    (number,) = links(read(r"\pi > 3", setup=""))
    assert verify_link(number).verdict == "proved"
    (name,) = links(read(r"\pi_1 > 3", setup=""))
    assert verify_link(name).verdict == "refuted"
