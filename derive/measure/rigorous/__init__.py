"""What is certain of a statement at a point: enclosures by balls, exact arithmetic, and decisions from both."""
