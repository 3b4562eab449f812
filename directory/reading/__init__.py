"""Reading programmes: the whole of one in a single query, the same from memory for a preview."""
