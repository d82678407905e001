"""Duties: who owes what by when, from the directives and from people."""
