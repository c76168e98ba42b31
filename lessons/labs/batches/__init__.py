"""Batches: how well a few points speak for all, and what that is worth."""
