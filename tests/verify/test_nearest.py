"""Where a line of a derivation does not follow, the nearest line that does is named; it is proved, and no other is."""

from __future__ import annotations

import pytest

from derive.cli.verify import claim_data
from derive.kernel.terms import Formula, Relation
from derive.language import Claim, D, Equal, exp, indices, log, scalar, total, vector
from derive.language.derivation import Derivation
from derive.language.statement import Statement
from derive.printing.formulas import to_latex
from derive.prover import prove
from derive.verify.certify import certificate_hash, certify
from derive.verify.nearest import nearest_lines
from derive.verify.result import result_from_json
from derive.verify.verify import verify_claim

i, j, k = indices("i j k")
z = vector("z")
x, y = scalar("x"), scalar("y")
S = total(k, exp(z[k]))

SLIPS = [
    (Equal(D(log(S), z[i]), -exp(z[i]) / S), "∂/∂z_i log Σ_k exp(z_k) = exp(z_i)/(Σ_k exp(z_k))"),
    (Equal(D(log(S), z[i]), exp(z[j]) / S), "index i for j"),
    (Equal((x + y) ** 2, x**2 + y**2 + 3 * x * y), "number 2 for 3"),
    (Equal(total(k, z[k] + 1), total(k, z[k])), "with the further term K"),
    (Equal(x * (y + 1), x * y), "with the further term x"),
    (x**2 + 1 <= x**2, "the other way round"),
]


@pytest.mark.parametrize(("slip", "said"), SLIPS, ids=[said for _, said in SLIPS])
def test_the_nearest_line_that_follows_is_named(slip: Formula, said: str) -> None:
    lines = [line.in_words(()) for line in nearest_lines(Statement((), slip))]
    assert lines and said in lines[0], lines


@pytest.mark.parametrize("line", [Equal(x + y, y + x), Equal(log(x), x**3 + y), Equal(exp(x), log(y) + 7)])
def test_nothing_is_named_where_the_line_holds_or_nothing_near_it_does(line: Formula) -> None:
    assert nearest_lines(Statement((), line)) == []


def test_a_failed_derivation_says_what_follows_instead_of_the_line() -> None:
    claim = Claim("mine.slip", "A slip", Equal(D(log(S), z[i]), exp(z[i]) / S))

    @claim.derivation
    def _(chain: Derivation) -> None:
        chain.start(D(log(S), z[i]), "the left side")
        chain.then(2 * exp(z[i]) / S, "a slip")
        chain.end()

    result = verify_claim(claim, 30).result
    assert result.verdict == "undecided" and isinstance(claim.parts[0], Relation)
    assert result.reason.endswith(
        "; what follows is ∂/∂z_i log Σ_k exp(z_k) = exp(z_i)/(Σ_k exp(z_k)) (without the factor 2)"
    )
    (line,) = result.holds
    assert line.change == "without the factor 2"
    assert line.latex == to_latex(Equal(D(log(S), z[i]), exp(z[i]) / S))
    again = statement_proved_by(line.certificate, Statement((), Equal(D(log(S), z[i]), exp(z[i]) / S)))
    assert again and result_from_json(result.to_json()) == result


def statement_proved_by(hashed: str, statement: Statement) -> bool:
    """Whether a hash is that of a certificate of exactly this statement."""
    certificate = certify(prove(statement, False).theorem, statement.hypotheses, statement.conclusion)
    return certificate_hash(certificate) == hashed


def test_a_line_that_follows_is_part_of_the_json_of_a_claim() -> None:
    claim = Claim("mine.slip-in-json", "A slip", Equal((x + y) ** 2, x**2 + y**2 + 2 * x * y))

    @claim.derivation
    def _(chain: Derivation) -> None:
        chain.start((x + y) ** 2, "the left side")
        chain.then(x**2 + y**2 + 3 * x * y, "a slip")
        chain.end()

    data = claim_data(verify_claim(claim, 30).result)
    assert [one["change"] for one in data["holds"]] == ["number 2 for 3"]
    assert set(data["holds"][0]) == {"latex", "change", "certificate"}
