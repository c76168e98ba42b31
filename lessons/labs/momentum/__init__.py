"""Momentum: a velocity that remembers, in valleys and in a network."""
