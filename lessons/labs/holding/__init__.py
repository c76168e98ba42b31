"""Holding a large network back: weight decay, early stopping and dropout."""
