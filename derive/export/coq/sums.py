"""Sums and products over an index in normal form: written out, split at an index that they single out, or linear in the
monomials of their body."""

from __future__ import annotations

from collections.abc import Sequence

from derive.export.coq.forms import NeedsCase, has, mentions, resolve
from derive.export.coq.names import Unsupported
from derive.export.coq.polynomials import (
    Monomial,
    Polynomial,
    atom,
    constant,
    difference,
    in_order,
    joined,
    monomial_term,
    multiplied,
    plus,
    polynomial_term,
    summed,
    times,
)
from derive.export.coq.reordering import Reordering
from derive.export.coq.trace import Needed, Opened
from derive.kernel.terms import (
    ZERO,
    Add,
    Choose,
    Entry,
    Exp,
    Index,
    IndexNumber,
    IndexVariable,
    Log,
    Multiply,
    Product,
    SizeValue,
    Sum,
    Term,
    close_body,
    open_body,
    rebuild,
    subnodes,
    substitute,
)

LARGEST_WRITTEN_OUT = 8


class Sums(Reordering):
    """The normal forms of sums and products over an index."""

    def sum(self, term: Sum, around: Opened, need: Needed) -> Polynomial:
        """A sum over an index: written out, split at an index that it singles out, or linear in the monomials of its
        body."""
        mine = Needed()
        if isinstance(term.size, int) and term.size <= LARGEST_WRITTEN_OUT:
            values = [open_body(term.body, (IndexNumber(n + 1, term.size),)) for n in range(term.size)]
            result = self.normal(summed(values), around, mine)
            out = "rewrite !Sum_succ, Sum_zero; cbv beta; ring"
            script = f"transitivity {self.text(summed(values))}; [{out} | {self.rewriting(mine)}finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
            return result
        index = self.opened_index(around, term.size)
        body = open_body(term.body, (index,))
        expanded = self.expanded(body, (*around, index), mine)
        if expanded != body:
            new = Sum(term.size, close_body(expanded, (index,)))
            first, then = f"apply Sum_ext; intros; {self.rewriting(mine)}same", Needed()
            result = self.sum(new, around, then)
            script = f"transitivity {self.text(new)}; [{first} | {self.rewriting(then)}finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
            return result
        other = self.special(body, index)
        if other is not None:
            return self.split_sum(term, body, index, other, around, need)
        inner = self.normal(body, (*around, index), mine)
        inner, mine = self.lowered(body, inner, mine, (*around, index))
        return self.linear_sum(term, index, inner, mine, around, need)

    def big_product(self, term: Product, around: Opened, need: Needed) -> Polynomial:
        """A product over an index: written out, or exp Σ log of its positive factors, or an atom."""
        mine = Needed()
        if isinstance(term.size, int) and term.size <= LARGEST_WRITTEN_OUT:
            values = [open_body(term.body, (IndexNumber(n + 1, term.size),)) for n in range(term.size)]
            whole_product = multiplied(values)
            result = self.normal(whole_product, around, mine)
            out = "rewrite !Product_succ, Product_zero; cbv beta; ring"
            script = f"transitivity {self.text(whole_product)}; [{out} | {self.rewriting(mine)}finish]."
            need.append(self.claim(around, term, polynomial_term(result), script))
            return result
        index = self.opened_index(around, term.size)
        body = open_body(term.body, (index,))
        if self.is_known_positive(body, (*around, index)):
            through = Exp(Sum(term.size, close_body(Log(body), (index,))))
            result = self.normal(through, around, mine)
            positive = self.positive_by(body, (*around, index))
            first = f"apply Product_as_exp; intros; cbv beta; {positive}"
            script = f"transitivity {self.text(through)}; [{first} | {self.rewriting(mine)}finish]."
        else:
            inside = polynomial_term(self.normal(body, (*around, index), mine))
            result = atom(Product(term.size, close_body(inside, (index,))))
            script = f"apply Product_ext; intros; {self.rewriting(mine)}finish."
        if polynomial_term(result) != term:
            need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def expanded(self, body: Term, around: Opened, need: Needed) -> Term:
        """A body with the entries that equations give as choices, so that a sum is split where they choose."""
        index = around[-1]

        def change(part: object, depth: int) -> Term | None:
            if not isinstance(part, Entry) or part.indices != (index,) or part.array not in self.aliases:
                return None
            alias = self.aliases[part.array]
            if not has(Choose, alias.value):
                return None
            value = substitute(alias.value, {alias.index: part.indices[0]})
            at = self.printer.index(part.indices[0])
            known = (
                f"pose proof ({alias.proof} {at} ltac:(inside)) as X; last_part X; first [exact X | symmetry; exact X]"
            )
            need.append(self.claim(around, part, value, f"{known}."))
            return value

        return rebuild(body, change)

    def split(self, term: Sum, body: Term, index: IndexVariable, other: Index, around: Opened) -> tuple[Add, str]:
        """Σ F as Σ F′ + (F(t) − F′(t)), F′ the body elsewhere than at t, and the equation that says so."""
        elsewhere = resolve(body, index, other, same=False)
        here = substitute(resolve(body, index, other, same=True), {index: other})
        rest = Sum(term.size, close_body(elsewhere, (index,)))
        split = Add((rest, difference(here, substitute(elsewhere, {index: other}))))
        name, size = self.printer.names.variable(index), self.printer.names.size(term.size)
        functions = " ".join(f"(fun {name} => {self.text(f)})" for f in (body, elsewhere))
        lemma = f"Sum_single {size} {self.printer.index(other)} {functions} {self.text(here)}"
        return split, self.claim(around, term, split, f"apply ({lemma}); [inside | intros; settle | settle].")

    def split_sum(
        self, term: Sum, body: Term, index: IndexVariable, other: Index, around: Opened, need: Needed
    ) -> Polynomial:
        """A sum whose body singles out another index."""
        split, first = self.split(term, body, index, other, around)
        elsewhere, rest = split.terms
        mine, pair = Needed(), frozenset((index, other))
        self.distinct.add(pair)
        result = self.normal(elsewhere, around, mine)
        self.distinct.discard(pair)
        result = plus(result, self.normal(rest, around, mine))
        script = f"rewrite {first} by inside; {self.rewriting(mine)}finish."
        need.append(self.claim(around, term, polynomial_term(result), script))
        return result

    def linear_sum(
        self, term: Sum, index: IndexVariable, body: Polynomial, mine: Needed, around: Opened, need: Needed
    ) -> Polynomial:
        """Σ Σₘ cₘ·oₘ·bₘ = Σₘ cₘ·oₘ·Σ bₘ, with oₘ free of the index."""
        size, name = self.printer.names.size(term.size), self.printer.names.variable(index)
        start = f"apply Sum_ext; intros; {self.rewriting(mine)}finish"
        if not body:
            script = f"transitivity (Sum {size} (fun _ => 0)); [{start} | rewrite Sum_const; ring]."
            need.append(self.claim(around, term, ZERO, script))
            return {}
        result = constant(0)
        under, outside, after = list[Term](), list[Term](), Needed()
        for monomial in in_order(body):
            inner: Monomial = frozenset((a, n) for a, n in monomial if mentions(a, index))
            factor = {monomial - inner: body[monomial]}
            coefficient = monomial_term(monomial - inner, body[monomial])
            if inner:
                nested = Sum(term.size, close_body(monomial_term(inner), (index,)))
                under.append(Multiply((coefficient, monomial_term(inner))))
                outside.append(Multiply((coefficient, nested)))
                given = self.given_sum(nested, around, after)
                if given is not None:
                    result = plus(result, times(factor, given))
                    continue
                if self.thorough and (known := self.reordered(nested, inner, index, around, after)) is not None:
                    result = plus(result, times(factor, known))
                    continue
                other = None if self.thorough else self.swapped(nested, inner, index, around)
                if other is not None:
                    after.append(self.swaps[nested])
                result = plus(result, times(factor, atom(other or nested)))
                continue
            total = SizeValue(term.size)
            under.append(coefficient)
            result = plus(result, times(factor, self.normal(total, around, [])))
            outside.append(Multiply((coefficient, total)))
        new = polynomial_term(result)
        if new != term:
            steps = f"Sum {size} (fun {name} => {self.text(from_right(under))})"
            numeric = "rewrite ?INR_IZR_INZ; simpl Z.of_nat; " if isinstance(term.size, int) else ""
            script = f"transitivity ({steps}); [{start} |]. transitivity {self.text(from_right(outside))}; [linear |]. "
            need.append(self.claim(around, term, new, f"{script}{numeric}{self.rewriting(after)}finish."))
        return result

    def given_sum(self, total: Sum, around: Opened, need: Needed) -> Polynomial | None:
        """What an equation for all indices says that a sum is."""
        indices = {part for part in subnodes(total) if isinstance(part, Index) and not part.loose}
        for known in self.sums:
            for at in sorted((i for i in indices if i.size == known.alias.index.size), key=lambda index: index.key):
                if substitute(known.total, {known.alias.index: at}) != total:
                    continue
                if known.line not in self.lines:
                    self.lines.append(known.line)
                value, mine = substitute(known.alias.value, {known.alias.index: at}), Needed()
                before = self.sums
                self.sums = [other for other in before if other is not known]
                try:
                    result = self.normal(value, around, mine)
                finally:
                    self.sums = before
                exact = f"apply {known.alias.proof}; inside"
                script = f"transitivity {self.text(value)}; [{exact} | {self.rewriting(mine)}finish]."
                need.append(self.claim(around, total, polynomial_term(result), script))
                return result
        return None

    def swapped(self, total: Sum, inner: Monomial, index: IndexVariable, around: Opened) -> Term | None:
        """Σₖ rₖ·Σₗ bₖₗ as Σₗ oₗ·Σₖ cₖₗ, where fewer factors stand under both sums, or as many and that has the smaller
        key; then it is asserted."""
        smallest, best = (0, total.key), None
        for nested in (base for base, n in inner if isinstance(base, Sum) and n == 1):
            other = self.opened_index((*around, index), nested.size)
            if isinstance(nested.size, int) or not mentions(nested, index):
                continue
            body = open_body(nested.body, (other,))
            rest = inner - {(nested, 1)}
            try:
                polynomial = self.normal(body, (*around, index, other), [])
            except (NeedsCase, Unsupported):
                continue
            if len(polynomial) != 1 or list(polynomial.values()) != [1]:
                continue
            names = {index: IndexVariable(other.name, total.size), other: IndexVariable(index.name, nested.size)}
            every = joined(rest, next(iter(polynomial)))
            renamed = frozenset((substitute(base, names), n) for base, n in every)
            both = frozenset(pair for pair in renamed if mentions(pair[0], names[index]))
            lower = Sum(total.size, close_body(monomial_term(both), (names[index],)))
            first = joined(renamed - both, frozenset({(lower, 1)}))
            new = Sum(nested.size, close_body(monomial_term(first), (names[other],)))
            more = len(both) - len(next(iter(polynomial)))  # factors that stand under both sums
            if (more, new.key) < smallest:
                parts = monomial_term(rest), body, monomial_term(renamed - both), monomial_term(both)
                smallest, best = (more, new.key), (new, names, index, other, nested, parts)
        if best is None:
            return None
        new, names, index, other, nested, (r, b, o, c) = best
        text, name = self.text, self.printer.names.variable
        k, m, k_, m_ = name(index), name(other), name(names[index]), name(names[other])
        sizes = f"{self.printer.names.size(total.size)} {self.printer.names.size(nested.size)}"
        functions = f"(fun {k} => {text(r)}) (fun {k} {m} => {text(b)}) "
        functions += f"(fun {m_} => {text(o)}) (fun {k_} {m_} => {text(c)})"
        start = f"(Sum {self.printer.names.size(total.size)} (fun {k} => {text(r)} * {text(nested)}))"
        script = f"transitivity {start}; [apply Sum_ext; intros; finish |]. "
        script += f"etransitivity; [apply (Sum_double {sizes} {functions}); intros; cbv beta; finish |]. "
        self.swaps[total] = self.claim(around, total, new, f"{script}apply Sum_ext; intros; cbv beta; finish.")
        return new


def from_right(terms: Sequence[Term]) -> Term:
    """A sum in pairs, from the right."""
    return terms[0] if len(terms) == 1 else Add((terms[0], from_right(terms[1:])))
