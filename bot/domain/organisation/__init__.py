"""Units, clusters, people, and who holds which role on which day."""
