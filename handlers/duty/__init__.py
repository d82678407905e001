"""Duties: what one owes, what others owe, the rules."""
