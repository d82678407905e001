"""Joining, inviting, units, clusters, terms, one's own data."""
