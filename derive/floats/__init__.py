"""Floating point, exactly: formats, what an operation can give, and what NumPy gives."""
