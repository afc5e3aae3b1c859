"""The tests. Their folders are those of the code."""
