"""Ways to an essay: search, and the map of who builds upon whom."""
