"""One meeting: the calendar, its card, seats, settling, the roll call, reflections, photos."""
