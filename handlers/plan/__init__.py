"""Plans: by file, pasted, or a cluster's own."""
