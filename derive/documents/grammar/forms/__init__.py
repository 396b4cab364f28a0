"""The forms of formulas, one subject per module; each registers with the parser."""
