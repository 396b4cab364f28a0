"""The trusted core, standard library only; what it does not prove is not called proved.

In the order in which it is read: ``terms`` and ``facts`` (what is spoken about), ``budget``, ``polynomials``,
``normal`` (equality), ``calculus`` (derivatives, definedness), ``reasoner`` (facts, signs and decisions), ``theorem``
and ``rules`` (what makes a theorem), ``certificate`` (its checker).

:data:`SIGNATURE` is all that the rest of the program may use of it. Only what stands under ``rules`` makes theorems;
``certificate`` makes them again from what was written down.
"""

INDICES = "Index IndexVariable BoundIndex IndexNumber LastIndex"
ARRAYS = "Array Variable BoundVariable Lambda Bound"
TERMS = (
    "Term Number ZERO ONE SizeValue Entry Add Multiply Power Exp Log Absolute Step Choose "
    "Over Sum Product Maximum Derivative Limit Rank"
)
FORMULAS = (
    "Formula Formulas Relation Equal Different Less LessEqual SameIndex Not And Or Implies "
    "Quantifier ForAll Exists Smooth"
)
WORKING_WITH_NODES = (
    "Node N Size Sort SIZE_FIELDS KernelError ShapesDisagree expect sort_of subnodes free_variables fresh_name "
    "open_body close_body substitute rebuild map_parts with_parts lifted entry number negative subtract delta"
)
LOGIC = (
    "assume weaken discharge modus_ponens conjunction conjunct alternative cases excluded_middle "
    "generalise specialise exhibit take clash FALSE"
)
ORDER = (
    "by_normal_form transitivity combine relative_entropy_bound trichotomy maximum_bounds maximum_attained comparison"
)
ANALYSIS = (
    "approach vanishing_power continuity squeeze both_sides smooth intermediate_value increasing "
    "derivative_where_equal rank_from_null_space near tends of_kind check_fresh"
)
SIGNS = (
    "Signs NEGATIVE IS_ZERO POSITIVE NONPOSITIVE NONNEGATIVE RELATION_SIGNS sign_of sign_product "
    "Fact read_facts match indices_in least_size"
)
POLYNOMIALS = (
    "Rational quotient magnitude Polynomial Monomial UNIT plus joined content in_order monomial_term polynomial_term "
    "split_monomial mentions"
)

SIGNATURE = {
    module: frozenset(names.split())
    for module, names in {
        "terms": f"{INDICES} {ARRAYS} {TERMS} {FORMULAS} {WORKING_WITH_NODES}",
        "theorem": "Theorem",
        "rules": f"{LOGIC} {ORDER} {ANALYSIS}",
        "certificate": "check_certificate CertificateError MalformedCertificate FORMAT",
        # what the decision procedure knows, for those who look for proofs
        "budget": "Budget",
        "facts": SIGNS,
        "polynomials": POLYNOMIALS,
        "normal": "NeedsCase flatten",
        "calculus": "Undefined",
        "reasoner": "Reasoner decide forget",
    }.items()
}
"""What outsiders may use of each module."""
