"""The trusted core, standard library only; what it does not prove is not called proved.

In the order in which it is read: ``terms`` and ``facts`` (what is spoken about), ``polynomials``, ``normal``
(equality), ``calculus`` (derivatives, definedness), ``reasoner`` (facts, signs and decisions), ``theorem`` and
``rules`` (what makes a theorem), ``certificate`` (its checker).
"""
