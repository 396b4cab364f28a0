"""Terms, formulas, points and names as a paper prints them, in LaTeX or in plain text."""
