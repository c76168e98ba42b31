"""Two moons: points to learn from, a line and a network between them, and how often the network is ahead."""
