"""Limits: their values, squeezes between bounds, and expansions."""
