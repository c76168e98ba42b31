"""Looks into a network that learns: what its units answer, and how its layers learn."""
