"""Certificates re-proved by Coq: a file for each theorem, one lemma for each step, and a library that all share.

Nothing here is trusted but how the last lemma is read: ``DeriveMeaning.v`` says what its words mean, ``reader`` turns
it into the statement of the certificate again. What is exported wrong, Coq refuses. In the order in which it is read:
``names`` and ``printer`` (statements), ``reader``;
``polynomials``, ``trace``, ``slopes`` and ``normal`` (normal forms); ``facts``, ``questions``, ``reading``,
``equations``, ``bounds``, ``denominators``, ``scripts`` and ``decisions`` (why a decided step holds), ``steps`` (a
lemma for each step), ``files`` (the whole file), ``compiler`` (running Coq).
"""
