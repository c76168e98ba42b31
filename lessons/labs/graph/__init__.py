"""Labs on the graph of an expression: slopes multiplied along a path, and added where paths meet."""
