"""Meetings and what people do about them: settling, seats, parts, attendance, reflections, photos, changes."""
