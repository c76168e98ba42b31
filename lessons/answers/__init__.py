"""What is answered: whether it is right, what is said to it, and words that hang on what a lab says."""
