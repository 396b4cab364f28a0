r"""Annotated Markdown and LaTeX documents: from the file to kernel statements. What is written is what is read.

A file goes through these passes, each with a result that can be printed and tested by itself:

    source/       where the directives and their formulas stand; macros expanded; code and comments left out
    grammar/      ``tokens``: the signs with their scripts, primes and accents · ``brackets``: decoration dropped,
                  brackets matched · ``collect``: what the document shows of its names · ``chains``: rows, columns,
                  relations, conditions · ``parser`` with ``forms/``: syntax trees (``syntax``)
    meaning/      syntax trees to typed trees (``typed``, and ``said`` of relations and hypotheses), by a rule for each
                  type of node (``registry``); and these to kernel terms, when every size is known (``shapes.build``)
    directives/   what each directive does with its formula: ``let``, ``define``, ``assume``, ``check``, ``settle``
    reader        takes the directives in order, each formula in all of its readings; ``conventions`` says which remain
    model         what the rest of the tool sees: checks, links, readings
    canonical/    and back: a statement as a document of its own that is read as the same statement

Two things hold all of it together. ``grammar.ownership``: whoever reads a sign, a script or a prime says so, and
what nobody has read is an error that names it. ``grammar.choices``: where CONTRACT's rules give two readings, both
are followed to their end, and none is guessed.

A document is untrusted: nothing in it is executed, every step is bounded, and what is not understood becomes a
:class:`~derive.documents.model.ReadError` with its place and its code while the rest is still read. It taints what
depends on it: a name that something unreadable introduces cannot be used, and what is said of a name under a
hypothesis that was lost is not judged.
"""
