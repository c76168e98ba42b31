"""What a network is made of: units in layers, the weights between them, and what they cost and bring."""
