"""Finding programmes: the query, the facets, the engines, indexing and the finder's pages."""
