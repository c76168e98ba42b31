"""Capacity: what a network can learn by heart, and what that costs on new points."""
