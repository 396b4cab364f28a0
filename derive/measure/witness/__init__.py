"""What mpmath sees of a statement at a point: a witness, not a proof, that shares nothing with the enclosures."""
