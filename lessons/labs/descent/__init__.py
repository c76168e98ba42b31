"""Gradient descent: one weight on three kinds of curves, two weights in a valley, and a rate for them."""
