"""TensorFlow Playground, as a lab."""
