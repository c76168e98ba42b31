"""Activation functions: their curves and slopes, and what many layers of them do to a nudge."""
