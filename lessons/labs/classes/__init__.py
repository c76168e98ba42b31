"""Many classes: a score for each, and what goes wrong where a class is taken for a number."""
