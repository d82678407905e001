"""When something leaves and when it rests: quiet hours, days off, what the organisation has set for itself."""
