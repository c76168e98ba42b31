"""Many small runs that are counted, and the training loop as a program."""
