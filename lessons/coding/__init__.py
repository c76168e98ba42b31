"""Lines of NumPy that a learner writes: read, evaluated in a child process, tried on hidden cases, judged."""
