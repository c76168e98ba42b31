"""Loss functions: how wrong a prediction is, and which way it is told to move."""
