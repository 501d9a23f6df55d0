"""The networks: generator, inverse model, alignment, and how their weights are read."""
