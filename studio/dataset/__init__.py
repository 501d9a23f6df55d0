"""From recordings to a data set that can be trained on: checks, long files, summary, export."""
