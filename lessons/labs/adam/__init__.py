"""Adam, and the scale of inputs: one input in metres and in centimetres, standardising, steps of one size."""
