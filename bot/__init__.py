"""Dự Giờ: carries a cluster of schools through a year of lesson study, in chat."""
