"""Graphs: networks, and computations."""
