"""Training: from examples of what guests write to weights, and how well a reader does on such examples."""
