"""What touches everything: erasing a person, handing a term over."""
