"""Batch normalisation: each unit's sums put back to mean 0 and spread 1, over the batch."""
