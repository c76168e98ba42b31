"""Backpropagation through a network of two inputs, two ReLU units and one sigmoid output."""
