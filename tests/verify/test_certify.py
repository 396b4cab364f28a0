"""A certificate says how a statement is proved, and nothing of what was proved before it in the same process."""

from __future__ import annotations

from derive import work
from derive.kernel.certificate import check_certificate
from derive.kernel.theorem import Theorem
from derive.language import Lemma, conjunction, scalar
from derive.lemmas import antisymmetry
from derive.verify.certify import certificate_text, write_certificate

a, b, c = scalar("a"), scalar("b"), scalar("c")


def equal_both_ways(forgetting: bool) -> Theorem:
    """a = b and b = c, each from two inequalities, by a lemma that is proved once, or again where it was forgotten."""
    work.forget()
    first = antisymmetry(a <= b, b <= a)
    if forgetting:
        work.forget()
    return conjunction(first, antisymmetry(b <= c, c <= b))


def test_what_was_proved_again_is_written_once() -> None:
    once, again = equal_both_ways(forgetting=False), equal_both_ways(forgetting=True)
    certificate = write_certificate(again)
    assert certificate_text(certificate) == certificate_text(write_certificate(once))
    assert check_certificate(certificate).conclusion == again.conclusion


def test_every_step_is_written_once_and_none_is_lost() -> None:
    lemma = Lemma.of(antisymmetry(a <= b, b <= a))
    certificate = write_certificate(conjunction(lemma, antisymmetry(b <= a, a <= b)))
    assumed = [step for step in certificate["steps"] if step["rule"] == "assume"]
    assert len(assumed) == len({str(step) for step in assumed}) >= 2
    assert check_certificate(certificate).hypotheses == conjunction(a <= b, b <= a).hypotheses
