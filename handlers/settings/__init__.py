"""What the organisation, a school or a person sets for itself."""
