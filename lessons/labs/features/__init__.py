"""A made feature against learned ones, and how to check the number that says which is better."""
