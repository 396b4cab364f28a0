"""Measurement: both sides of a statement at exact points, with mpmath to many digits and with Arb rigorously."""
