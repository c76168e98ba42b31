"""Where ten layers begin: the size of sums and gradients, and which starts learn."""
