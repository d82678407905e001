"""Official papers: which there are, what is missing in one, under whose head it stands, passing it on."""
