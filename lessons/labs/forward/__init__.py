"""A forward pass: one unit, what its bias is for, and a whole network."""
