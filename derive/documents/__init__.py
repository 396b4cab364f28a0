r"""Annotated Markdown and LaTeX documents: from the file to kernel statements.

How a file is read, one module per step:

    directives    where the directives stand and which formula each applies to; ``indentation``: code is not read
    macros        ``\newcommand`` and its kin expanded, every place in the file kept
    items         (grammar.lark) the nesting: groups, environments, arguments, scripts
    layout        brackets matched, rows joined, a display cut into chains of relations
    parse         precedence: items to the expressions of ``syntax``; with ``symbols`` (δ, indicators,
                  E, cases), ``operators`` (Σ, max, lim, log), ``differentials`` (∂, ∇), ``dots`` (x_1 + ⋯ + x_n),
                  ``evaluation`` (the bar of "at x = a")
    scope, names  what is declared and defined so far; how names are spelled
    domains       ``let``
    definitions   ``define``
    elaborate     expressions to typed ``values``, sizes unified; with ``binding``, ``calculus``, ``conditional``
    relations     what each kind of relation says, as kernel formulas
    hypotheses    ``assume``, ``assume here``, bounds
    onehot        y_k = δ_km put in for y
    contradictions  hypotheses that nothing satisfies
    links         the links of a chain to :class:`~derive.language.statement.Statement`
    document      :func:`read_document` ties it together

And back: ``canonical`` prints a statement as a document of its own that is read as the same statement.

A document is untrusted: nothing in it is executed, every step is bounded, and what is not understood
becomes a :class:`~derive.documents.reader.ReadError` with its place while the rest is still read.
A name that something unreadable introduces is unusable from there on, so that no formula is judged
under a definition or declaration that was lost.
"""
