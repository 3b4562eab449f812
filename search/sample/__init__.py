"""The words people use, to begin with: a data file, and the loader that reads it."""
